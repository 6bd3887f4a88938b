"""A small HTTP client that costs little: raw sockets kept alive, one loop over a handful of connections."""

import selectors
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

HOST = "127.0.0.1"
PATIENCE_S = 15


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int
    head: str
    body: bytes

    @property
    def text(self) -> str:
        """The body as a reader sees it."""
        return self.body.decode()


@dataclass(slots=True)
class Round:
    """What one contestant did in one round."""

    seconds: float = 0.0
    latencies_s: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def rps(self) -> float:
        """Right answers in a second."""
        return (len(self.latencies_s) - self.errors) / self.seconds


def get(path: str, *, sid: str = "", headers: Mapping[str, str] | None = None) -> bytes:
    """Return the bytes of a GET."""
    return _head("GET", path, sid, headers or {})


def post(path: str, form: Mapping[str, str], *, sid: str = "") -> bytes:
    """Return the bytes of a POST of a form."""
    body = urlencode(form).encode()
    return _head("POST", path, sid, {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}) + body


def _head(method: str, path: str, sid: str, headers: Mapping[str, str]) -> bytes:
    sent = {"Host": "portal.test", "Accept": "text/html", **({"Cookie": f"sid={sid}"} if sid else {}), **headers}
    return "\r\n".join([f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items()), "", ""]).encode()


class Peer:
    """One connection: it sends the next request of its stream and reads the answer."""

    def __init__(self, port: int, stream: Iterator[bytes]) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=PATIENCE_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = stream
        self.received = b""
        self.end = 0
        self.sent_at = 0.0

    def send(self) -> None:
        """Send the next request."""
        request = next(self.stream)
        self.received, self.end = b"", 0
        self.sent_at = perf_counter()
        self.socket.sendall(request)

    def read(self) -> bool:
        """Take what has come; say whether the answer is whole.

        Raises:
            ConnectionError: the server hung up.
        """
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.received += part
        if not self.end and (border := self.received.find(b"\r\n\r\n")) > 0:
            self.end = border + 4 + _body_length(self.received[:border])
        return bool(self.end) and len(self.received) >= self.end

    @property
    def status(self) -> int:
        """The status of the answer."""
        return int(self.received[9:12])


def _body_length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    if not found:
        raise ConnectionError("an answer without Content-Length")
    return int(rest.partition(b"\r\n")[0])


def ask(port: int, request: bytes) -> Reply:
    """Send one request on a connection of its own."""
    peer = Peer(port, iter([request]))
    with peer.socket:
        peer.send()
        while not peer.read():
            pass
    head, _, body = peer.received.partition(b"\r\n\r\n")
    return Reply(peer.status, head.decode("latin-1"), body)


def measure(port: int, streams: Sequence[Iterator[bytes]], *, seconds: float, expected: int) -> Round:
    """Keep one connection per stream busy for some seconds, then wait for the last answers.

    Args:
        expected: the status of a right answer; any other is an error.

    Raises:
        TimeoutError: the server fell silent.
    """
    done = Round()
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        peers = [Peer(port, stream) for stream in streams]
        for peer in peers:
            selector.register(stack.enter_context(peer.socket), selectors.EVENT_READ, peer)
        start = perf_counter()
        for peer in peers:
            peer.send()
        _exchange(selector, done, len(peers), until=start + seconds, expected=expected)
        done.seconds = perf_counter() - start
    return done


def _exchange(selector: selectors.BaseSelector, done: Round, waiting: int, *, until: float, expected: int) -> None:
    while waiting:
        ready = selector.select(PATIENCE_S)
        if not ready:
            raise TimeoutError("no answer")
        for key, _ in ready:
            peer: Peer = key.data
            if not peer.read():
                continue
            now = perf_counter()
            done.latencies_s.append(now - peer.sent_at)
            done.errors += peer.status != expected
            if now < until:
                peer.send()
            else:
                waiting -= 1
