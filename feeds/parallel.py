"""Work on all cores, or on another machine's: an ordered map over any executor, with few results waiting."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_WAITING = 2
"""Results per worker that may wait to be taken: more would only fill the memory."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def workers(jobs: int) -> Iterator[Executor | None]:
    """An executor of `jobs` processes; None for one job: then the caller does the work itself."""
    if jobs < 2:
        yield None
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    context = multiprocessing.get_context(method)
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_ignore_interrupts)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _ignore_interrupts() -> None:
    """Ctrl-C is for the parent, which then stops the workers: each would print a traceback of its own."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def ordered(
    function: Callable[[_Task], _Result], tasks: Iterable[_Task], executor: Executor | None, width: int
) -> Iterator[_Result]:
    """The results in the order of the tasks. Where a worker dies, its task is done here."""
    if executor is None:
        yield from map(function, tasks)
        return
    waiting: deque[tuple[_Task, Future[_Result] | None]] = deque()
    for task in tasks:
        waiting.append((task, _submitted(executor, function, task)))
        if len(waiting) > width * _WAITING:
            yield _taken(function, *waiting.popleft())
    while waiting:
        yield _taken(function, *waiting.popleft())


def _submitted(
    executor: Executor, function: Callable[[_Task], _Result], task: _Task
) -> Future[_Result] | None:
    try:
        return executor.submit(function, task)
    except BrokenExecutor:
        return None


def _taken(function: Callable[[_Task], _Result], task: _Task, future: Future[_Result] | None) -> _Result:
    if future is None:
        return function(task)
    try:
        return future.result()
    except BrokenExecutor:
        return function(task)
