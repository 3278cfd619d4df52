"""Authors that posts name by a key, which a file among the posts explains."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

import feeds
from feeds.config import Config
from feeds.model import Person
from feeds.posts import load_posts

if TYPE_CHECKING:
    from pathlib import Path

AUTHORS = """\
ann: {name: Ann Lee, title: Editor, url: https://example.org/ann, email: ann@example.org}
Bob B:
  name: Bob Bee
broken: [a]
nameless: {url: https://example.org/}
"""


def archive(root: Path, post: str, authors: str, file: str, text: str = AUTHORS) -> Path:
    for path, content in (
        (
            post,
            f"---\ntitle: A\nurl: https://example.org/a\ndate: 2013-10-09T09:23:00Z\n{authors}\n---\nText.\n",
        ),
        (file, text),
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    return root


def people(source: Path) -> tuple[Person, ...]:
    (post,) = load_posts(source, Config()).posts
    return post.authors


@pytest.mark.parametrize(
    ("post", "file"),
    [
        ("blog/a.md", "blog/authors.yml"),
        ("website/blog/a/index.md", "website/blog/authors.yaml"),
        ("_posts/a.md", "_data/authors.yml"),
        ("content/posts/a.md", "data/authors.json"),
        ("a.md", "authors.yml"),
    ],
)
def test_where_the_file_may_lie(tmp_path: Path, post: str, file: str) -> None:
    text = '{"ann": {"name": "Ann Lee"}}' if file.endswith("json") else "ann:\n  name: Ann Lee\n"
    assert people(archive(tmp_path, post, "author: ann", file, text)) == (Person("Ann Lee"),)


@pytest.mark.parametrize("folder", ["authors/admin", "content/authors/admin"])
def test_a_page_of_the_author(tmp_path: Path, folder: str) -> None:
    page = "---\ntitle: 李 安\n---\n"
    archive(tmp_path, "content/post/a/index.md", "authors: [admin, 李安]", f"{folder}/_index.md", page)
    assert people(tmp_path) == (Person("李 安"), Person("李安"))


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        (
            "authors: [ann, Bob B]",
            (Person("Ann Lee", "ann@example.org", "https://example.org/ann"), Person("Bob Bee")),
        ),
        ("authors: [Ann, broken, nameless]", (Person("Ann"), Person("broken"), Person("nameless"))),
        (
            "author: {name: ann, url: https://elsewhere.example/}",
            (Person("ann", None, "https://elsewhere.example/"),),
        ),
    ],
)
def test_keys_and_names(tmp_path: Path, authors: str, expected: tuple[Person, ...]) -> None:
    assert people(archive(tmp_path, "blog/a.md", authors, "blog/authors.yml")) == expected


@pytest.mark.parametrize("text", ["", "- ann", "a: [", "ann", "x: &x [*x, *x]", "\0\xff"])
def test_a_file_that_tells_nothing_changes_nothing(tmp_path: Path, text: str) -> None:
    assert people(archive(tmp_path, "blog/a.md", "author: ann", "blog/authors.yml", text)) == (Person("ann"),)


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    archive(tmp_path, "blog/a.md", "author: ann", "blog/authors.yml", "ann: {name: Ann of the blog}")
    (tmp_path / "authors.yml").write_text("ann: {name: Ann of the site}")
    assert people(tmp_path) == (Person("Ann of the blog"),)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links")
def test_no_file_outside_is_read(tmp_path: Path) -> None:
    (tmp_path / "authors.yml").write_text(AUTHORS)
    source = archive(tmp_path / "posts", "blog/a.md", "author: ann", "blog/other.yml")
    (source / "blog" / "authors.yml").symlink_to(tmp_path / "authors.yml")
    assert people(source) == (Person("ann"),)


def test_a_changed_name_is_published_by_the_next_run(tmp_path: Path) -> None:
    source = archive(tmp_path / "posts", "blog/a.md", "author: ann", "blog/other.yml")
    for name in ("ann", "Ann Lee", "Ann Bee"):
        if name != "ann":
            (source / "blog" / "authors.yml").write_text(f"ann: {{name: {name}}}")
        outcome = feeds.build(source, tmp_path / "out")
        assert outcome.report.changed
        assert f"<dc:creator>{name}</dc:creator>" in (tmp_path / "out" / "rss.xml").read_text(
            encoding="utf-8"
        )
    assert not feeds.build(source, tmp_path / "out").report.changed
