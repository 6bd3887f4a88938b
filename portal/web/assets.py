"""What the browser may keep: our CSS and script, and htmx from its package."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

STATIC = Path(__file__).parent / "static"
HTMX = Path(str(files("js_lib_htmx"))) / "static" / "htmx"
_YEAR_S = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Serve the files below /static/, each under a name that changes with its content."""
    served = WhiteNoise(app.wsgi_app, max_age=_YEAR_S)
    served.add_files(str(STATIC), prefix="static/")
    served.add_files(str(HTMX), prefix="static/vendor/")
    app.wsgi_app = served  # the documented way to wrap it
    app.jinja_env.globals["asset"] = asset


@cache
def asset(name: str) -> str:
    """Return the address of a static file with a mark of its content: `css/portal.css`, `app.js`, `htmx.min.js`."""
    path, url = (HTMX / name, f"/static/vendor/{name}") if name.startswith("htmx") else (STATIC / name, f"/static/{name}")
    return f"{url}?v={sha256(path.read_bytes()).hexdigest()[:8]}"
