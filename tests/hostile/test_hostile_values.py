"""A value that a feed has no place for costs itself, not the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from archives import assert_whole, build, ids, write_post

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Jörg Müller <jörg@müller.example>", "Jörg Müller"),
        ("https://example.org\\@evil.example/", "https://example.org\\"),
        ("a@b.c/d (Ann)", "Ann"),
        ("Ann <a@b..c>", "Ann"),
        ({"name": "Ann", "email": "ann@例子.example", "url": "https://例子.example/ann"}, "Ann"),
        ("\0", None),
        ([" ", "\x1b", "Ann"], "Ann"),
        ("a" * 70 + "@example.org", "a" * 70),
        ("Ann <" + "a@" * 200 + "b.c>", None),
    ],
)
def test_odd_authors(tmp_path: Path, author: object, name: str | None) -> None:
    build(write_post(tmp_path / "posts", 1, author=author).parent, tmp_path / "out")
    assert_whole(tmp_path / "out")
    (entry,) = feedparser.parse(tmp_path / "out" / "rss.xml").entries
    assert name is None or entry.author == name


@pytest.mark.parametrize(
    "url", ["https://例子.example/源?x=汉", "https://example.org/\u202egnp.exe", "https://e.org/a b"]
)
def test_odd_origins(tmp_path: Path, url: str) -> None:
    posts = write_post(tmp_path / "posts", 1, source_feed={"title": "Orig\x1bin", "url": url}).parent
    build(posts, tmp_path / "out")
    assert_whole(tmp_path / "out")
    assert (tmp_path / "out" / "rss.xml").read_text("utf-8").isascii()


CONTROL = "a\x00\x08\x0b\x1b\x7f\ud800\ufffe\uffffb"
PLACES: list[dict[str, object]] = [
    *(
        {key: CONTROL}
        for key in ("title", "author", "tags", "category", "summary", "language", "image", "slug")
    ),
    {"author": {"name": CONTROL, "email": CONTROL, "url": f"https://e.org/{CONTROL}"}},
    {"authors": [{"name": CONTROL}, CONTROL]},
    {"tags": [{"name": CONTROL}]},
    {
        "enclosure": {
            "url": f"https://e.org/{CONTROL}.mp3",
            "type": CONTROL,
            "title": CONTROL,
            "length": CONTROL,
        }
    },
    {"enclosure": f"https://e.org/a.mp3 {'9' * 5000} audio/mpeg"},
    {"origin": {"url": f"https://e.org/{CONTROL}", "title": CONTROL}},
    {"itunes": {"title": CONTROL, "author": CONTROL}, "enclosure": "https://e.org/a.mp3"},
    {"podcast": {"person": [CONTROL], "location": CONTROL}, "enclosure": "https://e.org/a.mp3"},
    {"url": f"https://e.org/{CONTROL}"},
    {"date": CONTROL},
    {"updated": CONTROL},
]


@pytest.mark.parametrize("keys", PLACES, ids=lambda keys: ",".join(map(ascii, keys)))
def test_control_characters_anywhere(tmp_path: Path, keys: dict[str, Any]) -> None:
    write_post(tmp_path / "posts", 1, **keys)
    write_post(tmp_path / "posts", 2)
    build(tmp_path / "posts", tmp_path / "out", by=("tag", "author", "category"))
    assert_whole(tmp_path / "out")
    assert "https://example.org/p/2" in ids(tmp_path / "out")
