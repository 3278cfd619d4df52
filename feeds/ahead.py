"""One process that is forked ahead of its work, and loads what that takes while this one finds out what there is to do.

An executor of the standard library's would take longer to load than what is gained.
"""

from __future__ import annotations

import os
import pickle
import signal
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_STANDARD = range(3)
"""The handles of standard input, output and error."""


class Ahead:
    """A copy of this process that does one task after the other. It ends with this process, however that ends."""

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
        self._tasks = os.fdopen(tasks[1], "wb")
        self._answers = os.fdopen(answers[0], "rb")
        self._busy = False

    def map(self, function: Callable[[_Task], _Result], tasks: Iterable[_Task]) -> Iterator[_Result]:
        """The results in the order of the tasks. The first is begun at once, so that its result can wait."""
        rest = iter(tasks)
        first = [self._begin(function, task) for task in islice(rest, 1)]
        return chain((answer() for answer in first), (self._begin(function, task)() for task in rest))

    def _begin(self, function: Callable[[_Task], _Result], task: _Task) -> Callable[[], _Result]:
        """Hand over the task. What is given back waits for the result; where there will be none, it works it out."""
        here = partial(function, task)
        if self._busy:
            return here
        try:
            pickle.dump((function, task), self._tasks, pickle.HIGHEST_PROTOCOL)
            self._tasks.flush()
        except OSError:
            return here
        self._busy = True

        def answer() -> _Result:
            self._busy = False
            try:
                result: _Result = pickle.load(self._answers)
            except (OSError, EOFError, pickle.UnpicklingError):
                return here()
            return result

        return answer

    def end(self) -> None:
        """End the process, whatever it does."""
        with suppress(OSError):
            self._tasks.close()
        self._answers.close()
        # Who started this process may have told the system not to keep what ends for its parent.
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


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
        with os.fdopen(tasks, "rb") as asked, os.fdopen(answers, "wb") as told:
            prepare()
            while True:
                function, task = pickle.load(asked)
                pickle.dump(function(task), told, pickle.HIGHEST_PROTOCOL)
                told.flush()
    finally:
        os._exit(0)
