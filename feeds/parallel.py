"""Work on all cores, or on other machines: maps that keep the order of the tasks, with few results waiting."""

from __future__ import annotations

import os
import threading
from collections import deque
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Protocol, TypeVar

from feeds.problems import USAGE, FeedsError, problem
from feeds.worker import Piece, Worker, wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_CONNECT_SECONDS = 10
_WAITING = 8
"""Results that may wait for an earlier one: more would only fill the memory."""
_FEW = 4
"""Tasks that one worker does sooner than this process could help."""
_BEGUN = 3
"""Tasks that may be under way with an executor, for each that it does at a time."""


class Map(Protocol):
    """A way to work: the results come in the order of the tasks."""

    def __call__(
        self, function: Callable[[_Task], _Result], tasks: Iterable[_Task], /
    ) -> Iterator[_Result]: ...


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """Processes that work with this one, started when there is work for them."""

    def __init__(self, jobs: int | None, prepare: Callable[[], object]) -> None:
        """Up to `jobs` processes, with this one; None: as many as there are cores.

        `prepare` loads what their work takes.
        """
        # A copy of a process with several threads may find locks held for ever.
        self._most = (jobs or cores()) - 1 if threading.active_count() == 1 else 0
        self._prepare = prepare
        self._workers: list[Worker] = []

    def start(self) -> None:
        """Start one more process, where there may be one."""
        if len(self._workers) < self._most:
            try:
                self._workers.append(Worker(self._prepare))
            except OSError:
                self._most = len(self._workers)

    def map(self, function: Callable[[_Task], _Result], tasks: Iterable[_Task]) -> Iterator[_Result]:
        """The results in the order of the tasks, of which the first are begun at once: their results can wait.

        A few tasks are left to the workers, since this process would first have to load what they take. Of many it
        does those that the workers have no time for, and in any case those of a worker that dies.
        """
        pieces = (Piece(function, task) for task in tasks)
        first = list(islice(pieces, _FEW + 1))
        few = len(first) <= _FEW
        rest = chain(first, pieces)
        return self._results(deque(self._handed_out(rest, few)), rest, few)

    def _handed_out(self, pieces: Iterator[Piece[_Result]], few: bool) -> Iterator[Piece[_Result]]:
        """As many as there is room for, each with a worker now."""
        while (worker := self._free(few)) and (piece := next(pieces, None)):
            worker.give(piece)
            yield piece

    def _free(self, few: bool) -> Worker | None:
        """The worker to give the next piece to; of many, none before it is ready."""
        free = [worker for worker in self._workers if worker.free and (worker.ready or few)]
        if not free:
            self.start()
            free = [worker for worker in self._workers[-1:] if worker.free and few]
        return min(free, key=lambda worker: worker.load, default=None)

    def _results(
        self, waiting: deque[Piece[_Result]], pieces: Iterator[Piece[_Result]], few: bool
    ) -> Iterator[_Result]:
        while True:
            wait(self._workers, 0)
            waiting.extend(self._handed_out(pieces, few))
            if waiting and waiting[0].done:
                yield waiting.popleft().result
            elif lost := next((piece for piece in waiting if piece.lost), None):
                lost.do()
            elif (
                (not waiting or not few)
                and sum(piece.done for piece in waiting) < _WAITING
                and (piece := next(pieces, None))
            ):
                waiting.append(piece)
                piece.do()
            elif waiting:
                wait(self._workers, None)
            else:
                return

    def end(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()


def over(executor: Executor, width: int | None) -> Map:
    """Work that `executor` does, `width` tasks at a time; None: as many as there are cores here.

    Where one of its workers dies, its task is done here.
    """
    most = (width or cores()) * _BEGUN

    def mapped(function: Callable[[_Task], _Result], tasks: Iterable[_Task]) -> Iterator[_Result]:
        waiting: deque[tuple[_Task, Future[_Result] | None]] = deque()
        for task in tasks:
            waiting.append((task, _submitted(executor, function, task)))
            if len(waiting) > most:
                yield _taken(function, *waiting.popleft())
        while waiting:
            yield _taken(function, *waiting.popleft())

    return mapped


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
