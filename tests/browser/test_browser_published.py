"""What the pipeline makes of nasty files, in headless Chromium: as the preview serves it."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

import nasty_posts
import pytest
from lxml import html

from feeds import Options, build
from feeds.config import load
from feeds.preview import Notice
from feeds.problems import problem
from feeds.serve import Preview, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BASE = "https://feeds.example.org/"


class Seen(NamedTuple):
    """The published folder, where the preview of it is, and what visitors get."""

    out: Path
    address: str
    views: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, look) -> Iterator[Seen]:
    folder = tmp_path_factory.mktemp("published")
    source, out = nasty_posts.write(folder / "posts", BASE), folder / "out"
    outcome = build(source, out, load(source), Options(use_cache=False, jobs=1))
    told = Notice((*outcome.report.problems, problem("no-title", "posts/<b>bad</b>.md", 1)))
    with (
        serving(Preview(out, Notice()), "127.0.0.1", 0) as address,
        serving(Preview(out, told), "127.0.0.1", 0) as noted,
    ):
        pages = {"preview": address, "with a notice": noted}
        yield Seen(out, address, dict(zip(pages, look([*pages.values()]), strict=True)))


def test_axe_finds_nothing(seen: Seen) -> None:
    for page, views in seen.views.items():
        assert [(page, view["name"], view["violations"], view["unsure"]) for view in views] == [
            (page, name, [], []) for name in ("light", "dark", "phone")
        ]


def test_nothing_is_fetched_and_nothing_complained_of(seen: Seen) -> None:
    for views in seen.views.values():
        for view in views:
            assert len(view["requests"]) == 1
            assert view["complaints"] == []
            assert not view["sideways"]


def test_a_visitor_sees_every_title(seen: Seen) -> None:
    for views in seen.views.values():
        for view in views:
            shown = " ".join(view["text"].split())
            for one in nasty_posts.SEEN:
                assert one.title in shown
                assert one.published[:10] in shown


def test_the_preview_tells_what_is_wrong(seen: Seen) -> None:
    assert "posts/<b>bad</b>.md:1" in seen.views["with a notice"][0]["text"]


def test_every_address_can_be_copied_whole(seen: Seen) -> None:
    for views in seen.views.values():
        for view in views:
            copied = [address for address in view["copied"] if address.startswith(BASE)]
            assert len(copied) > 30
            assert all((seen.out / unquote(address.removeprefix(BASE))).is_file() for address in copied)


def test_every_link_can_be_followed(seen: Seen) -> None:
    page = html.document_fromstring((seen.out / "index.html").read_bytes())
    types = {link.get("href"): link.get("type") for link in page.iterfind("head/link")}
    connection = HTTPConnection(urlsplit(seen.address).netloc, timeout=20)
    posts = {one.url for one in nasty_posts.SEEN} | {"https://example.org/"}
    followed = 0
    for link in seen.views["preview"][0]["links"] + seen.views["preview"][0]["alternates"]:
        if link in posts:
            continue
        assert link.startswith(seen.address)
        path = link.removeprefix(seen.address)
        connection.request("GET", f"/{path}")
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200
        assert body == (seen.out / unquote(path)).read_bytes()
        if path in types:
            assert answer.headers["Content-Type"].split(";")[0] == types[path]
            followed += 1
    assert followed >= 2 * len(types)
    connection.close()
