"""A process that works for this one: forked ahead of its work, it loads what that takes while there is none yet.

An executor of the standard library's would take longer to load than what is gained.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from queue import SimpleQueue

_Result = TypeVar("_Result")

_STANDARD = range(3)
"""The handles of standard input, output and error."""
_AT_A_TIME = 2
"""Pieces that a worker is given: one to work on, and one that it finds when it has done that."""
_LENGTH = 8
"""Bytes in which the length of a message is told."""
_GARBAGE = 2_000
"""New values after which a worker looks for garbage."""


class Piece(Generic[_Result]):
    """A piece of work: a task, and in the end its result."""

    def __init__(self, function: Callable[[Any], _Result], task: object) -> None:
        self.call = function, task
        self.result: _Result
        self.done = False
        self.lost = False
        """Whether the worker that had it died over it."""

    def do(self) -> None:
        """Do it here."""
        function, task = self.call
        self.finish(function(task))

    def finish(self, result: _Result) -> None:
        """Note its result, which whoever has done it gives."""
        self.result = result
        self.done, self.lost = True, False


class Worker:
    """A copy of this process that does one piece of work after the other. It ends with this process."""

    def __init__(self, prepare: Callable[[], object]) -> None:
        """Start it; it begins with `prepare`. Raises OSError where the system refuses."""
        tasks, answers = _pipes()
        try:
            self._process = os.fork()
        except OSError:
            _close(*tasks, *answers)
            raise
        if not self._process:
            _serve(prepare, tasks[0], answers[1])
        _close(tasks[0], answers[1])
        self._tasks = tasks[1]
        self.answers = answers[0]
        """The handle that can be read when there is something to `take`."""
        self.ready = False
        """Whether it is known to be prepared."""
        self._given: deque[Piece[Any]] = deque()
        self._dead = False

    @property
    def load(self) -> int:
        """How many pieces it has."""
        return len(self._given)

    @property
    def free(self) -> bool:
        """Whether it takes one more."""
        return not self._dead and self.load < _AT_A_TIME

    @property
    def silent(self) -> bool:
        """Whether it will say nothing before it is given something."""
        return self._dead or (self.ready and not self._given)

    def give(self, piece: Piece[Any]) -> None:
        """Hand over a piece of work."""
        self._given.append(piece)
        try:
            _send(self._tasks, pickle.dumps(piece.call, pickle.HIGHEST_PROTOCOL))
        except OSError:
            self._lose()

    def take(self) -> None:
        """Wait for what it says next: that it is ready, then one result after the other."""
        try:
            result = _receive(self.answers)
        except (OSError, EOFError, pickle.UnpicklingError):
            self._lose()
            return
        if self.ready:
            self._given.popleft().finish(result)
        self.ready = True

    def _lose(self) -> None:
        self._dead = True
        for piece in self._given:
            piece.lost = True
        self._given.clear()

    def end(self) -> None:
        """End the process, whatever it does."""
        _close(self._tasks, self.answers)
        # Who started this process may have told the system not to keep what ends for its parent.
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


def wait(workers: Iterable[Worker], seconds: float | None) -> None:
    """Take what the workers say; wait so long for the first to say something."""
    import select

    heard = {worker.answers: worker for worker in workers if not worker.silent}
    if heard:
        poll = select.poll()
        for handle in heard:
            poll.register(handle, select.POLLIN)
        for handle, _ in poll.poll(None if seconds is None else seconds * 1000):
            heard[handle].take()


def _pipes() -> tuple[tuple[int, int], tuple[int, int]]:
    """Two pipes, each as the end to read from and the end to write to."""
    first = os.pipe()
    try:
        return first, os.pipe()
    except OSError:
        _close(*first)
        raise


def _close(*handles: int) -> None:
    for handle in handles:
        os.close(handle)


def _send(handle: int, content: bytes) -> None:
    left = memoryview(len(content).to_bytes(_LENGTH, "big") + content)
    while left:
        left = left[os.write(handle, left) :]


def _receive(handle: int) -> Any:
    """The next value. Raises EOFError where the other end is closed."""
    length = int.from_bytes(_read(handle, _LENGTH), "big")
    return pickle.loads(_read(handle, length))


def _read(handle: int, count: int) -> bytes:
    parts = []
    while count:
        part = os.read(handle, count)
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _serve(prepare: Callable[[], object], tasks: int, answers: int) -> NoReturn:
    """Do the tasks that are written to the pipe, until it is closed or one fails: then it is done by who asked."""
    try:
        # Ctrl-C is for the parent, which then ends this process.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # Above all the lock of the output folder: it must not outlive the parent.
        for handle in map(int, os.listdir("/dev/fd")):
            if handle not in {*_STANDARD, tasks, answers}:
                with suppress(OSError):
                    os.close(handle)
        _work(prepare, tasks, answers)
    finally:
        os._exit(0)


def _work(prepare: Callable[[], object], tasks: int, answers: int) -> None:
    import gc
    from queue import SimpleQueue
    from threading import Thread

    # What the parent made stays: looking through it for garbage would only copy its pages.
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    finished: SimpleQueue[bytes] = SimpleQueue()
    # The parent may be at work itself when there is a result for it: that waits beside the next task.
    Thread(target=_tell, args=(finished, answers), daemon=True).start()
    prepare()
    finished.put(pickle.dumps(None))
    while True:
        function, task = _receive(tasks)
        finished.put(pickle.dumps(function(task), pickle.HIGHEST_PROTOCOL))


def _tell(finished: SimpleQueue[bytes], answers: int) -> None:
    with suppress(OSError):
        while True:
            _send(answers, finished.get())
    # Nobody listens.
    os._exit(0)
