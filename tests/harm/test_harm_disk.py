"""Full disks, read-only folders, no file handles left, and many runs at once."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from archives import assert_whole, build, contents, write_post, write_posts

from feeds.problems import FeedsError

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = Path("/dev/full")
SETTINGS: dict[str, Any] = {"limit": 5, "self": "https://example.org/feeds/"}


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A folder on a small file system of its own."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small file system")
    folder = tmp_path / "mounted"
    folder.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], check=False, capture_output=True
    )
    if mount.returncode:
        pytest.skip("this system lets nobody mount a file system")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_leaves_the_last_good_feeds(mounted: Path, tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", 12)
    out = mounted / "out"
    build(posts, out, **SETTINGS)
    before = contents(out)
    for number in range(40):
        write_post(posts, 20 + number, body="Long. " * 2_000)
    with pytest.raises(FeedsError) as caught:
        build(posts, out, options={"accept": True}, limit=50)
    assert caught.value.status == 3
    assert "No space left" in caught.value.problems[-1].message
    assert contents(out) == before
    for number in range(40):
        (posts / f"{20 + number:04}.md").unlink()
    build(posts, out, options={"accept": True}, **SETTINGS)
    assert_whole(out)


def test_a_read_only_folder_is_named_and_nothing_to_do_is_fine(mounted: Path, tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", 3)
    out = mounted / "out"
    build(posts, out, **SETTINGS)
    subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
    assert not build(posts, out, **SETTINGS).report.changed
    write_post(posts, 5)
    with pytest.raises(FeedsError) as caught:
        build(posts, out, **SETTINGS)
    assert caught.value.status == 2
    assert caught.value.problems[-1].code == "out-not-writable"


def test_the_output_on_another_file_system_through_a_link(mounted: Path, tmp_path: Path) -> None:
    (mounted / "real").mkdir()
    (tmp_path / "out").symlink_to(mounted / "real")
    build(write_posts(tmp_path / "posts", 3), tmp_path / "out", **SETTINGS)
    assert_whole(mounted / "real")
    assert "rss.xml" in contents(mounted / "real")


def test_out_of_file_handles(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", 3)
    out = tmp_path / "out"
    build(posts, out, **SETTINGS)
    before = contents(out)
    write_post(posts, 4)
    build(posts, tmp_path / "meant", **SETTINGS)
    meant = contents(tmp_path / "meant")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    first_free = os.open(os.devnull, os.O_RDONLY)
    os.close(first_free)
    for more in range(8):
        resource.setrlimit(resource.RLIMIT_NOFILE, (first_free + more, hard))
        try:
            build(posts, out, **SETTINGS)
        except (FeedsError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            assert contents(out) == before
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    build(posts, out, **SETTINGS)
    assert contents(out) == meant


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_report_that_cannot_be_written_says_so_elsewhere(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", 1)
    command = [sys.executable, "-m", "feeds", "check", posts, "--report", "json"]
    with FULL.open("wb") as full:
        run = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    assert run.returncode == 3
    assert run.stderr == "feeds: error: the system refuses: No space left on device [system-error]\n"


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [["--help"], ["--version"], ["build", "--help"]])
def test_help_that_cannot_be_written_says_so_elsewhere(words: list[str]) -> None:
    with FULL.open("wb") as full:
        command = [sys.executable, "-m", "feeds", *words]
        run = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    assert run.returncode == 3
    assert run.stderr == "feeds: error: the system refuses: No space left on device\n"


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("where", ["file", "output"])
@pytest.mark.parametrize("posts", ["good", "bad", "too many"])
def test_a_report_that_fails_when_the_feeds_are_published(tmp_path: Path, where: str, posts: str) -> None:
    source = write_posts(tmp_path / "posts", 12)
    command = [sys.executable, "-m", "feeds", "build", source, "-o", tmp_path / "out", "--no-cache"]
    subprocess.run(command, check=True, capture_output=True)
    before = contents(tmp_path / "out")
    if posts == "bad":
        write_post(source, 0, url="nowhere")
    for number in range({"good": 1, "bad": 1, "too many": 30}[posts]):
        write_post(source, 20 + number)
    command += ["--report", "json", *(["--report-file", FULL] if where == "file" else [])]
    with FULL.open("wb") as full:
        run = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    assert "Traceback" not in run.stderr
    assert (contents(tmp_path / "out") == before) == (posts == "too many")
    assert run.returncode == (3 if posts == "too many" else 1)
    failed = "error: the report cannot be written: No space left on device; the feeds are published"
    assert (failed in run.stderr) == (posts != "too many")
    assert ("[too-many-new]" in run.stderr) == (posts == "too many")
    assert ("0000.md:2: error:" in run.stderr) == (posts == "bad")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_without_standard_input_output_or_error(tmp_path: Path, closed: str) -> None:
    posts = write_posts(tmp_path / "posts", 3)
    arguments = ["build", posts, "-o", tmp_path / "out", "--cache", tmp_path / "cache", "-j", "2"]
    script = f'exec "$@" {closed}'
    for _ in range(2):
        subprocess.run(["sh", "-c", script, "sh", sys.executable, "-m", "feeds", *arguments], check=True)
        assert_whole(tmp_path / "out")
        assert contents(tmp_path / "out").keys() >= {"rss.xml", "ledger.jsonl"}


@pytest.mark.parametrize("runs", [2, 20])
def test_many_runs_at_once(tmp_path: Path, runs: int) -> None:
    posts = write_posts(tmp_path / "posts", 8)
    command = [sys.executable, "-m", "feeds", "build", posts, "-o", tmp_path / "out", "--no-cache", "-q"]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, cwd=tmp_path) for _ in range(runs)]
    ended = [(process.communicate()[1], process.returncode) for process in started]
    assert {status for _, status in ended} <= {0, 75}, ended
    assert any(status == 0 for _, status in ended)
    assert all(b"Traceback" not in said for said, _ in ended)
    assert_whole(tmp_path / "out")
    assert not [name for name in contents(tmp_path / "out") if name.startswith(".")]
