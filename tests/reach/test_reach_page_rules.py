"""The subscribe page is judged before it is published: what is no page of ours is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from archives import build, contents, write_post, write_posts
from samples import NASTY, entry, nasty

from feeds.formats import FORMATS, Subscription, opml, page
from feeds.problems import FeedsError
from feeds.validate.page import findings

if TYPE_CHECKING:
    from pathlib import Path

FEEDS = {"rss.xml": "application/rss+xml", "tag/%E6%97%A5/atom.xml": "application/atom+xml"}


def written() -> str:
    meta = nasty().meta
    rows = [
        Subscription(meta, FORMATS["rss"], "rss.xml", 3),
        Subscription(meta, FORMATS["atom"], "tag/日/atom.xml", 3, "tag", "日"),
    ]
    return page.write(meta, rows, (*NASTY, entry(title='"><script>alert(1)</script>')), "feeds.opml").decode()


GOOD = written()
ONE = 'href="rss.xml" type="application/rss+xml">RSS</a>'


def codes(text: str) -> set[str]:
    return {found.code for found in findings(text.encode(), FEEDS)}


def test_our_page_is_good() -> None:
    assert not list(findings(GOOD.encode(), FEEDS))


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("<!doctype html>", "", "page-missing"),
        (' lang="zh-CN" dir', " dir", "page-missing"),
        ('<meta charset="utf-8">', "", "page-missing"),
        ('http-equiv="Content-Security-Policy" ', "", "page-missing"),
        ("<title>Nasty &amp; &lt;small&gt; 汉字</title>", "<title></title>", "page-missing"),
        ("</main>", "", "page-broken"),
        ("</main>", "</main></main>", "page-broken"),
        ("</li>", "", "page-broken"),
        ("</html>", "</html><p>more</p>", "page-broken"),
        ("</html>", "</html>more", "page-broken"),
        ("</html>", "", "page-broken"),
        ("<ol ", "<p><ol ", "page-broken"),
        ("&amp;", "&", "page-broken"),
        ("&amp;", "&nosuch;", "page-broken"),
        ("<main>", "<main> 1 < 2", "page-broken"),
        ("<main>", "<main> 1 > 2", "page-broken"),
        ("<main>", "<main><!-- note -->", "page-broken"),
        ("<main>", "<main", "page-broken"),
        ("<main>", "<main class=x>", "page-broken"),
        ("<main>", '<main id="a" id="b">', "page-broken"),
        ("<main>", "<main/>", "page-broken"),
        (ONE, ONE.replace("RSS</a>", 'RSS <a href="x">y</a></a>'), "page-broken"),
        ("</style>", "", "page-broken"),
        ("<main>", '<main id="newest">', "page-id-twice"),
        ('aria-labelledby="newest"', 'aria-labelledby="nowhere"', "page-missing"),
        ("<main>", "<main><script>alert(1)</script>", "page-active"),
        ("<main>", '<main onclick="alert(1)">', "page-active"),
        ("<main>", '<main style="color: red">', "page-active"),
        ("<main>", '<main><iframe title="x"></iframe>', "page-active"),
        ("<main>", "<main><form></form>", "page-active"),
        ("<main>", "<main><base>", "page-active"),
        ('name="viewport"', 'http-equiv="refresh"', "page-active"),
        ("<main>", '<main><img src="https://example.org/pixel.gif">', "page-request"),
        ("<main>", '<main background="x.png">', "page-request"),
        ('rel="alternate"', 'rel="stylesheet"', "page-request"),
        ("<style>", "<style>@import 'x.css';", "page-request"),
        ("<style>", "<style>p { background: URL(x.png) }", "page-request"),
        ('href="https://example.org/"', 'href="javascript:alert(1)"', "page-link"),
        ('href="https://example.org/"', 'href=" data:text/html,x"', "page-link"),
        ('href="https://example.org/"', 'href="//elsewhere.example.org/"', "page-link"),
        ('href="https://example.org/"', 'href="java&#10;script:alert(1)"', "page-link"),
        ('href="https://example.org/"', 'href="https:/\\example.org"', "page-link"),
        (ONE, ONE.replace("rss+xml", "xml"), "page-feed-link"),
        (ONE, ONE.replace("rss.xml", "feed.xml"), "page-feed-link"),
        ('<link rel="alternate" type="application/rss+xml"', '<link rel="alternate"', "page-feed-link"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(before: str, after: str, code: str) -> None:
    assert before in GOOD
    assert code in codes(GOOD.replace(before, after, 1))


def test_what_is_wrong_is_found_where_it_is() -> None:
    (found,) = findings(GOOD.replace("<main>", '<main onclick="x">').encode(), FEEDS)
    assert found.line == GOOD[: GOOD.index("<main>")].count("\n") + 1
    assert "onclick" in found.message


def test_what_is_no_text_is_refused() -> None:
    assert [found.code for found in findings(GOOD.encode() + b"\xff", {})] == ["page-broken"]


@pytest.mark.parametrize(
    ("module", "bad"),
    [(page, GOOD.replace("<main>", "<main><script></script>").encode()), (opml, b"<opml/>")],
    ids=["page", "opml"],
)
def test_what_is_wrong_is_never_published(module, bad: bytes, tmp_path: Path, monkeypatch) -> None:
    source, out = write_posts(tmp_path / "posts", 3), tmp_path / "out"
    build(source, out)
    before = contents(out)
    write_post(source, 4)
    monkeypatch.setattr(module, "write", lambda *_: bad)
    with pytest.raises(FeedsError) as raised:
        build(source, out)
    assert raised.value.status == 3
    assert {each.path for each in raised.value.problems if each.severity == "error"} == {module.FILE_NAME}
    assert contents(out) == before
