"""The processes that work with this one: whatever becomes of them, the work is done."""

from __future__ import annotations

import errno
import fcntl
import os
import select
import signal
import subprocess
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest
from archives import assert_whole, contents, write_post, write_posts

from feeds.parallel import Workers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def workers() -> Iterator[Workers]:
    """This process and one beside it, which is ended and waited for."""
    started = Workers(2, os.getpid)
    process = where(started)
    yield started
    started.end()
    with pytest.raises(ChildProcessError):
        os.waitpid(process, os.WNOHANG)


def who(_: object) -> int:
    return os.getpid()


def where(workers: Workers) -> int:
    """The process that does a single task."""
    (process,) = workers.map(who, [None])
    return process


def number(text: str) -> int:
    return int(text)


def test_results_come_in_order(workers: Workers) -> None:
    assert [*workers.map(number, map(str, range(500)))] == [*range(500)]


def test_one_task_after_the_other_is_done_by_the_same(workers: Workers) -> None:
    assert where(workers) == where(workers) != os.getpid()


def test_where_the_others_are_busy_this_one_works(workers: Workers) -> None:
    assert {*workers.map(who, [None] * 500)} == {os.getpid(), where(workers)}


def test_a_few_tasks_are_left_to_the_others() -> None:
    workers = Workers(2, os.getpid)
    assert {*workers.map(who, [None] * 4)} == {where(workers)} != {os.getpid()}
    workers.end()


def test_many_tasks_wait_for_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    workers = Workers(2, (tmp_path / "pipe").read_bytes)  # not prepared as long as nobody writes to it
    assert {*workers.map(who, [None] * 50)} == {os.getpid()}
    workers.end()


@pytest.mark.parametrize("size", [100_000, 10_000_000])
def test_tasks_and_results_larger_than_a_pipe(workers: Workers, size: int) -> None:
    texts = ["x" * size] * 8
    assert [*workers.map(str.upper, texts)] == [text.upper() for text in texts]


def test_the_first_tasks_are_begun_before_anybody_asks(workers: Workers, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    pipe = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    results = workers.map((tmp_path / "pipe").write_bytes, [b"begun"])
    assert select.select([pipe], [], [], 60)[0]
    assert os.read(pipe, 10) == b"begun"
    os.close(pipe)
    assert [*results] == [5]


def test_what_nobody_asks_for_is_in_nobodys_way(workers: Workers) -> None:
    workers.map(number, "12")
    assert [*workers.map(number, "345")] == [3, 4, 5]


def test_where_it_dies_its_task_is_done_here(workers: Workers) -> None:
    process = where(workers)
    begun = workers.map(who, [None, None])
    os.kill(process, signal.SIGKILL)
    assert {*begun} <= {os.getpid(), process}
    assert [where(workers) for _ in range(3)] == [os.getpid()] * 3


def test_where_it_dies_over_a_task_that_is_done_here(workers: Workers) -> None:
    assert [*workers.map(die_elsewhere, [os.getpid()] * 5)] == [os.getpid()] * 5


def die_elsewhere(process: int) -> int:
    if os.getpid() != process:
        os.kill(os.getpid(), signal.SIGKILL)
    return process


def test_what_is_wrong_with_a_task_shows_here(workers: Workers) -> None:
    with pytest.raises(ValueError, match="'x'"):
        [*workers.map(number, "1x3")]
    assert [*workers.map(number, "123")] == [1, 2, 3]


def test_what_it_cannot_prepare_it_does_not_do() -> None:
    workers = Workers(2, partial(number, "x"))
    assert where(workers) == os.getpid()
    workers.end()


def test_it_holds_no_lock_of_its_parent(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        workers = Workers(2, os.getpid)
        assert where(workers) != os.getpid()
        lock.close()
        with (tmp_path / "lock").open("w") as again:
            fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)
        workers.end()


def test_a_parent_whose_children_nobody_waits_for() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        workers = Workers(2, os.getpid)
        assert where(workers) != os.getpid()
        workers.end()
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_several_are_started_as_there_is_work_for_them() -> None:
    workers = Workers(4, os.getpid)
    assert len({where(workers) for _ in range(3)}) == 1
    seen: set[int] = set()
    while len(seen) < 4:  # this process does all, until they are ready
        seen.update(workers.map(who, [None] * 50))
    workers.end()


def test_one_job_is_this_process() -> None:
    assert [*Workers(1, os.getpid).map(who, [None, None])] == [os.getpid()] * 2


def test_none_are_started_beside_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert [*Workers(2, os.getpid).map(who, [None, None])] == [os.getpid()] * 2
    finally:
        done.set()
        thread.join()


def test_where_there_can_be_none_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", refused)
    handles = os.listdir("/dev/fd")
    workers = Workers(2, os.getpid)
    workers.start()
    assert where(workers) == os.getpid()
    assert os.listdir("/dev/fd") == handles


def test_it_ends_with_its_parent() -> None:
    program = (
        "import os, signal\nfrom feeds.parallel import Workers\n"
        "def who(_): return os.getpid()\n"
        "workers, seen = Workers(3, os.getpid), set()\n"
        "while len(seen) < 3: seen.update(workers.map(who, [None] * 50))\n"
        "print(*seen, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as run:
        said, _ = run.communicate(timeout=60)  # ends when nobody holds the other end of the pipe
    assert run.returncode == -signal.SIGKILL
    assert len(said.split()) == 3


@pytest.mark.parametrize("count", [1, 80, 400])
def test_an_edited_post_gives_the_same_bytes(tmp_path: Path, count: int) -> None:
    posts = write_posts(tmp_path / "posts", count)

    def build(jobs: str) -> None:
        out, cache = tmp_path / jobs, tmp_path / f"cache-{jobs}"
        words = ["build", posts, "-o", out, "--cache", cache, "-j", jobs, "-q"]
        command = [sys.executable, "-m", "feeds", *words, "--now", "2026-01-01T00:00:00Z"]
        assert subprocess.run(command, check=False, capture_output=True).stderr == b""

    for edit in ("The first *body*.", "Another *body*."):
        write_post(posts, 0, body=edit)
        for jobs in "123":
            build(jobs)
            assert_whole(tmp_path / jobs)
        assert contents(tmp_path / "1") == contents(tmp_path / "2") == contents(tmp_path / "3")
