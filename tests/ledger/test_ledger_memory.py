"""What would disturb subscribers is refused; a lost memory is noticed and rebuilt."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from archives import assert_whole, build, contents, ids, write_post, write_posts
from loopback import served

import feeds
from feeds.validate import readback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feeds.outcome import Outcome

SETTINGS: dict[str, Any] = {"limit": 10, "self": "https://example.org/feeds/"}
OLD = "http://old.example/{}"


def codes(outcome: Outcome) -> list[str]:
    return [found.code for found in outcome.report.problems if found.severity != "info"]


def refused(posts: Path, out: Path, *, options: dict[str, Any] | None = None, **settings: Any) -> str:
    """The code that a run is refused with; nothing is written."""
    before = contents(out) if out.exists() else {}
    with pytest.raises(feeds.FeedsError) as caught:
        build(posts, out, options=options, **settings)
    assert caught.value.status == 3
    assert (contents(out) if out.exists() else {}) == before
    return caught.value.problems[-1].code


# --- The brake ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "max_new", "new", "fine"),
    [
        (50, None, 10, True),
        (50, None, 11, False),
        (50, 12, 12, True),
        (50, 12, 13, False),
        (50, 1, 2, False),
    ],
)
def test_many_new_at_once(tmp_path: Path, limit: int, max_new: int | None, new: int, fine: bool) -> None:
    posts, out = write_posts(tmp_path / "posts", 5), tmp_path / "out"
    settings: dict[str, Any] = {"limit": limit, "max_new": max_new}
    build(posts, out, **settings)
    for number in range(5, 5 + new):
        write_post(posts, number)
    if not fine:
        assert refused(posts, out, **settings) == "too-many-new"
    outcome = build(posts, out, options={"accept": not fine}, **settings)
    assert len(outcome.changes.new) == new
    assert len(ids(out)) == 5 + new


def test_half_of_a_large_feed_may_be_new(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 40), tmp_path / "out"
    build(posts, out, limit=40)
    for number in range(40, 60):
        write_post(posts, number)
    assert len(build(posts, out, limit=40).changes.new) == 20
    for number in range(60, 81):
        write_post(posts, number)
    assert refused(posts, out, limit=40) == "too-many-new"


def test_many_that_come_back_from_the_archives(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 60), tmp_path / "out"
    build(posts, out, limit=20)
    assert refused(posts, out, limit=None) == "too-many-new"
    outcome = build(posts, out, options={"accept": True}, limit=None)
    assert str(outcome.changes) == "0 new, 0 edited, 0 gone, 40 would reappear"
    assert len(ids(out)) == 60
    assert codes(build(posts, out, limit=None)) == []


def test_many_that_come_back_from_beyond_the_end_of_a_feed_without_archives(tmp_path: Path) -> None:
    """Each has been published, one after the other, and has left the feed at its end."""
    posts, out = tmp_path / "posts", tmp_path / "out"
    for number in range(30):
        write_post(posts, number)
        build(posts, out, limit=5, archive=False)
    assert refused(posts, out, limit=None, archive=False) == "too-many-new"
    (posts / "0029.md").rename(tmp_path / "kept.md")
    build(posts, out, limit=5, archive=False)
    (tmp_path / "kept.md").rename(posts / "0029.md")
    build(posts, out, options={"accept": True}, limit=None, archive=False)
    shutil.copytree(posts, tmp_path / "missed")
    for number in range(20):
        (posts / f"{number:04}.md").unlink()
    build(posts, out, limit=None, archive=False)
    shutil.copytree(tmp_path / "missed", posts, dirs_exist_ok=True)
    assert len(build(posts, out, limit=None, archive=False).changes.reappearing) == 20


def test_many_that_were_missed_once_may_come_back(tmp_path: Path) -> None:
    """Such as those of a disk that was not mounted: nobody has to put that right by hand."""
    posts, out = write_posts(tmp_path / "posts", 60), tmp_path / "out"
    build(posts, out, limit=None)
    shutil.copytree(posts, tmp_path / "kept")
    for number in range(20, 60):
        (posts / f"{number:04}.md").unlink()
    build(posts, out, limit=None)
    shutil.copytree(tmp_path / "kept", posts, dirs_exist_ok=True)
    assert len(build(posts, out, limit=None).changes.reappearing) == 40


def test_a_first_run_is_never_refused(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", 30)
    assert len(build(posts, tmp_path / "out", max_new=1).changes.new) == 30


def test_old_posts_added_to_the_archive_disturb_nobody(tmp_path: Path) -> None:
    posts, out = tmp_path / "posts", tmp_path / "out"
    for number in range(100, 110):
        write_post(posts, number)
    build(posts, out, **SETTINGS)
    write_posts(posts, 60)
    outcome = build(posts, out, **SETTINGS)
    assert len(outcome.changes.new) == 60
    assert codes(outcome) == []


def test_addresses_and_everything_else_changed_is_a_flood(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 20), tmp_path / "out"
    build(posts, out)
    shutil.rmtree(posts)
    for number in range(20):
        write_post(posts, 100 + number, body="Other.", title=f"Other {number}")
    assert refused(posts, out) == "too-many-new"


def test_edited_new_and_gone_are_told_apart(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 25), tmp_path / "out"
    build(posts, out, **SETTINGS)
    write_post(posts, 24, body="Edited.")
    write_post(posts, 3, title="Edited in the archive")
    write_post(posts, 30)
    (posts / "0020.md").unlink()
    (posts / "0005.md").unlink()
    outcome = build(posts, out, **SETTINGS)
    page = "https://example.org/p/{}".format
    assert set(outcome.changes.new) == {page(30)}
    assert set(outcome.changes.edited) == {page(24), page(3)}
    assert set(outcome.changes.gone) == {page(20), page(5)}
    assert str(outcome.changes) == "1 new, 2 edited, 2 gone, 0 would reappear"
    ledger = [json.loads(line) for line in (out / "ledger.jsonl").read_text("utf-8").splitlines()]
    assert {line["id"] for line in ledger} == {page(number) for number in (*range(25), 30)}
    assert {line["archive"] for line in ledger if line["id"] in (page(20), page(5))} == {None}
    again = build(posts, out, **SETTINGS)
    assert str(again.changes) == "0 new, 0 edited, 0 gone, 0 would reappear"


def test_a_post_that_left_the_feed_without_archives_is_not_gone(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 10), tmp_path / "out"
    build(posts, out, limit=10, archive=False)
    write_post(posts, 10)
    outcome = build(posts, out, limit=10, archive=False)
    assert str(outcome.changes) == "1 new, 0 edited, 0 gone, 0 would reappear"
    assert codes(outcome) == []


def test_an_older_feed_that_is_no_longer_made_does_not_count(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 10), tmp_path / "out"
    build(posts, out, **SETTINGS)
    for number in range(10, 13):
        write_post(posts, number)
        outcome = build(posts, out, **SETTINGS, formats=("json",))
    assert str(outcome.changes) == "1 new, 0 edited, 0 gone, 0 would reappear"


# --- A lost memory ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Posts that have moved since they were published, so that only the memory knows their ids; 3 archive pages."""
    root = tmp_path_factory.mktemp("moved")
    for number in range(35):
        write_post(root / "posts", number, url=OLD.format(number))
    build(root / "posts", root / "out", **SETTINGS)
    for number in range(35):
        write_post(root / "posts", number)
    build(root / "posts", root / "out", **SETTINGS)
    return root


@pytest.fixture
def published(moved: Path, tmp_path: Path) -> tuple[Path, Path, list[str]]:
    """A copy of them: the posts, the output, every id in it."""
    shutil.copytree(moved, tmp_path, dirs_exist_ok=True)
    return tmp_path / "posts", tmp_path / "out", every_id(tmp_path / "out")


def every_id(out: Path) -> list[str]:
    """Of the polled feed and the archives, sorted."""
    return sorted(name for file in out.rglob("atom.xml") for name in ids(file.parent))


def cut(ledger: Path, keep: float) -> None:
    data = ledger.read_bytes()
    ledger.write_bytes(data[: int(len(data) * keep)])


def drop(ledger: Path, lines: slice) -> None:
    rows = ledger.read_bytes().splitlines(keepends=True)
    del rows[lines]
    ledger.write_bytes(b"".join(rows))


def swap(ledger: Path, text: bytes, other: bytes) -> None:
    ledger.write_bytes(ledger.read_bytes().replace(text, other))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": lambda ledger: ledger.unlink(),
    "empty": lambda ledger: ledger.write_bytes(b""),
    "cut in the middle": lambda ledger: cut(ledger, 0.503),
    "cut near the end": lambda ledger: cut(ledger, 0.999),
    "garbage": lambda ledger: ledger.write_bytes(bytes(range(256)) * 64),
    "zeros": lambda ledger: ledger.write_bytes(b"\0" * 4096),
    "the newest lines lost": lambda ledger: drop(ledger, slice(30, None)),
    "the oldest lines lost": lambda ledger: drop(ledger, slice(0, 12)),
    "one old line lost": lambda ledger: drop(ledger, slice(7, 8)),
    "another file": lambda ledger: ledger.write_bytes(b"<!DOCTYPE html><title>Not found</title>\n"),
    "ids that are none": lambda ledger: swap(ledger, b'"id": "http', b'"id": "\\u0000http'),
    "half a character": lambda ledger: swap(ledger, b'"id": "http:', b'"id": "http:\\ud800'),
    "archives without a name": lambda ledger: swap(ledger, b'"archive/1"', b'""'),
    "a merge conflict": lambda ledger: ledger.write_bytes(b"<<<<<<< HEAD\n" + ledger.read_bytes()[40:]),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_lost_or_damaged_ledger_is_rebuilt_from_the_feeds(
    published: tuple[Path, Path, list[str]], damage: Callable[[Path], object]
) -> None:
    posts, out, before = published
    pages = contents(out / "archive")
    damage(out / "ledger.jsonl")
    outcome = build(posts, out, **SETTINGS)
    assert codes(outcome) == ["ledger-rebuilt"]
    assert str(outcome.changes) == "0 new, 0 edited, 0 gone, 0 would reappear"
    assert every_id(out) == before
    assert contents(out / "archive") == pages
    assert codes(build(posts, out, **SETTINGS)) == []


@pytest.mark.parametrize("damage", ["missing", "empty", "cut in the middle", "garbage"])
@pytest.mark.parametrize(
    "feed", [b"", b"<rss", b"\0" * 900, b'{"items": [', b"[" * 99_999, b"{" * 99_999, None]
)
def test_without_feeds_to_rebuild_from_the_run_is_refused(
    published: tuple[Path, Path, list[str]], damage: str, feed: bytes | None
) -> None:
    posts, out, _ = published
    DAMAGES[damage](out / "ledger.jsonl")
    for name in ("rss.xml", "atom.xml", "feed.json"):
        if feed is None:
            (out / name).unlink()
        else:
            (out / name).write_bytes(feed)
    assert refused(posts, out, **SETTINGS) == "ledger-lost"
    build(posts, out, options={"accept": True}, **SETTINGS)
    assert_whole(out)
    assert codes(build(posts, out, **SETTINGS)) == []


def test_an_archive_that_is_no_longer_made_does_not_count(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 30), tmp_path / "out"
    build(posts, out, limit=5)
    build(posts, out, options={"accept": True}, limit=None)
    assert (out / "archive" / "1").is_dir()
    (out / "ledger.jsonl").unlink()
    assert str(build(posts, out, limit=None).changes) == "0 new, 0 edited, 0 gone, 0 would reappear"


def test_entries_that_only_feeds_by_tag_show_are_not_forgotten(tmp_path: Path) -> None:
    posts, out = tmp_path / "posts", tmp_path / "out"
    settings: dict[str, Any] = {"limit": 3, "archive": False, "by": ("tag",)}
    for url in (OLD, "https://example.org/{}"):
        for number in range(12):
            write_post(posts, number, url=url.format(number), tags=[f"T{number % 4}"])
        build(posts, out, **settings)
    before = contents(out)
    (out / "ledger.jsonl").write_bytes(b"damaged")
    assert codes(build(posts, out, **settings)) == ["ledger-rebuilt"]
    assert contents(out / "tag") == {
        name.removeprefix("tag/"): content for name, content in before.items() if name.startswith("tag/")
    }


@pytest.mark.parametrize("kept", ["rss.xml", "atom.xml", "feed.json"])
def test_any_one_feed_is_enough(published: tuple[Path, Path, list[str]], kept: str) -> None:
    posts, out, before = published
    (out / "ledger.jsonl").unlink()
    for file in out.rglob("*"):
        if file.name in {"rss.xml", "atom.xml", "feed.json"} - {kept}:
            file.write_bytes(b"damaged")
    build(posts, out, **SETTINGS)
    assert every_id(out) == before


def test_a_page_that_is_missing_amid_the_archives_hides_no_other(
    published: tuple[Path, Path, list[str]],
) -> None:
    posts, out, before = published
    lost = {name: content for name, content in contents(out).items() if name.startswith("archive/1/")}
    for number in range(10):
        (posts / f"{number:04}.md").unlink()
    build(posts, out, **SETTINGS)
    for name in lost:
        (out / name).unlink()
    (out / "archive" / "1").rmdir()
    (out / "ledger.jsonl").unlink()
    build(posts, out, **SETTINGS)
    assert every_id(out) == [name for name in before if int(name.rpartition("/")[2]) >= 10]


def feed_id(out: Path) -> str:
    return readback.read((out / "atom.xml").read_bytes()).id


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(b"damaged")])
@pytest.mark.parametrize(
    "kept", ["rss.xml", "atom.xml", "feed.json", "archive/2/rss.xml", "archive/1/feed.json"]
)
def test_the_feed_keeps_its_id_where_any_one_feed_tells_it(
    published: tuple[Path, Path, list[str]], kept: str, damage: Callable[[Path], object]
) -> None:
    """The posts' site, and with it the feed's link, has changed since it was first published."""
    posts, out, _ = published
    before = feed_id(out)
    assert before == "http://old.example/"
    for name in contents(out):
        if name.endswith((".xml", ".json")) and name != kept:
            damage(out / name)
    outcome = build(posts, out, **SETTINGS)
    assert codes(outcome) == []
    assert feed_id(out) == before
    assert_whole(out)


def test_a_new_ledger_over_archives_keeps_the_feeds_id(published: tuple[Path, Path, list[str]]) -> None:
    posts, out, _ = published
    before = feed_id(out)
    for name in ("rss.xml", "atom.xml", "feed.json", "ledger.jsonl"):
        (out / name).unlink()
    outcome = build(posts, out, options={"accept": True}, **SETTINGS)
    assert codes(outcome) == ["ledger-rebuilt"]
    assert feed_id(out) == before


def test_the_feed_keeps_its_id_while_it_is_not_made(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 3), tmp_path / "out"
    build(posts, out, link="https://example.org/first/", formats=("rss",), by=("author",))
    build(posts, out, link="https://example.org/second/", formats=("rss", "json"))
    build(posts, out, link="https://example.org/third/", formats=("json",))
    (out / "rss.xml").unlink()
    outcome = build(posts, out, link="https://example.org/fourth/", by=("author",))
    assert codes(outcome) == []
    assert feed_id(out) == "https://example.org/first/"
    assert feed_id(out / "author" / "ann") == "https://example.org/first/#author/ann"
    assert readback.read((out / "author/ann/rss.xml").read_bytes()).id == ""


def test_a_feed_whose_id_nothing_tells_is_named_once(
    published: tuple[Path, Path, list[str]], tmp_path: Path
) -> None:
    posts, out, before = published
    for name in contents(out):
        if name.endswith((".xml", ".json")):
            (out / name).write_bytes(b"damaged")
    cached = {"use_cache": True, "cache": tmp_path / "cache"}
    assert codes(build(posts, out, options=cached, **SETTINGS)) == ["feed-id-lost"]
    assert feed_id(out) == "https://example.org/"
    assert every_id(out) == before
    assert codes(build(posts, out, options=cached, **SETTINGS)) == []


# --- The memory is elsewhere --------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of the folder `live`."""
    with served(tmp_path / "live") as address:
        yield address


@pytest.mark.parametrize("ledger", ["kept", "lost"])
@pytest.mark.parametrize("where", ["folder", "site", "site/"])
def test_against_what_is_live(
    published: tuple[Path, Path, list[str]], tmp_path: Path, site: str, where: str, ledger: str
) -> None:
    posts, out, before = published
    out.rename(tmp_path / "live")
    if ledger == "lost":
        (tmp_path / "live" / "ledger.jsonl").unlink()
    against = {"folder": str(tmp_path / "live"), "site": site.rstrip("/"), "site/": site}[where]
    outcome = build(posts, out, options={"against": against}, **SETTINGS)
    assert codes(outcome) == ["ledger-rebuilt"] * (ledger == "lost")
    assert str(outcome.changes) == "0 new, 0 edited, 0 gone, 0 would reappear"
    assert every_id(out) == before
    assert contents(out / "archive") == contents(tmp_path / "live" / "archive")
    write_posts(posts, 60)
    assert (
        refused(posts, tmp_path / "empty", options={"against": against}, max_new=9, **SETTINGS)
        == "too-many-new"
    )


@pytest.mark.parametrize("where", ["folder", "site"])
def test_against_what_is_not_there_yet_is_a_first_run_and_said(tmp_path: Path, site: str, where: str) -> None:
    """Or the address is mistyped, which would flood subscribers in silence."""
    (tmp_path / "live").mkdir()
    posts = write_posts(tmp_path / "posts", 30)
    against = {"folder": str(tmp_path / "live"), "site": site}[where]
    outcome = build(posts, tmp_path / "out", options={"against": against}, **SETTINGS)
    assert len(ids(tmp_path / "out")) == 10
    (told,) = (found for found in outcome.report.problems if found.code == "against-empty")
    assert (told.path, told.severity) == (against, "warning")
    cached = {"use_cache": True, "cache": tmp_path / "cache"}
    build(posts, tmp_path / "out", options={"against": against, **cached}, **SETTINGS)
    assert codes(build(posts, tmp_path / "out", options=cached, **SETTINGS)) == []


@pytest.mark.parametrize("against", ["http://127.0.0.1:1/", "no/such/folder"])
def test_against_nothing_that_answers_is_a_mistake(tmp_path: Path, against: str) -> None:
    posts = write_posts(tmp_path / "posts", 3)
    with pytest.raises(feeds.FeedsError) as caught:
        build(posts, tmp_path / "out", options={"against": against}, **SETTINGS)
    assert (caught.value.status, caught.value.problems[-1].code) == (2, "against-unreadable")


def test_against_a_site_that_answers_every_address_with_a_page(tmp_path: Path, site: str) -> None:
    (tmp_path / "live").mkdir()
    for name in ("ledger.jsonl", "atom.xml", "rss.xml", "feed.json"):
        (tmp_path / "live" / name).write_text("<!DOCTYPE html><title>Welcome</title>")
    posts = write_posts(tmp_path / "posts", 3)
    assert refused(posts, tmp_path / "out", options={"against": site}, **SETTINGS) == "ledger-lost"
