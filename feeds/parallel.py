"""Work on all cores, or on another machine's: an ordered map over any executor, with few results waiting."""

from __future__ import annotations

import os
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from feeds.ahead import Ahead
from feeds.config import USAGE
from feeds.problems import FeedsError, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_GARBAGE = 2_000
"""New values after which a worker looks for garbage."""
_CONNECT_SECONDS = 10
_FEW_TASKS = 4
"""What one process that is ready does sooner than several that have yet to start."""
_WAITING = 2
"""Results per worker that may wait to be taken: more would only fill the memory."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """Processes that work for this one, started when there is work for them."""

    def __init__(self, jobs: int, prepare: Callable[[], object]) -> None:
        """Up to `jobs` processes; `prepare` loads what their work takes."""
        self._jobs = jobs
        self._prepare = prepare
        self._ahead: Ahead | None = None
        self._all: Executor | None = None

    def start_one(self) -> None:
        """Start one process ahead of its work, so that it is prepared when that comes."""
        import threading

        # A copy of a process with several threads may find locks held for ever.
        if self._jobs > 1 and hasattr(os, "fork") and threading.active_count() == 1:
            with suppress(OSError):
                self._ahead = Ahead(self._prepare)

    def executor(self, tasks: int) -> Executor | Ahead | None:
        """What is to do so many tasks; None: the caller itself."""
        if self._ahead and tasks <= _FEW_TASKS:
            return self._ahead
        if tasks <= 1 or self._jobs == 1:
            return None
        if self._all is None:
            self.end()
            # What is loaded before the processes start is shared by all of them.
            self._prepare()
            self._all = _processes(self._jobs)
        return self._all

    def end(self) -> None:
        """End the processes."""
        if self._ahead:
            self._ahead.end()
        if self._all:
            self._all.shutdown(wait=True, cancel_futures=True)
        self._ahead = self._all = None


def _processes(jobs: int) -> Executor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Make a new worker of this process."""
    import gc
    import signal
    import threading

    # Ctrl-C is for the parent, which then stops the workers: each would print a traceback of its own.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What the parent made stays: looking through it for garbage would only copy its pages.
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the parent was killed: a worker that lived on would hold the lock of its run for ever."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def ordered(
    function: Callable[[_Task], _Result],
    tasks: Iterable[_Task],
    executor: Executor | Ahead | None,
    width: int,
) -> Iterator[_Result]:
    """The results in the order of the tasks. Where a worker dies, its task is done here."""
    if executor is None:
        return map(function, tasks)
    if isinstance(executor, Ahead):
        return executor.map(function, tasks)
    return _by_workers(function, tasks, executor, width)


def _by_workers(
    function: Callable[[_Task], _Result], tasks: Iterable[_Task], executor: Executor, width: int
) -> Iterator[_Result]:
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
    from concurrent.futures import BrokenExecutor

    try:
        return executor.submit(function, task)
    except BrokenExecutor:
        return None


def _taken(function: Callable[[_Task], _Result], task: _Task, future: Future[_Result] | None) -> _Result:
    if future is None:
        return function(task)
    from concurrent.futures import BrokenExecutor

    try:
        return future.result()
    except BrokenExecutor:
        return function(task)


@contextmanager
def dask(address: str) -> Iterator[Executor]:
    """An executor on the Dask cluster whose scheduler is at `address`, such as dask://127.0.0.1:8786.

    Raises FeedsError where Dask is not installed or there is no such cluster.
    """
    scheme, mark, place = address.partition("://")
    if scheme != "dask" or not mark or not place:
        raise FeedsError(problem("executor-unknown", "--executor", address=address), status=USAGE)
    try:
        from distributed import Client
    except ImportError:
        raise FeedsError(problem("extra-missing", "--executor", name="dask"), status=USAGE) from None
    try:
        client = Client(f"tcp://{place}", timeout=_CONNECT_SECONDS)
    except OSError as error:
        raise FeedsError(problem("executor-unreachable", address, reason=error), status=USAGE) from None
    with client:
        yield client.get_executor(pure=False)
