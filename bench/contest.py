"""A contest: every contestant does the same job in turns, round by round, so that what slows the machine slows all."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench.client import Reply, Round, measure
from bench.jobs import Job
from bench.servers import Server

WARM_UP_S = 0.4


@dataclass(slots=True)
class Score:
    """What one contestant showed in all rounds of one job."""

    reply: Reply
    rounds: list[Round] = field(default_factory=list)
    cpu_s: float = 0.0
    rss_mb: float = 0.0

    @property
    def rps(self) -> float:
        """Requests a second: the median of the rounds."""
        return median(one.rps for one in self.rounds)

    @property
    def errors(self) -> int:
        """Answers of another status than the right one."""
        return sum(one.errors for one in self.rounds)

    @property
    def cpu_us(self) -> float:
        """Processor time of the web server's processes for one request, in µs."""
        return self.cpu_s / sum(len(one.latencies_s) for one in self.rounds) * 1e6

    def percentile_ms(self, percent: int) -> float:
        """The time within which so many percent of all answers came."""
        return quantiles([taken for one in self.rounds for taken in one.latencies_s], n=100)[percent - 1] * 1e3

    def figures(self) -> dict[str, float]:
        """Return all of it, rounded, for keeping."""
        body = self.reply.body
        return {
            "rps": round(self.rps, 1),
            "p50_ms": round(self.percentile_ms(50), 2),
            "p99_ms": round(self.percentile_ms(99), 2),
            "cpu_us": round(self.cpu_us),
            "rss_mb": round(self.rss_mb, 1),
            "bytes": len(body),
            "gz_bytes": len(gzip.compress(body, 6)),
            "errors": self.errors,
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """One job on one database with so many rows."""

    goal: str
    database: str
    rows: int
    scores: dict[str, Score]

    def ratios(self, rival: str) -> list[float]:
        """Ours in requests a second over the rival's, round by round."""
        rounds = zip(self.scores["ours"].rounds, self.scores[rival].rounds, strict=True)
        return [ours.rps / theirs.rps for ours, theirs in rounds]


def hold(job: Job, servers: Sequence[Server], *, rows: int, rounds: int, seconds: float) -> Cell:
    """Check every contestant's answer, warm it up, and let them take turns.

    Raises:
        WrongAnswer: a contestant did not do the job, at the first request or under load.
    """
    taking_part = [server for server in servers if server.name in job.contestants]
    scores = {server.name: Score(job.check(server)) for server in taking_part}
    for server in taking_part:
        _one_round(job, server, WARM_UP_S)
    for number in range(rounds):
        turn = number % len(taking_part)
        for server in (*taking_part[turn:], *taking_part[:turn]):
            before = server.cpu_s()
            scores[server.name].rounds.append(_one_round(job, server, seconds))
            scores[server.name].cpu_s += server.cpu_s() - before
    for server in taking_part:
        scores[server.name].rss_mb = server.rss_mb()
        job.check(server)
    return Cell(job.goal, job.ground.name, rows, scores)


def _one_round(job: Job, server: Server, seconds: float) -> Round:
    done = measure(server.port, job.streams(server), seconds=seconds, expected=job.expected)
    job.settle(server, len(done.latencies_s) - done.errors)
    return done
