"""Searches in lists: who is sought travels in the body, for a name has no business in an address; titles stand in the address."""

from typing import Any

from flask import request

from portal.core.text import clean_text
from portal.web.forms import FilterForm, TextField, at_most


class SeekForm(FilterForm):
    """Who is sought, and what else the list is narrowed to."""

    sought = TextField("姓名、拼音或电话尾号", [at_most(30)])

    @staticmethod
    def sent() -> Any:
        """Return the body of a search, else the address."""
        return request.form if request.method == "POST" else request.args or None

    def sought_text(self) -> str:
        """Return what is looked for; an address says nothing of it."""
        return clean_text(self.sought.data or "") if request.method == "POST" else ""

    def rest(self) -> dict[str, Any]:
        """Return what may stand in an address."""
        return {field.name: field.data for field in self if field.name != "sought" and field.data}


class TitleFilter(FilterForm):
    """What is sought among titles; they may stand in an address."""

    q = TextField("标题", [at_most(80)])

    @property
    def words(self) -> str:
        """What is looked for; empty for all."""
        return self.q.data or ""
