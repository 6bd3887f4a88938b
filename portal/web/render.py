"""One answer from one template: the page, or the block that htmx will swap."""

from typing import Any

from flask import Response, current_app, make_response, render_template

from portal.web.forms import PortalForm
from portal.web.htmx import wanted_block


def render(template: str, *, blocks: tuple[str, ...] = (), status: int | None = None, **context: Any) -> Response:
    """Answer with the page, or with one of `blocks` when htmx swaps the element of that id.

    Args:
        template: its path below `portal/templates`.
        blocks: the blocks that may be asked for alone; a block's name is its element's id.
        status: the HTTP status; by default 200, or the form's when `form` in the context was refused.
        context: what the template speaks of.
    """
    form = context.get("form")
    if status is None:
        status = form.status if isinstance(form, PortalForm) else 200
    wanted = wanted_block()
    text = _block(template, wanted, context) if wanted in blocks else render_template(template, **context)
    response = make_response(text, status)
    response.headers["Cache-Control"] = "no-store"  # pages hold people's data; files that may be kept are sent elsewhere
    return response


def _block(name: str, block: str | None, context: dict[str, Any]) -> str:
    template = current_app.jinja_env.get_template(name)
    current_app.update_template_context(context)
    return "".join(template.blocks[str(block)](template.new_context(context)))
