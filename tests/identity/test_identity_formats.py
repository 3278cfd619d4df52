"""Whatever happens to a post, readers know it by the id that they first saw."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, NamedTuple

import feedparser
import pytest
from archives import NOW, assert_whole, write_post, write_posts
from lxml import etree

import feeds
from feeds.config import Config, FeedSettings, PostSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feeds.outcome import Outcome

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://example.org/p/"


class Shown(NamedTuple):
    """What identifies an entry, as one format says it."""

    id: str
    link: str
    permalink: bool | None
    title: str


def in_rss(out: Path) -> list[Shown]:
    items = etree.parse(out / "rss.xml").getroot().iter("item")
    return [
        Shown(
            item.findtext("guid", ""),
            item.findtext("link", ""),
            item.find("guid").get("isPermaLink") == "true",  # type: ignore[union-attr]
            item.findtext("title", ""),
        )
        for item in items
    ]


def in_atom(out: Path) -> list[Shown]:
    return [
        Shown(
            entry.findtext(f"{ATOM}id", ""),
            next(
                link.get("href", "")
                for link in entry.iter(f"{ATOM}link")
                if link.get("rel", "alternate") == "alternate"
            ),
            None,
            entry.findtext(f"{ATOM}title", ""),
        )
        for entry in etree.parse(out / "atom.xml").getroot().iter(f"{ATOM}entry")
    ]


def in_json(out: Path) -> list[Shown]:
    items = json.loads((out / "feed.json").read_bytes())["items"]
    return [Shown(item["id"], item["url"], None, item["title"]) for item in items]


def build(posts: Path, out: Path, *, accept: bool = False, **settings: object) -> Outcome:
    config = Config(
        feed=FeedSettings(self="https://example.org/feeds/"),
        posts=PostSettings(base_url="https://example.org/", **settings),  # type: ignore[arg-type]
    )
    return feeds.build(posts, out, config, feeds.Options(now=NOW, use_cache=False, jobs=1, accept=accept))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def edit_all(posts: Path, old: str, new: str) -> None:
    for file in sorted(posts.rglob("*.md")):
        edit(file, old, new)


def rename_all(posts: Path, name: Callable[[str], str]) -> None:
    for file in sorted(posts.rglob("*.md")):
        target = posts / name(file.name)
        target.parent.mkdir(exist_ok=True)
        file.rename(target)


def to_http(posts: Path) -> None:
    edit_all(posts, "https:", "http:")


def slash(posts: Path) -> None:
    for number in range(12):
        edit(posts / f"{number:04}.md", f"/p/{number}", f"/p/{number}/")


def move_host(posts: Path) -> None:
    edit_all(posts, "example.org", "blog.example.com")


def rename(posts: Path) -> None:
    rename_all(posts, lambda name: f"2020/{name.removesuffix('.md')}-renamed.md")


def retitle(posts: Path) -> None:
    edit_all(posts, 'title: "', 'title: "Better ')


def edit_bodies(posts: Path) -> None:
    edit_all(posts, "Some text.", "Some other text, and more.")


def new_scheme(posts: Path) -> None:
    for number in range(12):
        edit(posts / f"{number:04}.md", f"/p/{number}", f"/blog/2020/post-{number}.html")


def file_and_url(posts: Path) -> None:
    new_scheme(posts)
    rename(posts)


def file_url_and_body(posts: Path) -> None:
    file_and_url(posts)
    edit_bodies(posts)


def file_url_and_title(posts: Path) -> None:
    """Only text and time stay."""
    for number in range(12):
        edit(posts / f"{number:04}.md", f"/p/{number}", f"/blog/{number}")
    rename(posts)


def other_offset(posts: Path) -> None:
    edit_all(posts, "T12:00:00+00:00", "T20:00:00+08:00")
    move_host(posts)


def swap_files(posts: Path) -> None:
    (posts / "0003.md").rename(posts / "x.md")
    (posts / "0004.md").rename(posts / "0003.md")
    (posts / "x.md").rename(posts / "0004.md")


def nothing(_posts: Path) -> None:
    pass


CHANGES = [
    to_http,
    slash,
    move_host,
    rename,
    retitle,
    edit_bodies,
    new_scheme,
    file_and_url,
    file_url_and_body,
    file_url_and_title,
    other_offset,
    swap_files,
    nothing,
]


@pytest.mark.parametrize("memory", ["kept", "lost"])
@pytest.mark.parametrize("change", CHANGES)
def test_ids_stay(tmp_path: Path, change: Callable[[Path], None], memory: str) -> None:
    posts, out = write_posts(tmp_path / "posts", 12), tmp_path / "out"
    build(posts, out)
    before = {shown.title: shown.id for shown in in_rss(out)}
    change(posts)
    if memory == "lost":
        (out / "ledger.jsonl").unlink()
    outcome = build(posts, out)
    assert not outcome.changes.new
    assert not outcome.changes.gone
    assert_whole(out)
    for shown in (in_rss(out), in_atom(out), in_json(out)):
        assert len(shown) == len(before)
        assert {one.title.replace("Better ", ""): one.id for one in shown} == before
        assert {one.link for one in shown} == {post.url for post in feeds.load_posts(posts, Config()).posts}
        assert all(one.permalink in (None, one.id == one.link) for one in shown)
    assert [entry.id for entry in feedparser.parse(out / "rss.xml").entries] == [
        entry.id for entry in feedparser.parse(out / "atom.xml").entries
    ]
    again = build(posts, out)
    assert not again.report.changed
    assert not [found for found in again.report.problems if found.code == "url-moved"]


def moved(outcome: Outcome) -> list[str]:
    return [found.path.rpartition("/")[2] for found in outcome.report.problems if found.code == "url-moved"]


def test_a_move_is_said_at_the_line_of_the_address(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 12), tmp_path / "out"
    build(posts, out)
    edit(posts / "0007.md", "/p/7", "/elsewhere/7")
    outcome = build(posts, out)
    (told,) = (found for found in outcome.report.problems if found.code == "url-moved")
    assert (told.path, told.line) == (str(posts / "0007.md"), 2)
    assert f"{BASE}7" in told.message
    assert "https://example.org/elsewhere/7" in told.message
    entry = next(one for one in in_rss(out) if one.title == "Post 7")
    assert entry == Shown(f"{BASE}7", "https://example.org/elsewhere/7", False, "Post 7")
    assert json.loads((out / "feed.json").read_bytes())["items"][4]["id"] == f"{BASE}7"


def test_a_new_scheme_by_template(tmp_path: Path) -> None:
    posts, out = tmp_path / "posts", tmp_path / "out"
    for number in range(12):
        write_post(posts, number, url=None)
    build(posts, out, url_template="{base}{slug}/")
    before = [one.id for one in in_atom(out)]
    outcome = build(posts, out, url_template="{base}{year}/{month}/{slug}.html")
    assert [one.id for one in in_atom(out)] == before
    assert len(moved(outcome)) == 12
    assert all(one.link.endswith(".html") and not one.permalink for one in in_rss(out))


def test_a_post_that_vanishes_comes_back_as_itself(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 12), tmp_path / "out"
    build(posts, out)
    edit(posts / "0005.md", "/p/5", "/five")
    build(posts, out)
    kept = (posts / "0005.md").read_text("utf-8")
    (posts / "0005.md").unlink()
    outcome = build(posts, out)
    assert outcome.changes.gone == (f"{BASE}5",)
    (told,) = (found for found in outcome.report.problems if found.code == "post-gone")
    assert (told.path, told.line) == (str(posts / "0005.md"), None)
    assert "https://example.org/five" in told.message
    outcome = build(posts, out)
    assert not outcome.changes.gone
    assert "post-gone" not in {found.code for found in outcome.report.problems}
    assert not outcome.report.changed
    (posts / "later.md").write_text(kept.replace("/five", "/5").replace("Some", "Old"), "utf-8")
    outcome = build(posts, out)
    assert outcome.changes.reappearing == (f"{BASE}5",)
    assert not outcome.changes.new
    assert next(one.id for one in in_atom(out) if one.title == "Post 5") == f"{BASE}5"


def test_two_posts_that_swap_addresses_keep_their_own_ids(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 12), tmp_path / "out"
    build(posts, out)
    edit(posts / "0003.md", "/p/3", "/p/swap")
    edit(posts / "0004.md", "/p/4", "/p/3")
    edit(posts / "0003.md", "/p/swap", "/p/4")
    outcome = build(posts, out)
    assert sorted(moved(outcome)) == ["0003.md", "0004.md"]
    for shown in (in_rss(out), in_atom(out), in_json(out)):
        assert {one.id: one.title for one in shown}[f"{BASE}3"] == "Post 3"
        assert {one.id: one.link for one in shown}[f"{BASE}3"] == f"{BASE}4"
    assert not any(one.permalink for one in in_rss(out) if one.title in ("Post 3", "Post 4"))


def test_a_new_post_at_the_address_that_another_left(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 12), tmp_path / "out"
    build(posts, out)
    edit(posts / "0003.md", "/p/3", "/moved")
    write_post(posts, 20, url=f"{BASE}3", title="Another")
    outcome = build(posts, out)
    assert outcome.changes.new == ("tag:example.org,2020-01-21:/p/3",)
    assert {one.title: one.id for one in in_atom(out)}["Post 3"] == f"{BASE}3"
    assert len({one.id for one in in_rss(out)}) == 13
    assert not build(posts, out).report.changed


def test_the_feeds_of_another_program_hand_over_their_ids(tmp_path: Path) -> None:
    """Subscribers move with the address of the feed: what stood there before us counts."""
    posts, out = write_posts(tmp_path / "posts", 3), tmp_path / "out"
    out.mkdir()
    items = "".join(
        f"<item><title>Post {n}</title><link>{BASE}{n}</link><guid isPermaLink='false'>tag:old,2019:{n}</guid>"
        f"<pubDate>0{n + 1} Jan 2020 12:00:00 +0000</pubDate></item>"
        for n in range(3)
    )
    (out / "rss.xml").write_text(f"<rss version='2.0'><channel><title>Old</title>{items}</channel></rss>")
    outcome = build(posts, out)
    assert not outcome.changes.new
    assert (
        {one.id for one in in_rss(out)}
        == {one.id for one in in_json(out)}
        == {f"tag:old,2019:{n}" for n in range(3)}
    )
    assert "ledger-rebuilt" in {found.code for found in outcome.report.problems}


def test_ids_that_atom_cannot_hold_are_replaced_only_when_that_is_meant(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 12), tmp_path / "out"
    out.mkdir()
    items = "".join(
        f"<item><link>{BASE}{n}</link><guid isPermaLink='false'>{n} at old site</guid>"
        "<pubDate>01 Jan 2020 12:00:00 +0000</pubDate></item>"
        for n in range(12)
    )
    (out / "rss.xml").write_text(f"<rss version='2.0'><channel><title>Old</title>{items}</channel></rss>")
    with pytest.raises(feeds.FeedsError) as caught:
        build(posts, out)
    assert caught.value.status == 3
    assert caught.value.problems[-1].code == "too-many-new"
    build(posts, out, accept=True)
    assert_whole(out)
    assert in_rss(out)[0].id == f"{BASE}11"


def test_the_output_moves_with_its_memory(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 12), tmp_path / "out"
    build(posts, out)
    before = in_atom(out)
    shutil.move(out, tmp_path / "public")
    to_http(posts)
    build(posts, tmp_path / "public")
    assert [one.id for one in in_atom(tmp_path / "public")] == [one.id for one in before]
