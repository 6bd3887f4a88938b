"""A form of several pages: what was answered so far travels in the body of each POST, and is looked at anew before it is kept."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from portal.people.rolls import Notice
from portal.public import phones, queries
from portal.public.access import Entry
from portal.public.forms.steps import HomeForm, NoticeForm, PhoneForm, StepForm, names_of
from portal.public.rules import CHECK, MAX_CARRIED, MOST_CHOSEN, receipt_of, step_after
from portal.tenants.rules.phone_checks import takes_codes
from portal.web import senders

PROOF, SEEN = "phone_proof", "seen"
MAX_PROOF = 500


class Walk(ABC):
    """One form of several pages in this request.

    Args:
        steps: those this one asks, without `CHECK`.
    """

    forms: ClassVar[Mapping[str, type[StepForm]]]  # of every step it may ask, and of `CHECK`
    template: ClassVar[str]
    endpoint: ClassVar[str]
    send: ClassVar[str]  # what the last button says
    subject: str = ""  # what it is about, beside the number of the step
    may_skip: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, entry: Entry) -> None:
        self.entry, self.scope = entry, entry.scope
        self.said = MultiDict(request.form)
        self.checks_phone = senders.current() is not None
        self.steps: Sequence[str] = self.list_steps()

    @abstractmethod
    def list_steps(self) -> Sequence[str]:
        """Return the steps this one asks, without `CHECK`."""

    @abstractmethod
    def answers(self) -> list[tuple[str, str, str]]:
        """Return (step, question, answer) of all that she will send."""

    @property
    def proof(self) -> str:
        """What proves that the telephone is hers; empty before."""
        return self.said.get(PROOF, "")[:MAX_PROOF]

    @proof.setter
    def proof(self, proof: str) -> None:
        self.said[PROOF] = proof

    @property
    def at(self) -> str | None:
        """The step that was answered; None when it begins."""
        at = self.said.get("at", "")
        return at if at in self.steps or at == CHECK else None

    @cached_property
    def communities(self) -> Any:
        """Where one may live."""
        return queries.list_communities(self.scope)

    @abstractmethod
    def read_notice(self) -> Notice:
        """Return the notice she reads before her data is taken in."""

    @cached_property
    def notice(self) -> Notice:
        """The notice in force."""
        return self.read_notice()

    def form(self, step: str) -> StepForm:
        """Return the form of a step, with the answer so far."""
        form = self.forms[step](self.said)
        if isinstance(form, HomeForm):
            form.offer(self.communities)
        elif isinstance(form, PhoneForm):
            form.must_take_codes = "sent" in self.steps
        elif isinstance(form, NoticeForm):
            form.version = self.notice.version
        return form

    def form_data(self, step: str, name: str) -> Any:
        """Return one answer as it was read; None while it will not do."""
        form = self.form(step)
        return form[name].data if form.is_good() else None

    def phone(self) -> str:
        """Return her telephone as it is kept; empty while there is none that will do."""
        form = self.form("phone")
        return str(form["phone"].data) if form.is_good() else ""

    def checked_at(self) -> datetime | None:
        """Return when her telephone was checked."""
        phone = self.phone()
        return phones.proved_at(self.scope, phone, self.proof) if phone and takes_codes(phone) else None

    def is_done(self, step: str) -> bool:
        """Say whether a step has an answer that will do."""
        return self.checked_at() is not None if step == "sent" else self.form(step).is_good()

    def first_open(self) -> str | None:
        """Return the first step without an answer that will do; None when all is answered."""
        return next((step for step in self.steps if not self.is_done(step)), None)

    def forget(self, step: str) -> None:
        """Take back what was answered to a step that may stay empty."""
        for name in names_of(self.forms[step]):
            self.said.poplist(name)

    @property
    def number_of(self) -> dict[str, int]:
        """Which page each step is, for her to see how far she has come."""
        return {step: number for number, step in enumerate((*self.steps, CHECK), start=1)}

    def step_after(self, at: str) -> str:
        """Return where a good answer leads."""
        return step_after(self.steps, at, is_done=self.is_done, has_seen_check=SEEN in self.said)

    def carried(self, shown: str) -> Iterator[tuple[str, str]]:
        """Yield (name, value) of the answers to all other steps; the code that was sent is never carried."""
        for step, form in self.forms.items():
            for name in names_of(form) if step not in {shown, "sent"} else ():
                yield from ((name, value[:MAX_CARRIED]) for value in self.said.getlist(name)[:MOST_CHOSEN])
        if self.proof:
            yield PROOF, self.proof
        if shown == CHECK or SEEN in self.said:
            yield SEEN, "1"

    def receipt(self, *what: object) -> str:
        """Return the number of its receipt: the same for the same answers of the same form, sent twice."""
        key = str(current_app.secret_key).encode()
        return receipt_of(key, self.scope.tenant_id, self.said.get("once", "")[:64], *what)
