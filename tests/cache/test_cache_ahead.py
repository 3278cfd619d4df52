"""The process that is started ahead of its work: whatever becomes of it, the work is done."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from archives import assert_whole, contents, write_post, write_posts

from feeds.ahead import Ahead
from feeds.parallel import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def ahead() -> Iterator[Ahead]:
    started = Ahead(os.getpid)
    process = do(started, who, None)
    yield started
    started.end()
    with pytest.raises(ChildProcessError):
        os.waitpid(process, os.WNOHANG)


def who(_: object) -> int:
    return os.getpid()


def do(ahead: Ahead, function: Callable[[Any], Any], task: object) -> Any:
    (result,) = ahead.map(function, [task])
    return result


def test_it_does_one_task_after_the_other(ahead: Ahead) -> None:
    assert do(ahead, who, None) == do(ahead, who, None) != os.getpid()
    assert do(ahead, len, "x" * 1_000_000) == 1_000_000
    assert len(do(ahead, bytes, 1_000_000)) == 1_000_000


def test_what_is_asked_meanwhile_is_done_here(ahead: Ahead) -> None:
    begun = ahead.map(who, [None, None])
    assert do(ahead, who, None) == os.getpid()
    assert {*begun} == {do(ahead, who, None)} != {os.getpid()}


def test_where_it_dies_its_task_is_done_here(ahead: Ahead) -> None:
    os.kill(do(ahead, who, None), signal.SIGKILL)
    assert [do(ahead, who, None) for _ in range(3)] == [os.getpid()] * 3


def test_what_is_wrong_with_a_task_shows_here(ahead: Ahead) -> None:
    with pytest.raises(ValueError, match="'x'"):
        do(ahead, int, "x")
    assert do(ahead, who, None) == os.getpid()


def test_what_it_cannot_prepare_it_does_not_do() -> None:
    ahead = Ahead(partial(int, "x"))
    assert do(ahead, who, None) == os.getpid()
    ahead.end()


def test_it_holds_no_lock_of_its_parent(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ahead = Ahead(os.getpid)
        do(ahead, who, None)
        lock.close()
        with (tmp_path / "lock").open("w") as again:
            fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)
        ahead.end()


def test_a_parent_whose_children_nobody_waits_for() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        ahead = Ahead(os.getpid)
        assert do(ahead, who, None) != os.getpid()
        ahead.end()
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_where_there_can_be_none_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", refused)
    handles = os.listdir("/dev/fd")
    workers = Workers(2, os.getpid)
    workers.start_one()
    assert workers.executor(1) is None
    assert os.listdir("/dev/fd") == handles


def test_it_ends_with_its_parent() -> None:
    program = (
        "import os, signal\nfrom feeds.ahead import Ahead\n"
        "def who(_): return os.getpid()\n"
        "ahead = Ahead(os.getpid)\nprint(*ahead.map(who, [None]), flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as run:
        said, _ = run.communicate(timeout=60)  # ends when nobody holds the other end of the pipe
    assert run.returncode == -signal.SIGKILL
    assert int(said) > 0


def test_an_edited_post_gives_the_same_bytes(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", 80)
    program = (
        "import sys\nfrom feeds.cli import main\n"
        "try: main(sys.argv[1:])\nfinally: print('feeds.make' in sys.modules)"
    )

    def made_by_itself(jobs: str) -> bool:
        words = [
            "build",
            posts,
            "-o",
            tmp_path / jobs,
            "--cache",
            tmp_path / f"cache-{jobs}",
            "-j",
            jobs,
            "-q",
        ]
        command = [sys.executable, "-c", program, *words, "--now", "2026-01-01T00:00:00Z"]
        run = subprocess.run(command, check=False, capture_output=True, text=True)
        return {"True\n": True, "False\n": False}[run.stdout]

    assert [made_by_itself(jobs) for jobs in "12"] == [True, True], (
        "in a first run there is no time to be ahead"
    )
    write_post(posts, 70, body="Another *body*.")
    (posts / "0071.md").write_text("---\ntitle: nothing else\n---\n")
    assert [made_by_itself(jobs) for jobs in "12"] == [True, False]
    assert_whole(tmp_path / "2")
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert "Another <em>body</em>" in (tmp_path / "2" / "rss.xml").read_text(encoding="utf-8")
