"""All or nothing in the reader's eyes."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from feeds import publish
from feeds.problems import FeedsError

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_700_000_000_000_000_000


def put(out: Path, files: dict[str, bytes]) -> list[str]:
    """Publish the files; returns which ones changed."""
    with publish.locked(out):
        changed = [path for path, content in files.items() if publish.stage(out, path, content)]
        publish.swap(out, changed)
    return changed


def test_files_are_published_and_nothing_else_is_left(tmp_path: Path) -> None:
    out = tmp_path / "a" / "out"
    assert put(out, {"rss.xml": b"1", "tag/x/rss.xml": b"2"}) == ["rss.xml", "tag/x/rss.xml"]
    assert {str(path.relative_to(out)) for path in out.rglob("*")} == {
        "rss.xml",
        "tag",
        "tag/x",
        "tag/x/rss.xml",
    }


def test_what_has_the_same_bytes_is_not_touched(tmp_path: Path) -> None:
    put(tmp_path, {"rss.xml": b"1", "atom.xml": b"1"})
    os.utime(tmp_path / "rss.xml", ns=(NOW, NOW))
    inode = (tmp_path / "rss.xml").stat().st_ino
    assert put(tmp_path, {"rss.xml": b"1", "atom.xml": b"2"}) == ["atom.xml"]
    assert (tmp_path / "rss.xml").stat().st_mtime_ns == NOW
    assert (tmp_path / "rss.xml").stat().st_ino == inode


def test_mtime_never_goes_backwards_even_where_the_clock_does(tmp_path: Path) -> None:
    put(tmp_path, {"rss.xml": b"1"})
    future = 4_000_000_000_000_000_000
    os.utime(tmp_path / "rss.xml", ns=(future, future))
    put(tmp_path, {"rss.xml": b"2"})
    assert (tmp_path / "rss.xml").stat().st_mtime_ns == future + 1_000_000_000


def test_a_changed_file_stays_as_readable_as_it_was(tmp_path: Path) -> None:
    put(tmp_path, {"rss.xml": b"1"})
    (tmp_path / "rss.xml").chmod(0o664)
    before = os.umask(0o077)
    try:
        put(tmp_path, {"rss.xml": b"2", "atom.xml": b"1"})
    finally:
        os.umask(before)
    modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in ("rss.xml", "atom.xml")}
    assert modes == {"rss.xml": 0o664, "atom.xml": 0o600}


def test_other_peoples_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    put(tmp_path, {"rss.xml": b"1"})
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_second_run_is_told_to_come_back(tmp_path: Path) -> None:
    with publish.locked(tmp_path), pytest.raises(FeedsError) as caught, publish.locked(tmp_path):
        pass
    assert caught.value.status == 75
    with publish.locked(tmp_path):
        pass


def test_what_a_killed_run_left_behind_is_removed(tmp_path: Path) -> None:
    with publish.locked(tmp_path):
        publish.stage(tmp_path, "rss.xml", b"half")
        (tmp_path / publish.STAGING / "odd").write_bytes(b"x")
    put(tmp_path, {"rss.xml": b"1"})
    assert [path.name for path in tmp_path.iterdir()] == ["rss.xml"]


def test_a_folder_in_the_place_of_a_feed_stops_the_run_before_anything_is_swapped(tmp_path: Path) -> None:
    put(tmp_path, {"atom.xml": b"1"})
    (tmp_path / "rss.xml").mkdir()
    with pytest.raises(FeedsError) as caught:
        put(tmp_path, {"atom.xml": b"2", "rss.xml": b"2"})
    assert caught.value.status == 2
    assert (tmp_path / "atom.xml").read_bytes() == b"1"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EMFILE])
def test_a_full_disk_leaves_the_old_feeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    put(tmp_path, {"rss.xml": b"1", "atom.xml": b"1"})

    def full(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FeedsError) as caught:
        put(tmp_path, {"rss.xml": b"2", "atom.xml": b"2"})
    assert caught.value.status == 3
    assert (tmp_path / "rss.xml").read_bytes() == (tmp_path / "atom.xml").read_bytes() == b"1"


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_refuses_to_be_replaced_leaves_all_of_the_old_feeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """As one does that Docker mounts, or that belongs to somebody else in a folder with the sticky bit."""
    put(tmp_path, {"atom.xml": b"1", "rss.xml": b"1"})
    replace = type(tmp_path).replace

    def refuse(staged: Path, target: Path) -> None:
        if staged.name == target.name == "rss.xml":
            raise OSError(errno.EBUSY, "Device or resource busy")
        replace(staged, target)

    def no_links(*_words: object, **_options: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(type(tmp_path), "replace", refuse)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(FeedsError) as caught:
        put(tmp_path, {"archive/1/atom.xml": b"2", "atom.xml": b"2", "rss.xml": b"2"})
    assert caught.value.status == 3
    assert (tmp_path / "rss.xml").read_bytes() == b"1"
    assert (tmp_path / "atom.xml").read_bytes() == (b"1" if links else b"2")
    assert (tmp_path / "archive/1/atom.xml").exists() is not links
    monkeypatch.undo()
    put(tmp_path, {"atom.xml": b"2", "rss.xml": b"2"})
    assert (tmp_path / "rss.xml").read_bytes() == b"2"


def test_the_output_may_be_a_link_to_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    put(tmp_path / "link", {"rss.xml": b"1"})
    assert (tmp_path / "real" / "rss.xml").read_bytes() == b"1"
    assert (tmp_path / "link").is_symlink()


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(FeedsError) as caught, publish.locked(tmp_path / "out"):
        pass
    assert caught.value.status == 2
    assert "out" in caught.value.problems[0].path
