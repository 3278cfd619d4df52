"""A folder of posts -> those that readers are to see, and what became of the others."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from written import config, text

from feeds.cache import Cache
from feeds.config import Config
from feeds.posts import Loaded, load_posts
from feeds.problems import CODES, FeedsError

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = config(timezone="UTC", base_url="https://example.org/", url_template="{base}/{slug}/")
NOW = datetime(2020, 1, 1, tzinfo=UTC)


def archive(root: Path, **files: str | bytes) -> Path:
    """Files by their paths, with `__` for a slash and `_` for a point before the suffix."""
    for name, content in files.items():
        folder, _, stem = name.replace("__", "/").rpartition("/")
        path = root / folder / ".".join(stem.rsplit("_", 1))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def codes(loaded: Loaded) -> list[tuple[str, int | None, str]]:
    return [(found.path, found.line, found.code) for found in loaded.problems]


def own(**header: str | None) -> str:
    return text(url=None, **header)


def test_what_became_of_each_file(tmp_path: Path) -> None:
    archive(
        tmp_path,
        b_md=own(),
        a_md=own(title="First"),
        no_date_md=own(date=None).replace("no", "no"),
        draft_md=own(draft="true"),
        later_md=own(date="2020-01-02"),
        empty_md="",
    )
    loaded = load_posts(tmp_path, SETTINGS, now=NOW)
    assert [post.source for post in loaded.posts] == ["a.md", "b.md"]
    assert (loaded.read, loaded.left_out, loaded.held) == (6, 1, 3)
    assert codes(loaded) == [
        ("draft.md", 4, "post-draft"),
        ("empty.md", None, "file-empty"),
        ("later.md", 2, "post-future"),
        ("no_date.md", 1, "no-timestamp"),
    ]


def test_of_translations_at_one_address_the_one_in_the_site_s_language_stays(tmp_path: Path) -> None:
    for name in ("why.de.md", "why.md", "why.ja.md"):
        (tmp_path / name).write_text(own())
    loaded = load_posts(tmp_path, SETTINGS)
    assert [post.source for post in loaded.posts] == ["why.md"]
    assert [(path, code) for path, _, code in codes(loaded)] == [
        ("why.de.md", "url-twice"),
        ("why.ja.md", "url-twice"),
    ]


def test_of_two_posts_with_one_address_the_first_stays(tmp_path: Path) -> None:
    archive(
        tmp_path,
        a_md=text(url="https://example.org/%E5%90%8D"),
        b_md=text(url="https://example.org/名"),
        c_md=text(url="https://example.org/other"),
    )
    loaded = load_posts(tmp_path, SETTINGS)
    assert [post.source for post in loaded.posts] == ["a.md", "c.md"]
    assert codes(loaded) == [("b.md", 2, "url-twice")]
    assert "a.md" in loaded.problems[0].message
    assert loaded.left_out == 1


def test_of_a_page_that_a_mirror_holds_twice_the_first_file_is_published(tmp_path: Path) -> None:
    page = (
        "<html><head><title>{}</title><link rel=canonical href=https://example.org/a><meta name=date content={}></head>"
        "<body>{}</body></html>"
    )
    (tmp_path / "index.html@share=1.html").write_text(page.format("T", "2013-10-09", "Shared."))
    (tmp_path / "index.html").write_text(page.format("T", "2013-10-09", "Text."))
    (tmp_path / "z.html").write_text(page.format("T", "2013-10-10", "Text."))
    loaded = load_posts(tmp_path, SETTINGS)
    assert [post.source for post in loaded.posts] == ["index.html"]
    assert codes(loaded) == [("index.html@share=1.html", 1, "post-copy"), ("z.html", 1, "url-twice")]
    assert (loaded.held, loaded.left_out) == (1, 1)


def test_times_without_a_zone_are_told_once(tmp_path: Path) -> None:
    archive(
        tmp_path,
        a_md=text(date="2013-10-09 09:23"),
        b_md=text(url="https://example.org/b", date="2013-10-10"),
    )
    loaded = load_posts(tmp_path, Config())
    assert codes(loaded) == [("a.md", 3, "dates-without-zone")]
    assert "2 posts" in loaded.problems[0].message
    (tmp_path / "b.md").unlink()
    assert codes(load_posts(tmp_path, Config())) == [("a.md", 3, "date-without-zone")]
    assert codes(load_posts(tmp_path, SETTINGS)) == []


@pytest.mark.parametrize(("certain", "day"), [("20/9/2010", (3, 4)), ("9/20/2010", (4, 3))])
def test_the_archive_tells_the_order_of_day_and_month(
    tmp_path: Path, certain: str, day: tuple[int, int]
) -> None:
    archive(tmp_path, a_md=own(date="3/4/2010"), b_md=own(date=certain))
    for _ in range(2):
        with closing(Cache(tmp_path / "cache.sqlite")) as cache:
            for loaded in (load_posts(tmp_path, SETTINGS), load_posts(tmp_path, SETTINGS, cache=cache)):
                assert codes(loaded) == []
                assert (loaded.posts[0].published.day, loaded.posts[0].published.month) == day


def test_an_archive_at_odds_with_itself_tells_no_order(tmp_path: Path) -> None:
    archive(tmp_path, a_md=own(date="3/4/2010"), b_md=own(date="20/9/2010"), c_md=own(date="9/20/2010"))
    assert codes(load_posts(tmp_path, SETTINGS)) == [("a.md", 2, "date-order-assumed")]


def test_posts_come_and_go_at_their_hour(tmp_path: Path) -> None:
    archive(
        tmp_path, a_md=own(date="2019-06-01"), b_md=own(date="2020-06-01"), c_md=own(expires="2020-03-01")
    )

    def shown(
        now: datetime, settings: Config = SETTINGS
    ) -> tuple[list[str], datetime | None, datetime | None]:
        loaded = load_posts(tmp_path, settings, now=now)
        return [post.source for post in loaded.posts], loaded.since, loaded.wake

    june, march, next_june = (
        datetime(*day, tzinfo=UTC) for day in ((2019, 6, 1), (2020, 3, 1), (2020, 6, 1))
    )
    assert shown(NOW) == (["a.md", "c.md"], june, march)
    assert shown(march) == (["a.md"], march, next_june)
    assert shown(next_june) == (["a.md", "b.md"], next_june, None)
    all_of_them = SETTINGS._replace(posts=SETTINGS.posts._replace(future=True))
    assert shown(NOW, all_of_them)[0] == ["a.md", "b.md", "c.md"]
    assert [post.source for post in load_posts(tmp_path, SETTINGS).posts] == ["a.md", "b.md", "c.md"]


def test_beside_posts_of_jekyll_and_hexo_lie_pages(tmp_path: Path) -> None:
    archive(
        tmp_path,
        source___posts__a_md=own(),
        source__about__index_md=own(date=None),
        source__links_md=own(),
        source__told_md=text(url="https://example.org/told"),
        other__b_md=own(),
    )
    loaded = load_posts(tmp_path, SETTINGS)
    assert [post.source for post in loaded.posts] == ["other/b.md", "source/_posts/a.md", "source/told.md"]
    assert codes(loaded) == [
        ("source/about/index.md", None, "post-page"),
        ("source/links.md", None, "post-page"),
    ]


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    archive(
        tmp_path, a_md=own(), b_md=b"\xb1\xea\xcc\xe2\xa3\xba\xcc\xb8\xcc\xb8\n" * 9, c_md="---\ntitle: A\n"
    )
    loaded = load_posts(tmp_path, SETTINGS)
    assert [post.source for post in loaded.posts] == ["a.md"]
    assert codes(loaded) == [("b.md", 1, "not-utf8"), ("c.md", 1, "header-unclosed")]


def test_a_template_needs_the_root_of_the_site(tmp_path: Path) -> None:
    with pytest.raises(FeedsError) as raised:
        load_posts(tmp_path, config(url_template="{base}/{slug}/"))
    assert raised.value.status == 2
    assert "base_url" in raised.value.problems[0].message


def test_the_same_with_the_cache_and_without(tmp_path: Path) -> None:
    posts = archive(
        tmp_path / "posts",
        a_md=own(
            authors="[Ann <a@example.org>]", tags="[a, b]", updated="2014-01-01", audio="/a.mp3", episode="1"
        ),
        b_md=text(
            origin="{title: Feed, url: 'https://example.org/feed'}",
            title=None,
            body="Before.\n\n# Heading\n\nText.",
        ),
        c_md=own(date="never"),
        d_md=own(draft="true"),
        e_md=own(date="2013-10-09", expires="2030-01-01", title="'a &lt; b'"),
        f_md=text(url="https://example.org/f", body="{% post_url a %}"),
    )
    plain = load_posts(posts, Config(), now=NOW)
    assert len(plain.posts) == 2
    for settings in (Config(), SETTINGS):
        plain = load_posts(posts, settings, now=NOW)
        for _ in range(3):
            with closing(Cache(tmp_path / "cache.sqlite")) as cache:
                assert load_posts(posts, settings, now=NOW, cache=cache, cache_key=repr(settings)) == plain


def test_the_cache_forgets_what_has_changed(tmp_path: Path) -> None:
    posts = archive(tmp_path / "posts", a_md=own(), b_md=own())
    with closing(Cache(tmp_path / "cache.sqlite")) as cache:
        load_posts(posts, SETTINGS, cache=cache, cache_key="1")
        archive(posts, a_md=own(title="Another"))
        (posts / "b.md").unlink()
        loaded = load_posts(posts, SETTINGS, cache=cache, cache_key="1")
        assert [(post.source, post.title) for post in loaded.posts] == [("a.md", "Another")]
        assert set(cache.get("readings", ["a.md", "b.md"])) == {"a.md"}


def test_the_cache_saves_reading_files(tmp_path: Path) -> None:
    posts = archive(tmp_path / "posts", a_md=own())
    with closing(Cache(tmp_path / "cache.sqlite")) as cache:
        before = load_posts(posts, SETTINGS, cache=cache)
        status = (posts / "a.md").stat()
        with (posts / "a.md").open("r+b") as file:
            file.write(b"-")
        os.utime(posts / "a.md", ns=(status.st_atime_ns, status.st_mtime_ns))
        assert load_posts(posts, SETTINGS, cache=cache) == before


def test_every_code_has_one_meaning() -> None:
    from feeds import problems

    tables = [getattr(problems, name) for name in dir(problems) if name.endswith("_CODES")]
    assert sum(map(len, tables)) == len(CODES)


@pytest.mark.parametrize(
    ("others", "shown"), [("post", ["b.md", "e.md"]), ("page", ["a.md", "b.md", "e.md"])]
)
def test_what_is_called_a_page_is_one_where_others_are_called_posts(
    tmp_path: Path, others: str, shown: list[str]
) -> None:
    archive(
        tmp_path,
        a_md=text("type: page"),
        b_md=text(f"type: {others}", url="https://example.org/b"),
        c_md=text("type: attachment", url="https://example.org/c"),
        d_md=text("type: page", url="https://example.org/d", title=None),
        e_md=text(f"layout: {others}", url="https://example.org/e"),
    )
    with closing(Cache(tmp_path / "cache.sqlite")) as cache:
        for _ in range(2):
            loaded = load_posts(tmp_path, SETTINGS, cache=cache, cache_key="k")
            assert [post.source for post in loaded.posts] == shown
            assert ("c.md", 5, "post-page") in codes(loaded)
            assert (("a.md", 5, "post-page") in codes(loaded)) == (others == "post")
            assert (("d.md", 1, "no-title") in codes(loaded)) == (others == "page")


def test_pages_that_lie_beside_posts_are_pages(tmp_path: Path) -> None:
    archive(
        tmp_path,
        content__posts__2013__a_md=own(),
        content__pages__about_md=own(),
        content__pages__dateless_md=own(date=None),
        content__pages__placed_md=text(),
        content__attachment__image_md=own(),
        other__pages__b_md=own(),
    )
    loaded = load_posts(tmp_path, SETTINGS)
    assert [post.source for post in loaded.posts] == [
        "content/pages/placed.md",
        "content/posts/2013/a.md",
        "other/pages/b.md",
    ]
    assert [(path, code) for path, _, code in codes(loaded)] == [
        ("content/attachment/image.md", "post-page"),
        ("content/pages/about.md", "post-page"),
        ("content/pages/dateless.md", "post-page"),
    ]
