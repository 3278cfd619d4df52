"""Feeds by tag, category, author and year: where they lie, what they say, and that nobody's feed changes hands."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from archives import build, contents, ids, write_post, write_posts
from lxml import etree, html

from feeds import validate
from feeds.validate import readback

BASE = "https://feeds.example.org/"


def folders(out: Path, kind: str = "tag") -> dict[str, str]:
    """The titles of the feeds of a kind, by their folders."""
    return {
        path.parent.name: readback.read(path.read_bytes()).title
        for path in sorted(out.glob(f"{kind}/*/atom.xml"))
    }


def told(outcome, code):
    return [each for each in outcome.report.problems if each.code == code]


def test_a_folder_for_each_name(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    write_post(source, 1, tags=["Maps", "Walking"], categories=["Notes"], author="Ann Lee")
    write_post(source, 400, tags=["maps"], author=["Ann Lee", "王小明"])
    build(
        source,
        out,
        by=("tag", "category", "author", "year"),
        self=BASE,
        title="Site",
        link="https://example.org/",
    )
    assert folders(out) == {"maps": "Site: Maps", "walking": "Site: Walking"}
    assert folders(out, "category") == {"notes": "Site: Notes"}
    assert folders(out, "author") == {"ann-lee": "Site: Ann Lee", "王小明": "Site: 王小明"}
    assert folders(out, "year") == {"2020": "Site: 2020", "2021": "Site: 2021"}
    for folder in ("tag/maps", "author/ann-lee"):
        for name in ("rss.xml", "atom.xml", "feed.json"):
            assert ids(out, f"{folder}/{name}") == ["https://example.org/p/400", "https://example.org/p/1"]
    read = readback.read((out / "author/王小明/atom.xml").read_bytes())
    assert read.self_url == f"{BASE}author/%E7%8E%8B%E5%B0%8F%E6%98%8E/atom.xml"
    assert read.id == "https://example.org/#author/%E7%8E%8B%E5%B0%8F%E6%98%8E"


def test_every_feed_has_an_id_of_its_own_that_stays(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 5, tags=["a", "b"]), tmp_path / "out"

    def all_ids() -> dict[str, str]:
        return {
            path: readback.read(document).id
            for path, document in contents(out).items()
            if path.endswith("atom.xml") and not path.startswith("archive")
        }

    build(source, out, by=("tag", "author"), self=BASE)
    first = all_ids()
    assert len(set(first.values())) == len(first) == 4
    write_post(source, 6, tags=["a"])
    build(source, out, by=("tag", "author"), self="https://elsewhere.example.org/", title="Another name")
    assert all_ids() == first


def test_names_that_want_the_same_folder_are_told_apart(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    write_post(source, 1, tags=["C++"])
    write_post(source, 2, tags=["C"])
    write_post(source, 3, tags=["c", "C#"])
    outcome = build(source, out, by=("tag",), title="Site")
    assert folders(out) == {"c": "Site: C++", "c-2": "Site: C", "c-3": "Site: C#"}
    collisions = told(outcome, "slug-taken")
    assert [(each.line, each.severity) for each in collisions] == [(6, "warning")] * 2
    assert "C++" in collisions[0].message
    assert "c-2" in collisions[0].message


def test_a_folder_stays_with_the_name_that_has_it(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    write_post(source, 5, tags=["C++"])
    build(source, out, by=("tag",), title="Site")
    write_post(source, 1, tags=["C"])
    write_post(source, 6, tags=["C 2"])
    build(source, out, by=("tag",), title="Site")
    now = {"c": "Site: C++", "c-2": "Site: C 2", "c-3": "Site: C"}
    assert folders(out) == now
    write_post(source, 0, tags=["C#", "C"])
    build(source, out, by=("tag",), title="Renamed")
    assert folders(out) == {
        **{slug: title.replace("Site", "Renamed") for slug, title in now.items()},
        "c-4": "Renamed: C#",
    }


@pytest.mark.parametrize("lists", ["kept", "lost", "deployed anew"])
def test_a_name_that_is_gone_for_a_while_finds_its_folder_again(tmp_path: Path, lists: str) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    first = write_post(source, 1, tags=["C++"])
    write_post(source, 2, tags=["C"])
    other = write_post(source, 3, tags=["Java"])

    def published() -> dict[str, str]:
        outcome = build(source, out, by=("tag",), title="Site", self=BASE)
        if lists == "lost":
            (out / "feeds.opml").unlink()
        if lists == "deployed anew":
            for each in told(outcome, "stale-file"):
                Path(each.path).unlink()
        return folders(out)

    before = published()
    assert before == {"c": "Site: C++", "c-2": "Site: C", "java": "Site: Java"}
    kept = first.read_text()
    first.unlink()
    other.unlink()
    write_post(source, 4, tags=["C"])
    after = {"c-2": "Site: C"} if lists == "deployed anew" else before
    assert published() == after
    assert len(ids(out, "tag/c-2/atom.xml")) == 2
    first.write_text(kept)
    assert published() == {"c": "Site: C++"} | after


def test_a_name_that_is_new_takes_no_folder_of_one_that_is_gone(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    gone = write_post(source, 1, tags=["C++"])
    write_post(source, 2, tags=["Web dev"])
    build(source, out, by=("tag",), title="Site")
    gone.unlink()
    write_post(source, 2, tags=["web-dev"])
    write_post(source, 3, tags=["C"])
    outcome = build(source, out, by=("tag",), title="Site")
    assert folders(out) == {"c": "Site: C++", "c-2": "Site: C", "web-dev": "Site: web-dev"}
    (collision,) = told(outcome, "slug-taken")
    assert "C++" in collision.message


def test_names_with_too_few_posts_get_none(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    for number, tags in enumerate((["many"], ["many", "Few"], ["many", "few"], ["many", "one", "one!"])):
        write_post(source, number, tags=tags)
    outcome = build(source, out, by=("tag",), min_posts=2)
    assert set(folders(out)) == {"many", "few"}
    assert not told(outcome, "slug-taken")


def test_a_long_one_holds_the_newest(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 7, tags=["all"]), tmp_path / "out"
    build(source, out, by=("tag",), limit=3, self=BASE)
    assert ids(out, "tag/all/atom.xml") == [f"https://example.org/p/{number}" for number in (6, 5, 4)]
    document = (out / "tag/all/atom.xml").read_bytes()
    assert b"complete" not in document
    assert b"archive" not in document


def test_posts_without_an_author_are_the_feeds_authors(tmp_path: Path) -> None:
    from feeds.model import Person

    source, out = write_posts(tmp_path / "posts", 2, author=None), tmp_path / "out"
    build(source, out, by=("author",), author=(Person("Bo"),), title="Site")
    assert folders(out, "author") == {"bo": "Site: Bo"}


HOSTILE = [
    "../../escape", "..", ".", "/etc/passwd", "a/b", "a\\b", "con:", "~", "$(id)", "%2e%2e%2f", "a?b#c", "-rf",
    " ", "!!!", "🚲", "\u202eevil", "٪", "ﷺ", "x" * 400, "汉" * 200, "index.html", ".htaccess", "日本語", "Ελλάδα",
    "हिन्दी", "e\u0301", "é", "İstanbul", "ß", "<b>", "a&b", '"', "'",
]  # fmt: skip


def test_no_name_leads_out_of_its_folder(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    for number, name in enumerate(HOSTILE):
        write_post(source, number, tags=[name])
    build(source, out, by=("tag",), self=BASE, limit=100)
    assert {path.name for path in tmp_path.iterdir()} == {"posts", "out"}
    found = [PurePosixPath(path) for path in contents(out)]
    assert {len(path.parts) for path in found} == {1, 3}
    assert {path.parts[0] for path in found if len(path.parts) == 3} == {"tag"}
    names = {path.parts[1] for path in found if len(path.parts) == 3}
    assert len(names) >= len(HOSTILE) - 4
    for name in names:
        assert name == name.casefold()
        assert len(name.encode()) <= 85
        assert not set(name) & set("./\\:~$%?# <>&\"'")


@pytest.mark.parametrize("base", [BASE, None])
def test_each_is_listed_where_people_and_readers_look(tmp_path: Path, base: str | None) -> None:
    source, out = write_posts(tmp_path / "posts", 3, tags=["R&D", "日本語"]), tmp_path / "out"
    build(source, out, by=("tag", "year"), self=base, title="Site", language="en")
    feeds = [path for path in contents(out) if path.endswith((".xml", ".json"))]
    assert len(feeds) == 12
    listed = etree.parse(out / "feeds.opml").iter("outline")
    addresses = {outline.get("xmlUrl"): outline.get("title") for outline in listed}
    page = html.document_fromstring((out / "index.html").read_bytes())
    anchors = {link.get("href") for link in page.iter("a")}
    alternates = {link.get("href") for link in page.iterfind("head/link")}
    from urllib.parse import quote

    for path in feeds:
        assert quote(path) in anchors & alternates
        assert (base or "") + quote(path) in addresses
    assert addresses[(base or "") + "tag/r-d/rss.xml"] == "Site: R&D (RSS)"
    for name in ("feeds.opml", "tag/r-d/rss.xml", "tag/r-d/atom.xml", "tag/r-d/feed.json"):
        errors = [each for each in validate.findings((out / name).read_bytes()) if each.severity == "error"]
        assert not errors
