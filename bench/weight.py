"""What a page weighs on the wire, gzipped: the list, the part of it that is swapped, and everything a browser fetches for it once."""

import gzip
import re
from collections.abc import Sequence

from bench import data
from bench.client import ask, get
from bench.data import Ground
from bench.jobs import Lists, WrongAnswer
from bench.servers import Server

_ASSET = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')


def weigh(ground: Ground, servers: Sequence[Server]) -> dict[str, int]:
    """Return the gzipped bytes of ours: {list, swap, assets}."""
    port = next(server.port for server in servers if server.name == "ours")
    lists, ours = Lists(ground), next(server for server in servers if server.name == "ours")
    page = lists.check(ours)
    path = lists.path(0)
    swap = ask(port, get(path, sid=data.sid("fuzhou"), headers={"HX-Request": "true", "HX-Target": "log"}))
    if swap.status != 200 or "<html" in swap.text or 'id="log"' not in swap.text:
        raise WrongAnswer(f"not the part that htmx asked for: {swap.status}\n{swap.text[:500]}")
    return {
        "list": _gzipped(page.body),
        "swap": _gzipped(swap.body),
        "assets": sum(_fetched(port, url) for url in _ASSET.findall(page.text)),
    }


def _fetched(port: int, url: str) -> int:
    reply = ask(port, get(url.replace("&amp;", "&")))
    if reply.status != 200:
        raise WrongAnswer(f"{url}: {reply.status}")
    return _gzipped(reply.body)


def _gzipped(body: bytes) -> int:
    return len(gzip.compress(body, 6))
