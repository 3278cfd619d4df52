"""Whatever stands in any field of a post: nothing in what is published runs, and nothing breaks out of its place."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
import yaml
from archives import assert_whole
from lxml import etree
from vectors import ADDRESSES, MARKUP

import feeds
from feeds.config import Config, FeedSettings, MarkdownSettings, PostSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIELDS = (
    "title", "author", "tags", "categories", "summary", "url", "permalink", "image", "enclosure", "language",
    "body", "date", "updated", "origin", "slug", "unknown",
)  # fmt: skip
RUNS = {
    "script",
    "style",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "form",
    "base",
    "meta",
    "link",
    "svg",
    "math",
}
PAGE_MAY = {"style", "meta", "link", "svg"}
URLS = {
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "cite",
    "background",
    "xmlUrl",
    "htmlUrl",
    "url",
}
HTML_IN = (
    "{http://purl.org/rss/1.0/modules/content/}encoded",
    "{http://www.w3.org/2005/Atom}content",
    "description",
)


def post(number: int, field: str, vector: str) -> tuple[str, str]:
    """A post whose `field` holds the vector, and the name of its file."""
    header: dict[str, Any] = {
        "url": f"https://example.org/{number}",
        "date": f"2020-01-01T00:00:{number % 60:02}Z",
        "title": f"Post {number}",
        "author": "Ann",
    }
    body = "Text."
    if field == "body":
        body = vector
    elif field in ("tags", "categories"):
        header[field] = [vector]
    elif field == "enclosure":
        header[field] = {"url": vector, "type": vector, "length": vector, "title": vector}
    elif field == "origin":
        header[field] = {"title": vector, "url": vector}
    else:
        if field == "permalink":
            del header["url"]
        header[field] = vector
    text = f"---\n{yaml.safe_dump(header, allow_unicode=True)}---\n{body}\n"
    return text, ".html" if number % 2 else ".md"


def hostile_posts(folder: Path) -> int:
    """A post for each field and vector. Returns how many."""
    folder.mkdir()
    number = 0
    for field in FIELDS:
        for vector in (*MARKUP, *ADDRESSES):
            for _ in range(2 if field == "body" else 1):
                number += 1
                text, ending = post(number, field, vector)
                (folder / f"{number}{ending}").write_bytes(text.encode())
    for vector in MARKUP:
        number += 1
        name = f"{number}{vector}".replace("/", "\u2215").replace("\0", "")[:80]
        (folder / f"{name}.md").write_text(post(number, "unknown", "x")[0])
    return number


@pytest.fixture(scope="module", params=["markdown", "commonmark"])
def out(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    root = tmp_path_factory.mktemp("hostile")
    number = hostile_posts(root / "posts")
    config = Config(
        feed=FeedSettings(self="https://example.org/feeds/", by=("tag", "category", "author"), limit=None),
        posts=PostSettings(base_url="https://example.org/"),
        markdown=MarkdownSettings(engine=request.param),
    )
    outcome = feeds.build(root / "posts", root / "out", config, feeds.Options(use_cache=False, jobs=1))
    assert outcome.report.posts.published > number * 0.7
    return root / "out"


def named(out: Path, *endings: str) -> Iterator[Path]:
    return (file for file in sorted(out.rglob("*")) if file.name.endswith(endings))


def assert_nothing_runs(html: str, may: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    if not html.strip():
        return
    for element in lxml.html.document_fromstring(f"<div>{html}</div>").iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in RUNS - may, html
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), html
            assert name.lower() not in ("style", "srcdoc", "formaction", "xlink:href"), html
            if name in URLS:
                assert_harmless(value)


def assert_harmless(url: str) -> None:
    """What a browser makes of the address has a scheme that runs nothing."""
    seen = re.sub(r"[\x00-\x20]", "", url).lower()
    scheme = re.match(r"[a-z][a-z0-9+.-]*(?=:)", seen)
    assert not scheme or scheme[0] in ("http", "https", "mailto", "tel", "ftp", "urn", "tag"), url


def test_feeds_are_whole(out: Path) -> None:
    assert_whole(out)


def test_nothing_runs_in_rss_and_atom(out: Path) -> None:
    for file in named(out, "rss.xml", "atom.xml"):
        data = file.read_bytes()
        assert b"<!DOCTYPE" not in data[:200]
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
        for element in root.iter():
            assert isinstance(element.tag, str), "a comment or an instruction"
            if element.tag in HTML_IN or element.get("type") == "html":
                assert_nothing_runs(element.text or "")
            if etree.QName(element).localname in ("link", "guid", "id", "uri", "url", "icon", "logo"):
                assert_harmless(element.text or "")
            for name in URLS & set(element.attrib):
                assert_harmless(element.get(name) or "")


def test_nothing_breaks_out_of_its_element(out: Path) -> None:
    root = etree.parse(out / "rss.xml").getroot()
    (channel,) = root
    assert {etree.QName(each).localname for each in channel.iter("item")} == {"item"}
    known = {"title", "link", "description", "encoded", "guid", "category", "pubDate", "creator", "language", "updated",
             "enclosure", "content", "thumbnail", "image", "source", "duration"}  # fmt: skip
    for item in channel.iter("item"):
        assert {etree.QName(each).localname for each in item} <= known
    for entry in etree.parse(out / "atom.xml").getroot().iter("{http://www.w3.org/2005/Atom}entry"):
        assert len(entry.findall("{http://www.w3.org/2005/Atom}content")) <= 1


def test_nothing_runs_in_json(out: Path) -> None:
    for file in named(out, "feed.json"):
        document = json.loads(file.read_bytes())
        assert document["version"] == "https://jsonfeed.org/version/1.1"
        for item in document["items"]:
            assert_nothing_runs(item.get("content_html", ""))
            for name in ("id", "url", "image", "external_url"):
                assert_harmless(item.get(name, ""))
            for attachment in item.get("attachments", []):
                assert_harmless(attachment["url"])


def test_nothing_runs_on_the_page(out: Path) -> None:
    page = (out / "index.html").read_text("utf-8")
    root = lxml.html.document_fromstring(page)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in RUNS - PAGE_MAY
        assert not [name for name in element.attrib if name.startswith("on")]
        for name in URLS & set(element.attrib):
            assert_harmless(element.get(name) or "")
    assert all("alert(1)" not in (style.text or "") for style in root.iter("style"))
    assert all((meta.get("http-equiv") or "").lower() != "refresh" for meta in root.iter("meta"))


def test_nothing_runs_in_opml(out: Path) -> None:
    for element in etree.parse(out / "feeds.opml").getroot().iter():
        assert isinstance(element.tag, str)
        for name in URLS & set(element.attrib):
            assert_harmless(element.get(name) or "")


def test_only_our_own_files_are_there(out: Path) -> None:
    names = {file.name for file in out.rglob("*") if file.is_file()}
    assert names == {"rss.xml", "atom.xml", "feed.json", "index.html", "feeds.opml", "ledger.jsonl"}
    for line in (out / "ledger.jsonl").read_text("utf-8").split("\n")[:-1]:
        assert json.loads(line).keys() == {
            "id", "url", "source", "title", "published", "updated", "digest", "archive",
        }  # fmt: skip
