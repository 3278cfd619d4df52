"""Workers that are interrupted or die, and workers elsewhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import messy
import pytest
from archives import assert_whole, contents, write_posts

from feeds import parallel

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux's /proc")


def children(pid: int) -> list[int]:
    """The processes that the process has started."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough work for some seconds."""
    body = "\n\n".join(f"A *paragraph* with `code` and [a link](https://example.org/{n})." for n in range(60))
    return write_posts(tmp_path_factory.mktemp("many") / "posts", 300, body=body)


def start(posts: Path, out: Path) -> subprocess.Popen[str]:
    """A build of its own process group, as a terminal would start it."""
    command = [sys.executable, "-m", "feeds", "build", posts, "-o", out, "--no-cache", "-j", "2", "-q"]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)


def rendering(run: subprocess.Popen[str], out: Path) -> list[int]:
    """The workers, as soon as there are finished files."""
    while run.poll() is None:
        workers = children(run.pid)
        if workers and (out / ".feeds-new").exists():
            return workers
        time.sleep(0.005)
    raise AssertionError(f"it ended too early: {run.communicate()[1]}")


def test_ctrl_c_leaves_no_mess(posts: Path, tmp_path: Path) -> None:
    for attempt in range(5):
        out = tmp_path / str(attempt)
        run = start(posts, out)
        workers = rendering(run, out)
        os.killpg(run.pid, signal.SIGINT)
        said = run.communicate(timeout=60)[1]
        if run.returncode != 0:  # else it was done before the signal came: that shows nothing
            break
    assert run.returncode == 130
    assert said == ""
    assert not any(map(alive, workers))
    assert list(out.iterdir()) == []


def test_workers_end_with_a_run_that_is_killed(posts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = start(posts, out)
    rendering(run, out)
    run.kill()
    run.communicate(timeout=60)  # ends when nobody holds the other end of its pipe, which its workers share
    again = start(posts, out)
    said = again.communicate(timeout=120)[1]
    assert (again.returncode, said) == (0, "")
    assert_whole(out)


def test_a_worker_that_is_killed_is_done_without(posts: Path, tmp_path: Path) -> None:
    run = start(posts, tmp_path / "out")
    os.kill(rendering(run, tmp_path / "out")[0], signal.SIGKILL)
    said = run.communicate(timeout=120)[1]
    assert (run.returncode, said) == (0, "")
    expected = tmp_path / "expected"
    messy.build(posts, expected, messy.Config(), jobs=1)
    assert contents(tmp_path / "out") == contents(expected)
    assert_whole(tmp_path / "out")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a Dask cluster of two worker processes."""
    distributed: Any = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster:
        yield cluster.scheduler_address.replace("tcp://", "dask://")


def test_on_a_cluster(cluster: str, tmp_path: Path) -> None:
    posts = messy.write(tmp_path / "posts")
    with parallel.dask(cluster) as executor:
        elsewhere = messy.published(posts, tmp_path / "elsewhere", executor=executor)
    assert elsewhere == messy.published(posts, tmp_path / "here")
