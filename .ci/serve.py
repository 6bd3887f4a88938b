"""Runs the web server and the job worker side by side for `make demo` and `make run`; Ctrl-C, SIGTERM or the end of one ends both."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

HOST = "127.0.0.1"
BIN = Path(sys.executable).parent
PATIENCE_S = 15


def commands(port: str) -> list[list[str]]:
    """The two programs; one process of four threads is plenty for a demo."""
    web = ["--interface", "wsgi", "--host", HOST, "--port", port, "--blocking-threads", "4", "--log-level", "warning", "wsgi:app"]
    return [[str(BIN / "granian"), *web], [str(BIN / "flask"), "--app", "wsgi", "worker"]]


def answers(port: str) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, int(port))) == 0


def stop(running: list["subprocess.Popen[bytes]"]) -> None:
    """Asks every program to end, and ends those that do not."""
    for process in running:
        process.terminate()
    deadline = time.monotonic() + PATIENCE_S
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def leave(_signal: int, _frame: FrameType | None) -> None:
    """Turns a signal into the ordinary way out."""
    raise SystemExit(0)


def main() -> int:
    """Starts both, watches both, ends both; the answer is that of the one that ended by itself."""
    port = os.environ.get("PORT") or "8000"
    if answers(port):
        print(f"端口 {port} 已被占用，请换一个 (port taken, choose another): PORT={int(port) + 1} make demo", file=sys.stderr)
        return 1
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    running: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands(port):
            # Sessions of their own: Ctrl-C reaches us alone, and we end both in order.
            running.append(subprocess.Popen(command, start_new_session=True))  # noqa: PERF401 - what has started must be known at every moment
        is_announced = False
        while all(process.poll() is None for process in running):
            if not is_announced and answers(port):
                is_announced = True
                print(f"平台已启动 http://{HOST}:{port} (Ctrl-C 停止)", flush=True)
            time.sleep(0.3)
        return next(process.returncode for process in running if process.poll() is not None) or 1
    finally:
        stop(running)


if __name__ == "__main__":
    sys.exit(main())
