"""The subscribe page in headless Chromium: how it looks to people, and whether axe finds fault with it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from samples import NASTY, PODCAST, entry, nasty

from feeds.formats import FORMATS, Subscription, page
from feeds.model import Person

BASE = "https://feeds.example.org/"
LONG = "A title that goes on, and on, as titles in archives do, Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
PAGES = {
    "en": (
        {"title": "The Long Way Round", "description": "Notes on walking and maps.", "language": "en"},
        (entry(title=LONG, authors=(Person("Ann Lee"),), tags=("walking", "maps")), *NASTY, *PODCAST),
    ),
    "zh": (
        {"title": "旧文存档", "description": "电商、互联网与商业的观察。", "language": "zh-CN"},
        (
            entry(
                title="从信息展示到在线交易：一份初级答卷？" * 4, authors=(Person("匿名"),), tags=("电商",)
            ),
            *NASTY,
        ),
    ),
    "ar": (
        {"title": "مدونة الطريق", "description": "ملاحظات عن المشي والخرائط.", "language": "ar"},
        (entry(title="رحلة رقم 12 إلى Paris", authors=(Person("سلمى"),), tags=("مشي",)), *NASTY),
    ),
    "ur": ({"title": "بلاگ", "language": "ur", "description": "", "self_url": None}, ()),
}


def _subscriptions(meta):
    for folder, by, name in (
        ("", "", ""),
        ("tag/c", "tag", "C++"),
        ("tag/a-b", "tag", LONG),
        ("author/日本", "author", "日本"),
    ):
        for row in FORMATS.values():
            path = f"{folder}/{row.file_name}".lstrip("/")
            self_url = BASE + path if meta.self_url else None
            yield Subscription(meta._replace(self_url=self_url), row, path, len(NASTY), by, name)


@pytest.fixture(scope="module")
def seen(tmp_path_factory, look):
    """What each kind of visitor gets of each page, by the folder that the page is in."""
    folder = tmp_path_factory.mktemp("pages")
    for name, (fields, entries) in PAGES.items():
        meta = nasty(**fields).meta
        subscriptions = list(_subscriptions(meta))
        for path in (*(subscription.path for subscription in subscriptions), "feeds.opml"):
            file = folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        index = folder / name / "index.html"
        index.write_bytes(page.write(meta, subscriptions, entries, "feeds.opml"))
    seen = look([folder / name / "index.html" for name in PAGES])
    return dict(zip(PAGES, seen, strict=True)), folder


@pytest.fixture(params=PAGES)
def views(request, seen):
    """What each kind of visitor gets, and the page and its entries."""
    by_name, folder = seen
    return by_name[request.param], folder / request.param / "index.html", PAGES[request.param][1]


def test_axe_finds_nothing(views):
    assert [(view["name"], view["violations"], view["unsure"]) for view in views[0]] == [
        (name, [], []) for name in ("light", "dark", "phone")
    ]


def test_the_page_asks_for_nothing_but_itself_and_the_browser_complains_of_nothing(views):
    seen, index, _ = views
    for view in seen:
        assert view["requests"] == [index.as_uri()]
        assert view["complaints"] == []


def test_nobody_has_to_scroll_sideways(views):
    assert not [view["name"] for view in views[0] if view["sideways"]]


def test_its_style_is_applied(views):
    assert [view["paper"] for view in views[0]] == [
        "rgb(252, 251, 248)",
        "rgb(23, 22, 21)",
        "rgb(252, 251, 248)",
    ]


def test_every_link_leads_to_a_post_or_to_a_file_that_is_there(views):
    seen, index, entries = views
    for address in (*seen[0]["links"], *seen[0]["alternates"]):
        parts = urlsplit(address)
        if parts.scheme == "file":
            assert Path(unquote(parts.path)).is_file()
        else:
            assert address in {"https://example.org/", *(one.url for one in entries)}
    assert len(seen[0]["alternates"]) == 12
    assert index.with_name("feeds.opml").as_uri() in seen[0]["links"]


def test_a_visitor_reads_every_title_and_address(views):
    seen, _, entries = views
    for view in seen:
        shown = " ".join(view["text"].split())
        assert "tag/c/rss.xml" in shown
        for one in entries:
            assert " ".join(one.title.split()) in shown
