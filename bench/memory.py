"""How large a web worker is after 10,000 requests of all kinds."""

from collections.abc import Iterator
from itertools import islice

from bench.client import ask, measure
from bench.data import WRITERS
from bench.goals import Parts, Result
from bench.growth import requests
from bench.jobs import WrongAnswer
from bench.servers import Server

REQUESTS, MOST_MB = 10_000, 60.0


def weigh_worker(database: str, server: Server) -> Parts:
    """Return G10's part: the memory of a server after many requests, beside what it was at the start."""
    before = server.rss_mb()
    for request in islice(requests(0), 7):
        if (reply := ask(server.port, request)).status != 200:
            raise WrongAnswer(f"{request[:80]!r}: {reply.status}\n{reply.text[:500]}")
    done = 0
    while done < REQUESTS:
        some = measure(server.port, [_stream(n) for n in range(WRITERS)], seconds=5, expected=200)
        if some.errors:
            raise WrongAnswer(f"{some.errors} answers were not 200")
        done += len(some.latencies_s)
    detail = {"unit": "MB RSS", "requests": done, "at_start_mb": round(before, 1)}
    return {f"G10.rss.{database}": (Result([server.rss_mb()], MOST_MB, is_floor=False), detail)}


def _stream(number: int) -> Iterator[bytes]:
    return requests(number)
