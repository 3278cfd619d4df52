"""Killed at any moment, a run leaves every feed whole, and the next one puts all right."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from archives import assert_whole, build, contents, write_post, write_posts

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS: dict[str, Any] = {"limit": 5, "self": "https://example.org/feeds/"}
_FILE_EVENTS = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.utime", "shutil.rmtree")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a POSIX system")


class Folders:
    """Posts, an output of yesterday's posts, and what today's output is to be."""

    def __init__(self, root: Path) -> None:
        self.posts = write_posts(root / "posts", 14)
        self.out = root / "out"
        build(self.posts, self.out, **SETTINGS)
        write_post(self.posts, 3, body="Edited.")
        write_post(self.posts, 14)
        self.old = root / "old"
        shutil.copytree(self.out, self.old)
        build(self.posts, self.out, **SETTINGS)
        self.new = contents(self.out)
        self.before = contents(self.old)

    def reset(self) -> None:
        shutil.rmtree(self.out)
        shutil.copytree(self.old, self.out)

    def check(self) -> None:
        """Each file is yesterday's or today's, and a run makes them all today's."""
        assert_whole(self.out)
        for name, content in contents(self.out).items():
            if not name.startswith("."):
                assert content in (self.before.get(name), self.new[name]), name
        build(self.posts, self.out, **SETTINGS)
        assert contents(self.out) == self.new


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return Folders(tmp_path_factory.mktemp("kill"))


def run_and_die(folders: Folders, prepare: Any) -> bool:
    """Build in a child that `prepare` made mortal. Returns whether it was killed."""
    child = os.fork()
    if child == 0:
        try:
            prepare()
            build(folders.posts, folders.out, **SETTINGS)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def die_at_operation(number: int, folder: str) -> None:
    """Kill this process at its `number`-th file operation below `folder`."""
    seen = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event in _FILE_EVENTS and any(
            isinstance(each, str) and each.startswith(folder) for each in map(_path, arguments)
        ):
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def _path(argument: object) -> object:
    return os.fspath(argument) if isinstance(argument, os.PathLike) else argument


def test_at_each_file_operation(folders: Folders) -> None:
    number = 1
    while True:
        folders.reset()
        if not run_and_die(folders, partial(die_at_operation, number, str(folders.out))):
            break
        folders.check()
        number += 1
    assert number > 40, "hardly any operation was seen"


def test_at_random_moments(folders: Folders) -> None:
    moments = random.Random(5)
    killed = 0
    for _ in range(150):
        folders.reset()
        seconds = moments.uniform(0.001, 0.12)
        killed += run_and_die(folders, partial(signal.setitimer, signal.ITIMER_REAL, seconds))
        folders.check()
    assert killed > 20, "hardly any run was killed"
