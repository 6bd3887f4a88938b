"""A real Chromium on the demo, served as in life: web server and job worker as processes of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Playwright, expect, sync_playwright
from playwright.sync_api import Error as BrowserError

from tests.browser.visitor import ROOT, Site, Visitor

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
START_S, STOP_S, PATIENCE_MS = 60, 30, 30_000


@pytest.fixture(scope="session")
def site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, its web server and its worker, on a port nobody uses; without a browser it is not even made."""
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"DATABASE_URL": f"sqlite:///{folder / 'portal.db'}", "PORTAL_FILES": str(folder / "files"), "PORT": str(port)}
    secrets = {"PORTAL_ENV": "development", "SECRET_KEY": "only-for-tests-0123456789-abcdefgh", "PORTAL_DATA_KEY": "5a" * 32}
    site = Site(f"http://127.0.0.1:{port}", {**os.environ, **own, **secrets}, folder / "serve.log")
    site.flask("demo")
    with (folder / "serve.log").open("w") as log:
        served = subprocess.Popen([sys.executable, ".ci/serve.py"], cwd=ROOT, env=site.environ, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(site.url, served, folder / "serve.log")
            yield site
        finally:
            served.send_signal(signal.SIGTERM)
            served.wait(STOP_S)


def _wait(url: str, served: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and served.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the portal did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    """The system's Chromium, or playwright's own; without any the browser tests are skipped, which CI does not allow."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
    except BrowserError as error:
        reason = f"no Chromium here: {error.message.splitlines()[0]}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    yield browser
    browser.close()


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Callable[[], Visitor]]:
    """Make a browser of her own for each person; at the end none may have complained."""
    visitors: list[Visitor] = []
    expect.set_options(timeout=PATIENCE_MS)

    def make() -> Visitor:
        context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        visitors.append(Visitor(context.new_page(), site))
        _listen(visitors[-1])
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.page.context.close()
    assert [line for visitor in visitors for line in visitor.noise] == []


def _listen(visitor: Visitor) -> None:
    """Note what the browser complains of: faults of scripts, files that do not come, and what the content policy forbids."""
    page = visitor.page

    def note(message: ConsoleMessage) -> None:
        is_refusal = "status of 4" in message.text and "/static/" not in message.location["url"]  # an answer, not a fault
        if message.type == "error" and not is_refusal:
            visitor.noise.append(f"{page.url}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: visitor.noise.append(f"{page.url}: {error}"))
