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
from archives import assert_whole, build, contents, write_post, write_posts

from feeds.ahead import Ahead
from feeds.parallel import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from feeds.outcome import Outcome


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


def test_an_edited_post_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    map_ = Ahead.map
    monkeypatch.setattr(Ahead, "map", lambda *words: asked.append(words[1].__name__) or map_(*words))
    posts = write_posts(tmp_path / "posts", 80)

    def publish(jobs: int) -> Outcome:
        options = {"jobs": jobs, "use_cache": True, "cache": tmp_path / f"cache-{jobs}"}
        return build(posts, tmp_path / str(jobs), options=options)

    publish(1)
    publish(2)
    assert asked == [], "in a first run there is no time to be ahead"
    write_post(posts, 70, body="Another *body*.")
    (posts / "0071.md").write_text("---\ntitle: nothing else\n---\n")
    for outcome in (publish(1), publish(2)):
        assert [each.code for each in outcome.report.problems if each.severity == "error"] == ["no-timestamp"]
        assert outcome.changes.edited == ("https://example.org/p/70",)
    assert set(asked) == {"_render_chunk", "_make"}
    assert_whole(tmp_path / "2")
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
