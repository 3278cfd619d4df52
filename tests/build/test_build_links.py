"""Links from post to post by their files lead readers to the posts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from archives import NOW

import feeds
from feeds.config import Config, FeedSettings, MarkdownSettings

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "---\nurl: https://example.org/{0}/\ndate: 2020-01-02T03:04:05Z\ntitle: {0}\n---\n"
OTHER = "https://example.org/b/"


def shown(
    tmp_path: Path, body: str, *, name: str = "blog/a.md", engine: str = "markdown"
) -> tuple[str, list[str]]:
    """The HTML of a post at `name` with this body, beside `blog/b.md`, and the codes of what is said of it."""
    for path, text in ((name, body), ("blog/b.md", "Text.")):
        file = tmp_path / "posts" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(HEADER.format(file.stem) + text + "\n")
    config = Config(
        feed=FeedSettings(self="https://example.org/feeds/"), markdown=MarkdownSettings(engine=engine)
    )
    outcome = feeds.build(
        tmp_path / "posts", tmp_path / "out", config, feeds.Options(now=NOW, use_cache=False, jobs=1)
    )
    items = json.loads((tmp_path / "out" / "feed.json").read_text())["items"]
    html = next(item["content_html"] for item in items if item["id"] != OTHER)
    return html, [found.code for found in outcome.report.problems]


@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("[b](b.md)", OTHER),
        ("[b](./b.md#part)", f"{OTHER}#part"),
        ("[b](../blog/b.md)", OTHER),
        (r"[b](.\b.md)", OTHER),
        ("[b](@/blog/b.md)", OTHER),
        ("[b](/blog/b.md)", OTHER),
        ("[b][1]\n\n[1]: b.md", OTHER),
        ('<a href="b.md">b</a>', OTHER),
        ("[b]({filename}b.md)", OTHER),
        ("[b](|filename|b.md)", OTHER),
        ("[b]({% post_path b %})", OTHER),
        ('[b]({{< relref path="blog/b" >}})', OTHER),
        ('[b]({{% relref "blog/b.md#part" %}})', f"{OTHER}#part"),
        ("[[b]]", OTHER),
        ("[[b|that one]]", OTHER),
        ("[pdf]({filename}/c.pdf)", "https://example.org/c.pdf"),
        ("[page](b.html)", "https://example.org/a/b.html"),
    ],
)
def test_a_link(tmp_path: Path, link: str, address: str, engine: str) -> None:
    html, codes = shown(tmp_path, f"See {link}", engine=engine)
    assert re.findall('href="([^"]*)"', html) == [address]
    assert codes == []


def test_a_page_of_html(tmp_path: Path) -> None:
    html, codes = shown(tmp_path, "<p><a href='b.md'>b</a></p>", name="blog/a.html")
    assert (re.findall('href="([^"]*)"', html), codes) == ([OTHER], [])


@pytest.mark.parametrize(
    ("base", "start"),
    [
        ("/", "https://example.org/"),
        ("https://other.example/c/d?e", "https://other.example/c/"),
        ("https://web.archive.org/web/2010/https://other.example/", "https://other.example/"),
        (".", "https://example.org/a/"),
        ("javascript:x//", "https://example.org/a/"),
        ("data:image/png;base64,AA", "https://example.org/a/"),
        ("http://[", "https://example.org/a/"),
    ],
)
def test_links_of_a_page_start_where_it_says(tmp_path: Path, base: str, start: str) -> None:
    body = "<p><a href='c'>c</a> <a href='#d' id=d>d</a> <img src=e srcset='f 2x'> <a href=b.md>b</a></p>"
    page = f"<html><head><!-- <base href=/no/> --><BASE target=x><base href='{base}'></head><body>{body}</body></html>"
    html, _ = shown(tmp_path, page, name="blog/a.html")
    assert re.findall('(?:src|href|srcset)="([^" ]*)', html) == [
        f"{start}c",
        "https://example.org/a/#" + re.findall('id="([^"]*)"', html)[0],
        f"{start}e",
        f"{start}f",
        OTHER,
    ]


def test_a_picture_of_a_site_and_one_of_a_wiki(tmp_path: Path) -> None:
    html, codes = shown(tmp_path, "![]({filename}/x.png) ![[y.png|A cat]]")
    assert re.findall('src="([^"]*)"', html) == ["https://example.org/x.png", "https://example.org/a/y.png"]
    assert codes == []


@pytest.mark.parametrize("link", ["[c](c.md)", "[b](../b.md)", "[b](other/b.md)"])
def test_a_file_that_is_no_post_is_named(tmp_path: Path, link: str) -> None:
    assert shown(tmp_path, link)[1] == ["link-to-file"]


@pytest.mark.parametrize("text", ["[[c]]", "a[[1]]", "`[[b]]`", "    [[b]]", "[[1]](https://example.org/c)"])
def test_brackets_that_name_no_post_stay(tmp_path: Path, text: str) -> None:
    html, codes = shown(tmp_path, text)
    assert OTHER not in html
    assert "[" in html
    assert codes == []


def test_a_post_that_moves_takes_the_links_to_it_along(tmp_path: Path) -> None:
    assert OTHER in shown(tmp_path, "[b](b.md)")[0]
    (tmp_path / "posts/blog/b.md").write_text(HEADER.format("c") + "Text.\n")
    outcome = feeds.build(tmp_path / "posts", tmp_path / "out", None, feeds.Options(now=NOW, accept=True))
    assert outcome.report.changed
    assert "https://example.org/c/" in (tmp_path / "out" / "rss.xml").read_text().partition("<title>a<")[2]


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("[b]({filename}b.md)", OTHER),
        ('[b]({{< ref "b.md#part" >}})', f"{OTHER}#part"),
        ("[[b]]", OTHER),
        ("[b]({filename}../about/b.md)", "https://example.org/about-b/"),
        ("[b]({filename}/about/b.md)", "https://example.org/about-b/"),
    ],
)
def test_of_posts_with_the_same_name_the_one_beside_is_meant(tmp_path: Path, link: str, address: str) -> None:
    first = tmp_path / "posts" / "about" / "b.md"
    first.parent.mkdir(parents=True)
    first.write_text(HEADER.format("about-b") + "Text.\n")
    config = Config(feed=FeedSettings(self="https://example.org/feeds/"))
    for path, text in (("blog/a.md", link), ("blog/b.md", "Text.")):
        file = tmp_path / "posts" / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(HEADER.format(file.stem) + text + "\n")
    feeds.build(tmp_path / "posts", tmp_path / "out", config, feeds.Options(now=NOW, use_cache=False, jobs=1))
    items = json.loads((tmp_path / "out" / "feed.json").read_text())["items"]
    html = next(item["content_html"] for item in items if item["id"] == "https://example.org/a/")
    assert f'href="{address}"' in html
