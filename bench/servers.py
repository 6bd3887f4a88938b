"""The contestants as running servers: started, watched in /proc and stopped here."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir
from time import monotonic, sleep

from bench.client import HOST

ROOT = Path(__file__).parent.parent
THREADS = 4
START_S = 60
_BYTECODE = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(Path(gettempdir()) / "portal-bench-bytecode"),
}  # compiled once, as installed
TARGETS = {"bare": "bench.limits:bare", "duties": "bench.limits:duties", "ours": "wsgi:app", "django": "bench.django_admin:app"}
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A contestant that answers on a port."""

    name: str
    port: int
    pid: int

    def cpu_s(self) -> float:
        """The processor time its processes have used; the database server's is not in it."""
        return sum(sum(map(int, _stat(pid)[11:13])) for pid in self._pids()) / _TICKS

    def rss_mb(self) -> float:
        """The memory of its web worker, the largest of its processes."""
        return max(_rss_kb(pid) for pid in self._pids()) / 1024

    def _pids(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [self.pid, *map(int, children)]


def contestants() -> list[str]:
    """Return who takes part."""
    return list(TARGETS) if find_spec("django") else [name for name in TARGETS if name != "django"]


def why_without_django() -> str:
    """Say why the Django admin does not take part; nothing when it does."""
    return "" if find_spec("django") else "django admin is left out: django cannot be imported here; a PYTHONPATH that has it lets it in"


@contextmanager
def running(name: str, environ: Mapping[str, str]) -> Iterator[Server]:
    """Run a contestant on a free port of this machine until the block ends.

    Raises:
        RuntimeError: it did not answer in time.
    """
    port = _free_port()
    settings = ["--workers", "1", "--blocking-threads", str(THREADS), "--log-level", "warning", "--host", HOST, "--port", str(port)]
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", *settings, TARGETS[name]]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **_BYTECODE, **environ}, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait_for(port, process)
        yield Server(name, port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(START_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = monotonic() + START_S
    while monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        sleep(0.05)
    raise RuntimeError(f"no server on port {port}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _rss_kb(pid: int) -> int:
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0])
