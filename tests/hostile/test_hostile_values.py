"""A value that a feed has no place for costs itself, not the feed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import feedparser
import pytest
from archives import assert_whole, build, ids, write_post

from feeds.keys import KEYS


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


KEYS_TO_TRY = (
    *(key for keys in KEYS.values() for key in keys[:2]),
    *(
        "type",
        "layout",
        "status",
        "password",
        "hidden",
        "build",
        "id",
        "itunes",
        "podcast",
        "episode",
        "season",
    ),
    *("itunes:episodeType", "itunes:explicit", "itunes:block", "itunes:title", "transcript", "chapters"),
    *("podcast:person", "podcast:license", "podcast:location", "timezone"),
)
ODD_VALUES: tuple[object, ...] = (
    *(" ", "x", "a" * 300, "a\nb", "\ufeffx", "\u2028", "\u202e", "日本語 題", "<b>t</b>", "&amp;lt;", "]]>", "#", "~"),
    *("cn", "jp", "xx", "en-", "x-foo", "zh-Hant-x-y", "python", "en_US.UTF-8", "Mars/Base", "+99:00"),
    *("1:02:03", "1:99:99", "1e9", "-5", "9" * 30, "1.5", "2020-01-01", "2020-13-01", "2020-01-02T03:04:05+14:00"),
    *("https://e.org/#f", "https://u:p@e.org/", "HTTPS://E.ORG", "//e.org/", "http://exa mple.org/", "http://-a-.org/"),
    *("http://e.org:99999/", "https://e.org/%zz.png", "https://e.org/a|b", "https://[::1]/f.mp3", "ftp://e.org/a.mp3"),
    *("javascript:alert(1)", "data:image/png;base64,x", "mailto:a@b.c", "urn:x:y", "C:\\x.mp3", "../f.mp3", "/f.mp3"),
    *("a@b.c", "Ann <a@b>", "{{ site.url }}", "{base}{slug}/", "yes", "maybe", "post", "page"),
    *(0, -1, 10**30, True, False, None, 2.5, [], {}, ["a", "b"], ["a", None, {"b": 1}], [[["a"]]]),
    *([{"name": "A"}, "B"],),
    *({"name": "A", "email": "x", "url": "javascript:x"}, {"name": "A", "uri": "https://a.b/é", "date": "2020-01-01"}),
    *({"url": "https://e.org/1.mp3", "length": 10**20, "type": "a/b/c"}, {"url": "https://e.org/ /x", "title": None}),
    *([{"url": "1.mp3"}, {"url": "https://e.org/2.mp3", "length": -1, "duration": "1:2:3:4", "title": "<b>"}],),
)  # fmt: skip


def test_any_value_under_any_key(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    for row, key in enumerate(dict.fromkeys(KEYS_TO_TRY)):
        for column, value in enumerate(ODD_VALUES):
            name = f"{row}-{column}"
            header = {
                "title": "T",
                "date": "2020-01-02T03:04:05Z",
                "url": f"https://example.org/{name}",
                key: value,
            }
            (posts / f"{name}.md").write_text(f"{json.dumps(header)}\n\nText.\n", "utf-8")
    outcome = build(posts, tmp_path / "out", limit=None, max_bytes=10**9)
    assert_whole(tmp_path / "out")
    published = {line.source for line in outcome.after.values()}
    named = {Path(found.path).name for found in outcome.report.problems}
    assert len(published) > 3000
    assert published | named >= {path.name for path in posts.iterdir()}
