"""Which files below SOURCE may hold posts, in which order, and what is said of the others."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from feeds.config import PostSettings
from feeds.problems import FeedsError
from feeds.sources import scan

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = PostSettings()


def make(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("text")
    return root


def paths(root: Path, settings: PostSettings = PLAIN) -> list[str]:
    return [file.path for file in scan(root, settings).files]


def codes(root: Path, settings: PostSettings = PLAIN) -> list[tuple[str, str]]:
    return [(found.path, found.code) for found in scan(root, settings).problems]


def test_posts_come_in_the_order_of_code_points(tmp_path: Path) -> None:
    make(tmp_path, "b.md", "B.txt", "a/z.html", "a.markdown", "ä.md", "名.MD", "a/b/c.htm", "x.mdx")
    found = ["B.txt", "a.markdown", "a/b/c.htm", "a/z.html", "b.md", "x.mdx", "ä.md", "名.MD"]
    assert paths(tmp_path) == found


def test_a_file_is_known_by_size_times_and_inode(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    status = (tmp_path / "a.md").stat()
    known = ("a.md", 4, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    assert scan(tmp_path, PLAIN).files == (known,)


def test_what_is_not_text_is_passed_over_in_silence(tmp_path: Path) -> None:
    make(
        tmp_path,
        "a.png",
        "b.css",
        "feeds.toml",
        ".hidden.md",
        ".git/x.md",
        "node_modules/p/readme.md",
        "_layouts/a.html",
    )
    assert paths(tmp_path) == []
    assert codes(tmp_path) == []


def test_a_post_in_a_foreign_format_is_named(tmp_path: Path) -> None:
    make(tmp_path, "a.rst", "b.org", "c.adoc", "d.gmi", "README.rst")
    assert codes(tmp_path) == [(name, "format-unknown") for name in ("a.rst", "b.org", "c.adoc", "d.gmi")]


def test_a_folder_named_like_a_post_is_named_and_read(tmp_path: Path) -> None:
    make(tmp_path, "post.md/index.md")
    assert paths(tmp_path) == ["post.md/index.md"]
    assert codes(tmp_path) == [("post.md", "folder-named-like-post")]


def test_ignored_files_and_folders(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "notes/b.md", "c/draft-1.md", "c/d.md")
    assert paths(tmp_path, PostSettings(ignore=("notes/", "draft-*"))) == ["a.md", "c/d.md"]


def test_links_inside_are_followed_and_links_outside_are_not(tmp_path: Path) -> None:
    root = make(tmp_path / "posts", "a.md", "old/b.md")
    make(tmp_path / "elsewhere", "c.md")
    (root / "d.md").symlink_to(root / "a.md")
    (root / "e.md").symlink_to(tmp_path / "elsewhere/c.md")
    (root / "f").symlink_to(tmp_path / "elsewhere")
    (root / "g.md").symlink_to(tmp_path / "nowhere")
    (root / "h.png").symlink_to(tmp_path / "nowhere")
    assert paths(root) == ["a.md", "d.md", "old/b.md"]
    assert codes(root) == [("e.md", "link-outside"), ("f", "link-outside"), ("g.md", "link-broken")]
    allowed = PostSettings(follow_links=True)
    assert paths(root, allowed) == ["a.md", "d.md", "e.md", "f/c.md", "old/b.md"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    make(tmp_path, "a/b/c.md")
    (tmp_path / "a/b/up").symlink_to(tmp_path / "a")
    (tmp_path / "self.md").symlink_to(tmp_path / "self.md")
    assert paths(tmp_path) == ["a/b/c.md"]
    assert codes(tmp_path) == [("a/b/up", "link-loop"), ("self.md", "link-broken")]


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    assert paths(tmp_path) == []
    assert codes(tmp_path) == [("a.md", "file-special")]


def test_a_name_of_odd_bytes(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    try:
        (tmp_path / name).write_text("text")
    except OSError:
        pytest.skip("this file system takes only Unicode names")
    assert paths(tmp_path) == [name]


def test_an_unreadable_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.md", "b/c.md")
    opened = os.open

    def refused(path: str, *flags: int) -> int:
        """What anybody but root meets."""
        if path.endswith("/b"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return opened(path, *flags)

    monkeypatch.setattr(os, "open", refused)
    assert codes(tmp_path) == [("b", "folder-unreadable")]
    assert paths(tmp_path) == ["a.md"]


def test_deep_folders(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(600):
        folder /= "d"
    try:
        folder.mkdir(parents=True)
    except (OSError, RecursionError):
        pytest.skip("this file system is not that deep")
    (folder / "a.md").write_text("text")
    assert len(paths(tmp_path)) == 1


@pytest.mark.parametrize("name", ["missing", "file"])
def test_without_a_folder_there_is_nothing_to_do(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(FeedsError) as raised:
        scan(tmp_path / name, PLAIN)
    assert raised.value.status == 2
    assert raised.value.problems[0].code == "source-missing"
