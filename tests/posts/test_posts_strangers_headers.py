"""What many tools write into headers, and what their authors mean by it."""

from __future__ import annotations

import pytest
from written import read, reading, text

from feeds.dates import rfc3339


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("!important CSS", "!important CSS"),
        ("! 'Quoted'", "Quoted"),
        ("!!str 2013", "2013"),
        ("!binary |-\n  5L2g5aW9", "你好"),
        ('"\\ud83d\\ude00 smile"', "😀 smile"),
        ('"A "word" within"', 'A "word" within'),
        ('"One" and "two"', '"One" and "two"'),
    ],
)
def test_titles(value: str, title: str) -> None:
    assert read(text(title=value)).title == title


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("pubDatetime: 2022-09-23T15:22:00Z", "2022-09-23T15:22:00+00:00"),
        ("date:\n  created: 2023-12-31\n  updated: 2024-01-02", "2023-12-31T00:00:00+08:00"),
        ("date: 2019-01-01 10:00\ntimezone: Asia/Tokyo", "2019-01-01T10:00:00+09:00"),
        ("date: 2019-01-01 10:00\ntimezone: UTC-3", "2019-01-01T10:00:00-03:00"),
        ("date: 2019-01-01 10:00\ntimezone: nowhere", "2019-01-01T10:00:00+08:00"),
        ("time: 5 min read\ncreated: 2019-01-01", "2019-01-01T00:00:00+08:00"),
        ("\u200bdate: 2019-01-01", "2019-01-01T00:00:00+08:00"),
        ("date: 2019-01-01\ntime: 3:05 PM", "2019-01-01T15:05:00+08:00"),
        ("lead: plain\n date: 2019-01-01", "2019-01-01T00:00:00+08:00"),
        ("date: 2018-12-31 20:00 (America/New_York)", "2018-12-31T20:00:00-05:00"),
        ("tags:\n\u00a0- a\ndate: 2019-01-01", "2019-01-01T00:00:00+08:00"),
    ],
)
def test_times(header: str, moment: str) -> None:
    assert rfc3339(read(text(header, date=None)).published) == moment


@pytest.mark.parametrize(
    "header", ["last_update:\n  date: 2020-01-01\n  author: B", "modDatetime: 2020-01-01"]
)
def test_updates(header: str) -> None:
    updated = read(text(header)).updated
    assert updated is not None
    assert rfc3339(updated) == "2020-01-01T00:00:00+08:00"


@pytest.mark.parametrize(
    ("header", "path", "code"),
    [
        ("headless: true", "a.md", "post-hidden"),
        ("render: false", "a.md", "post-hidden"),
        ("isPublished: false", "a.md", "post-draft"),
        ("is_private: yes", "a.md", "post-private"),
        ("security: private", "a.md", "post-private"),
        ("security: usemask", "a.md", "post-private"),
        ("security: public", "a.md", None),
        ("status: skip", "a.md", "post-hidden"),
        ("state: queued", "a.md", "post-draft"),
        ("visibility: followers", "a.md", "post-private"),
        ("audience: only_paid", "a.md", "post-private"),
        ("audience: everyone", "a.md", None),
        ("exclude_from_feed: true", "a.md", "post-hidden"),
        ("sitemap: false", "a.md", None),
        ("noindex: true", "a.md", None),
        ("layout: post", "Drafts/a.md", "post-draft"),
    ],
)
def test_what_is_kept_back(header: str, path: str, code: str | None) -> None:
    held = reading(text(header), path).held
    assert (held and held.code) == code


def test_a_file_that_generators_pass_over_is_kept_back_unless_it_has_an_address_of_its_own() -> None:
    held = reading(text(url=None), "blog/_a.md").held
    assert held
    assert held.code == "post-hidden"
    assert reading(text(), "blog/_a.md").held is None
    assert reading(text(url=None, permalink="/a/"), "blog/_a.md").held is None
    assert reading(text(url=None), "blog/_Why_ they left.md").held is None
    assert reading(text(url=None), "blog/_标题_.md").held is None


@pytest.mark.parametrize(
    ("path", "header", "tags"),
    [
        ("_posts/2013-10-09-a.md", "tags: two words", ("two", "words")),
        ("_posts/2013-10-09-a.md", "tags: [two words]", ("two words",)),
        ("_posts/2013-10-09-a.md", "tags: two words, one", ("two words", "one")),
        ("_posts/2013-10-09-a.md", "tag: two words", ("two words",)),
        ("a.md", "tags: two words", ("two words",)),
        ("a.md", "tags:\n  -a\n  -b", ("a", "b")),
        ("a.md", "tags: [a，b]", ("a", "b")),
        ("a.md", "tags: '#a #b'", ("a", "b")),
        ("a.md", "tags: '#a, #b c'", ("a", "b c")),
        ("a.md", "tags: ['[[a]]', '[[p/b|B]]']", ("a", "B")),
    ],
)
def test_tags(path: str, header: str, tags: tuple[str, ...]) -> None:
    assert read(text(header), path).tags == tags


def test_an_author_linked_as_in_a_wiki() -> None:
    assert [person.name for person in read(text('author: "[[People/Ann|Ann Lee]]"')).authors] == ["Ann Lee"]


def test_lines_with_dots() -> None:
    post = read(
        ".. title: A: title\n.. url: https://a.example/1\n.. date: 2012-03-30 23:00:00 UTC-03:00\n\nText.\n"
    )
    assert (post.title, post.url) == ("A: title", "https://a.example/1")
    assert rfc3339(post.published) == "2012-03-30T23:00:00-03:00"
    assert reading(".. note:: Text.\n\nMore.\n").post is None


def test_a_header_whose_every_line_is_indented_by_a_tab() -> None:
    post = read("---\n\ttitle: T\n\tdate: 2019-01-01\n\turl: https://a.example/1\n---\nText.\n")
    assert (post.title, post.url) == ("T", "https://a.example/1")


@pytest.mark.parametrize(
    ("tags", "code"), [("a, draft", "post-draft"), ("private", "post-private"), ("drafts", None)]
)
def test_tags_that_keep_back_where_their_tool_says_so(tags: str, code: str | None) -> None:
    held = reading(
        f"<!--\n.. title: A\n.. url: https://a.example/1\n.. date: 2012-03-30\n.. tags: {tags}\n-->\n\nText.\n"
    ).held
    assert (held and held.code) == code
    assert reading(text(f"tags: {tags}")).held is None


@pytest.mark.parametrize(
    "header",
    [
        "タイトル: 題\n投稿日: 2020年1月2日\n著者: 名\nタグ: a, b\nカテゴリ: c\nリンク: https://a.example/1",
        "제목: 題\n작성일: 2020. 1. 2.\n글쓴이: 名\n태그: a, b\n카테고리: c\n원문: https://a.example/1",
        "Заголовок: 題\nДата: 2 января 2020\nАвтор: 名\nТеги: a, b\ncategory: c\nСсылка: https://a.example/1",
        "Titel: 題\nDatum: 2. Januar 2020\nAutor: 名\nTags: a, b\nKategorie: c\nurl: https://a.example/1",
        "标题: 題\n发布日期: 2020-01-02\n作者: 名\n标签: a, b\n分类: c\n原文: https://a.example/1",
    ],
)
@pytest.mark.parametrize("fence", ["---\n{}\n---\nText.", "{}\n\nText."])
def test_keys_in_other_languages(header: str, fence: str) -> None:
    post = read(fence.format(header))
    assert (post.title, post.url, rfc3339(post.published)) == (
        "題",
        "https://a.example/1",
        "2020-01-02T00:00:00+08:00",
    )
    assert ([person.name for person in post.authors], post.tags, post.categories) == (
        ["名"],
        ("a", "b"),
        ("c",),
    )


@pytest.mark.parametrize(
    ("path", "date", "code"),
    [
        ("Templates/daily.md", "{{date}}", "not-a-post"),
        ("a.md", "<% tp.file.creation_date() %>", "not-a-post"),
        ("a.md", '"{{ .Date }}"', "not-a-post"),
        ("a.md", "YYYY-MM-DD hh:mm", "not-a-post"),
        ("archetypes/default.md", None, "not-a-post"),
        ("site/themes/x/about.md", None, "not-a-post"),
        ("themes/2020-01-02-x.md", None, None),
        ("themes/x.md", "2020-01-02", None),
        ("my-themes/x.md", None, None),
    ],
)
def test_what_new_posts_are_made_from_is_no_post(path: str, date: str | None, code: str | None) -> None:
    held = reading(text(date=date), path).held
    assert (held and held.code) == code
