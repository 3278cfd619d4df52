"""What platforms, note programs and converters write, and what it means."""

from __future__ import annotations

import pytest
from written import config, read, reading, text

from feeds.dates import rfc3339
from feeds.page_text import text_alone

SITE = "https://example.org/"


@pytest.mark.parametrize(
    ("path", "moment", "slug"),
    [
        ("blog/2013-10-09-0923.a-slug.md", "2013-10-09T09:23:00+08:00", "a-slug"),
        ("blog/2013-10-09.a-slug.md", "2013-10-09T00:00:00+08:00", "a-slug"),
        ("notes/201310090923 a.md", "2013-10-09T09:23:00+08:00", "201310090923%20a"),
    ],
)
def test_the_time_in_the_name_of_a_file(path: str, moment: str, slug: str) -> None:
    settings = config(timezone="Asia/Shanghai", base_url=SITE, url_template="{base}/{slug}/")
    post = read(text(url=None, date=None), path, settings)
    assert (rfc3339(post.published), post.url) == (moment, f"{SITE}{slug}/")


def test_a_number_in_an_address_is_no_time_of_day() -> None:
    post = read(text(url="https://example.org/2013-10-09-101112.html", date=None))
    assert rfc3339(post.published) == "2013-10-09T00:00:00+08:00"


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("发布于: 2016-03-05 15:05", "2016-03-05T15:05:00+08:00"),
        ("发表于: 2016.03.05 15:05", "2016-03-05T15:05:00+08:00"),
        ("發佈時間: 2016年3月5日 下午3:05", "2016-03-05T15:05:00+08:00"),
        ("등록일: 2016.03.05. 오후 3:05", "2016-03-05T15:05:00+08:00"),
        ("date: '15:05 03/25/2016'", "2016-03-25T15:05:00+08:00"),
    ],
)
def test_dates_of_platforms(header: str, moment: str) -> None:
    assert rfc3339(read(text(header, date=None)).published) == moment


@pytest.mark.parametrize("key", ["网址", "網址", "原文連結", "来源", "出处", "출처", "转载自", "unique_url"])
def test_addresses_of_platforms(key: str) -> None:
    assert read(text(f"{key}: https://example.org/b", url=None)).url == "https://example.org/b"


def test_a_source_is_the_address_only_where_there_is_no_other() -> None:
    assert read(text("来源: https://example.org/b")).url == "https://example.org/a"


def test_words_of_platforms() -> None:
    post = read(
        text("taxonomy:\n  category: [news]\n  tag: [a, b]\n  author: Ann\n標題: x\n编辑于: 2016-01-01")
    )
    assert (post.categories, post.tags, [each.name for each in post.authors]) == (
        ("news",),
        ("a", "b"),
        ["Ann"],
    )
    assert post.updated
    assert rfc3339(post.updated) == "2016-01-01T00:00:00+08:00"
    assert read(text("tag_list: [a, b]\nuser: {name: Ann, username: x}")).tags == ("a", "b")
    assert read(text("关键词: a、b")).tags == ("a", "b")


def test_medium_repeats_its_title_inside_of_the_text() -> None:
    head = "<!doctype html><html><head></head><body>"
    body = (
        "<h1 class='p-name'>A title</h1><section class='e-content'><hr><div><h3>A title</h3><p>Text.</p>"
        "<h3>A title</h3></div></section>"
    )
    alone, _ = text_alone(head + body, len(head), body, "A title")
    assert alone == "<hr><div><p>Text.</p><h3>A title</h3></div>"


@pytest.mark.parametrize(
    ("permalink", "url"), [("permalink: /2013/a/", f"{SITE}2013/a/"), ("id: 12", f"{SITE}?p=12")]
)
def test_what_wordpress_calls_guid_is_the_address_of_posts_without_a_permalink(
    permalink: str, url: str
) -> None:
    post = text(f"guid: '{SITE}?p=12'\n{permalink}", url=None)
    assert read(post, settings=config(base_url=SITE)).url == url
    settings = config(base_url=SITE, url_template="{base}/2013/{slug}/")
    assert read(post, settings=settings).url == f"{SITE}2013/a/"


def test_a_second_header_below_the_first_adds_what_that_leaves_open() -> None:
    archived = "---\ntitle: Own title\ndate: 2001-01-01\ntags:\n  - a\n---\n\nText."
    post = text(title=None, body=f"\n{archived}")
    found = read(post)
    assert (found.title, rfc3339(found.published), found.tags) == (
        "Own title",
        "2013-10-09T09:23:00+08:00",
        ("a",),
    )
    assert post[found.body_start :].strip() == "Text."
    assert dict(found.lines)["title"] == 7


def test_what_juejin_says_of_its_looks_is_no_text() -> None:
    post = text(body="---\ntheme: juejin\nhighlight: a11y-dark\n---\nText.")
    assert post[read(post).body_start :].strip() == "Text."


@pytest.mark.parametrize(
    "body",
    ["---\nUpdate: all is well.\n---\nText.", "---\ntitle: a\nBut no header\n---\nText.", "---\n\nText: a"],
)
def test_text_between_rules_is_no_second_header(body: str) -> None:
    post = text(body=body)
    assert post[read(post).body_start :].strip() == body


@pytest.mark.parametrize(("date", "code"), [(None, "post-draft"), ("2013-10-09", None)])
def test_a_name_that_begins_like_those_of_mediums_drafts(date: str | None, code: str | None) -> None:
    found = reading(text(date=date), "posts/draft_Untitled-0123abcd.html")
    assert (found.held.code if found.held else None) == code


def test_a_picture_of_ghosts_export_is_on_the_posts_site() -> None:
    post = read(text("feature_image: __GHOST_URL__/content/images/a.jpg", url="https://example.org/b/c/"))
    assert post.image == "/content/images/a.jpg"


@pytest.mark.parametrize("shown", ["●", "Permalink", "\n permanent link "])
def test_a_page_that_leads_to_itself(shown: str) -> None:
    link = f"<a href=https://a.example/post/1>{shown}</a>"
    post = (
        "<!doctype html><title>A title</title><body><article><header><time datetime=2013-10-09T09:23:00Z>9 Oct</time>"
        f"<a href=1.html>¶</a> {link}</header><h2>A title</h2><p>Text. <a href=https://b.example/>●●</a></article>"
    )
    assert read(post, "1.html").url == "https://a.example/post/1"
    assert reading(post.replace(shown, "here"), "1.html").post is None
    assert reading(post.replace("<p>", "<p><a href=https://b.example/>●</a>"), "1.html").post is None


def test_the_name_of_a_site_behind_a_wide_bar() -> None:
    page = (
        "<!doctype html><title>題｜著者</title><meta name=date content=2013-10-09><meta property=og:url "
        f"content={SITE}a><body><h1>題</h1><p>Text."
    )
    assert read(page, "a.html").title == "題"


@pytest.mark.parametrize(
    ("value", "tags"),
    [("#foo #bar", ("foo", "bar")), ("#foo, #b/c", ("foo", "b/c")), ("#汉字", ("汉字",)), ("# none yet", ())],
)
def test_hashtags_are_no_comment(value: str, tags: tuple[str, ...]) -> None:
    found = reading(text(f"tags: {value}\ndraft: #false"))
    assert found.post
    assert found.post.tags == tags
    assert [each.code for each in found.problems] == (["yaml-trap"] if tags else [])


def test_a_name_that_is_a_link() -> None:
    people = read(text("author: '[Ann Lee](https://example.org/ann)'")).authors
    assert [(each.name, each.url) for each in people] == [("Ann Lee", "https://example.org/ann")]


@pytest.mark.parametrize("header", ["released_at: 2013-10-09", "date: {start: 2013-10-09, end: null}"])
def test_dates_of_velog_and_notion(header: str) -> None:
    assert rfc3339(read(text(header, date=None)).published) == "2013-10-09T00:00:00+08:00"


def test_the_keys_of_wordpress_s_own_tables() -> None:
    post = read(text("post_title: Its title\npost_excerpt: Short.", title=None))
    assert (post.title, post.summary) == ("Its title", "Short.")


def test_what_mediums_export_says_below_the_text() -> None:
    post = (
        "# A title\n\nText.\n\nBy [Ann Lee](https://m.example/@ann) on [October 9, 2013](https://m.example/p/1).\n\n"
        "[Canonical link](https://m.example/@ann/a-1)\n\nExported from [Medium](https://m.example) on April 9, 2019.\n"
    )
    found = read(post, "2013-10-10_A-title.md")
    assert (found.title, found.url, found.authors[0].name) == (
        "A title",
        "https://m.example/@ann/a-1",
        "Ann Lee",
    )
    assert rfc3339(found.published) == "2013-10-09T00:00:00+08:00"
    assert dict(found.lines)["url"] == 7
    assert reading(post.replace("Canonical", "Another"), "2013-10-10_A-title.md").post is None


def test_the_microdata_of_an_article() -> None:
    page = (
        "<!doctype html><title>A title</title><body><div itemscope itemtype='http://schema.org/WebSite'>"
        "<meta itemprop='url' content='https://a.example/'><meta itemprop=name content=Site></div>"
        "<article itemscope itemtype='http://schema.org/BlogPosting'><meta itemprop='url' content='https://a.example/1'>"
        "<meta itemprop='datePublished' content='2013-10-09T09:23:00+08:00'><div itemprop='author' itemscope>"
        "<meta itemprop='name' content='Ann'><meta itemprop='url' content='https://a.example/ann'></div>"
        "<h1>A title</h1><p>Text.</article>"
    )
    post = read(page, "a.html")
    assert (post.url, [each.name for each in post.authors]) == ("https://a.example/1", ["Ann"])
    assert reading(page.replace("BlogPosting", "Thing"), "a.html").post is None


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("about.md", "post-page"),
        ("en/About/index.md", "post-page"),
        ("SUMMARY.md", "post-page"),
        ("a.md", None),
    ],
)
def test_what_is_called_like_a_page_and_has_no_date_is_one(path: str, code: str | None) -> None:
    found = reading(text(date=None), path)
    assert (found.held.code if found.held else None) == code
    assert read(text(), path)


def test_when_a_page_of_wechat_was_published_stands_in_its_script() -> None:
    page = (
        "<!doctype html><title></title><meta property=og:title content=题><meta property=og:url "
        "content=https://mp.example/s?a=1><body><em id=publish_time></em><div id=js_content>文</div>"
        '<script>var ct = "1381281780";</script>'
    )
    assert rfc3339(read(page, "a.html").published) == "2013-10-09T01:23:00+00:00"
    assert reading(page.replace("js_content", "x"), "a.html").post is None


@pytest.mark.parametrize(("header", "tags"), [("slide: false", ("a", "b")), ("x: false", ("a b",))])
def test_qiita_parts_tags_at_blanks(header: str, tags: tuple[str, ...]) -> None:
    assert read(text(f"tags: a b\n{header}")).tags == tags
