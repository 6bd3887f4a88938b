"""Processes of the job worker that draw parts of papers: begun when first needed, warm from then on, ended with the worker."""

import gc
import os
import signal
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

_MOST = 4
Given = TypeVar("Given")
Made = TypeVar("Made")
_pools: list[ProcessPoolExecutor] = []


def count() -> int:
    """Return how many processes draw side by side."""
    return min(_MOST, len(os.sched_getaffinity(0)))


def begin(work: Callable[..., Any]) -> None:
    """Have the processes ready, with the module of this work loaded; it returns at once."""
    if count() > 1 and not _pools:
        # Spawned, not forked: the worker has threads, and a lock one of them holds would be held in the child for ever.
        _pools.append(ProcessPoolExecutor(count(), mp_context=get_context("spawn"), initializer=_prepare, initargs=(work,)))
        for _ in range(count()):
            _pools[0].submit(os.getpid)


def end() -> None:
    """End the processes; what they were doing is lost."""
    while _pools:
        pool = _pools.pop()
        processes = list((pool._processes or {}).values())  # noqa: SLF001 (3.14 has kill_workers)
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()


def run(work: Callable[[Given], Made], given: Sequence[Given], done: Callable[[int], object]) -> list[Made]:
    """Do some work on each, side by side, and return what came of it in the same order.

    Args:
        done: told after each how many are done.

    Raises:
        BrokenProcessPool: a process died, and again at a second attempt.
    """
    try:
        return list(_counted(_each(work, given), done))
    except BrokenProcessPool:
        end()
        return list(_counted(_each(work, given), done))
    except BaseException:
        end()  # nobody waits for the rest any more
        raise


def _each(work: Callable[[Given], Made], given: Sequence[Given]) -> Generator[Made]:
    begin(work)
    if not _pools:
        yield from map(work, given)
        return
    waiting: list[Future[Made]] = [_pools[0].submit(work, one) for one in given]
    for future in waiting:
        yield future.result()


def _counted(made: Generator[Made], done: Callable[[int], object]) -> Generator[Made]:
    for number, one in enumerate(made, start=1):
        done(number)
        yield one


def _prepare(_: Callable[..., Any]) -> None:
    """Make a new process ready. Its argument is unpickled before, which loads the module of the work."""
    for each in (signal.SIGINT, signal.SIGTERM):  # sent to the whole group, when the worker ends its job first
        signal.signal(each, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
    os._exit(1)
