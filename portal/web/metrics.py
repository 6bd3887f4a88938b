"""Figures of the running program for whoever watches it: counts and times, no unit and no person among them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from hmac import compare_digest
from ipaddress import ip_address

from flask import Blueprint, Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from portal.core import clock, serving
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.web import jobs
from portal.web.writes import working_as

disable_created_metrics()  # when a counter began is nothing to watch
bp = Blueprint("metrics", __name__)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_VIA_PROXY = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Figures:
    """What one process counts of itself."""

    def __init__(self) -> None:
        self.registry = of = CollectorRegistry()
        self.requests = Counter("portal_requests", "Requests answered.", ("endpoint", "method", "status"), registry=of)
        self.seconds = Histogram("portal_request_seconds", "Time to answer.", ("endpoint", "method"), buckets=_SECONDS, registry=of)
        self.in_flight = Gauge("portal_requests_in_flight", "Requests being answered.", registry=of)
        self.database_errors = Counter("portal_database_errors", "Requests that failed at the database.", registry=of)
        ProcessCollector(registry=of)


class Standing(Collector):
    """What the database says at this moment, asked when the figures are fetched."""

    def collect(self) -> Iterable[Metric]:
        """Yield whether the database may be served, and how the jobs stand when it may."""
        is_ready = _is_ready()
        yield GaugeMetricFamily("portal_database_ready", "1: it answers and fits this program.", is_ready)
        if is_ready:
            yield from _jobs()


def init_app(app: Flask, *, list_cities: Callable[[], Iterable[str]]) -> None:
    """Begin to count.

    Args:
        list_cities: the paths of all cities; jobs are counted city by city.
    """
    app.extensions["portal.metrics"], app.extensions["portal.cities"] = Figures(), list_cities


@bp.get("/metrics")
def show() -> ResponseReturnValue:
    """The figures as Prometheus reads them, for this machine itself and for who brings the token."""
    if not (_is_from_here() or _has_token()):
        raise NotFound
    now = CollectorRegistry()
    now.register(Standing())
    text = generate_latest(_figures().registry) + generate_latest(now)
    return Response(text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


show.access = "all"  # type: ignore[attr-defined]


def begin() -> None:
    """Count a request that has come in."""
    _figures().in_flight.inc()


def end(endpoint: str, method: str, status: int, seconds: float) -> None:
    """Count a request that was answered; what was asked for by a name of the sender's own counts as `none` or `other`."""
    figures, method = _figures(), method if method in _METHODS else "other"
    figures.in_flight.dec()
    figures.requests.labels(endpoint, method, f"{status // 100}xx").inc()
    figures.seconds.labels(endpoint, method).observe(seconds)


def database_failed() -> None:
    """Count a request that failed at the database."""
    _figures().database_errors.inc()


def _figures() -> Figures:
    return current_app.extensions["portal.metrics"]


def _is_from_here() -> bool:
    """Say whether a program of this machine asks for itself.

    A proxy is a neighbour too and speaks for strangers, so whatever carries its mark, true or forged, comes from elsewhere; without
    such a mark the address is the connection's own.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    plain = getattr(address, "ipv4_mapped", None) or address
    return plain.is_loopback and not any(name in request.headers for name in _VIA_PROXY)


def _has_token() -> bool:
    token: str = current_app.extensions["portal.settings"].metrics_token
    given = request.headers.get("Authorization", "")
    return bool(token) and compare_digest(f"Bearer {token}".encode(), given.encode())


def _is_ready() -> bool:
    settings, migrations = current_app.extensions["portal.settings"], current_app.extensions["migrate"].directory
    try:
        return not serving.find_faults(settings.database_url, migrations)
    except serving.Away:
        return False


def _jobs() -> Iterable[Metric]:
    counts: dict[str, int] = dict.fromkeys(("queued", "running", "failed"), 0)
    oldest: datetime | None = None
    for path in current_app.extensions["portal.cities"]():
        with working_as(Scope(path)) as scope:
            for state, count, first in jobs.list_standing(scope):
                counts[state] += count
                if state == "queued":
                    oldest = min(oldest or first, first)
    standing = GaugeMetricFamily("portal_jobs", "Jobs by state.", labels=["state"])
    for state, count in counts.items():
        standing.add_metric([state], count)
    waited = (clock.now() - oldest).total_seconds() if oldest else 0
    return standing, GaugeMetricFamily("portal_job_oldest_wait_seconds", "How long the oldest queued job has waited.", waited)
