"""Front matter of every kind, in every dress -> its fields as they were written."""

from __future__ import annotations

from itertools import pairwise

import pytest

from feeds.front_matter import Header, Value
from feeds.headers import read


def values(header: Header) -> dict[str, Value]:
    return {key: field.value for key, field in header.fields.items()}


def body(text: str) -> str:
    return text[read(text).body_start :].strip("\n")


TITLE_AND_DATE = {"title": "A title", "date": "2013-10-09"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("---\ntitle: A title\ndate: 2013-10-09\n---\nText", "yaml"),
        ("---  \ntitle: A title\ndate: 2013-10-09\n---\t\nText", "yaml"),
        ("\n\n  \n---\ntitle: A title\ndate: 2013-10-09\n---\n\nText", "yaml"),
        ("---\ntitle: A title\ndate: 2013-10-09\n...\nText", "yaml"),
        ("-----\ntitle: A title\ndate: 2013-10-09\n-----\nText", "yaml"),
        ("---yaml\ntitle: A title\ndate: 2013-10-09\n---\nText", "yaml"),
        ("--- # front matter\ntitle: A title\ndate: 2013-10-09\n---\nText", "yaml"),
        ('---\n{"title": "A title", "date": "2013-10-09"}\n---\nText', "yaml"),
        ("+++\ntitle = 'A title'\ndate = 2013-10-09\n+++\nText", "toml"),
        ('+++ \ntitle = """A title"""\ndate = \'2013-10-09\'\n+++ \nText', "toml"),
        ("---toml\ntitle = 'A title'\ndate = 2013-10-09\n---\nText", "toml"),
        ('{"title": "A title", "date": "2013-10-09"}\nText', "json"),
        ('{\n  "title": "A title",\n  "date": "2013-10-09"\n}\n\nText', "json"),
        ('"title": "A title",\n"date": "2013-10-09"\n;;;\nText'.replace('"title', ';;;\n"title', 1), "json"),
        ('---json\n{"title": "A title", "date": "2013-10-09"}\n---\nText', "json"),
        ('"title": "A title",\n"date": "2013-10-09"\n;;;\nText', "json"),
        ('{{{\n"title": "A title",\n"date": "2013-10-09"\n}}}\nText', "json"),
        ("title: A title\ndate: 2013-10-09\n---\nText", "bare"),
        ("title    : A title\ndate     : 2013-10-09\n---\n\nText", "bare"),
        ("Title: A title\nDate: 2013-10-09\n\nText", "bare"),
        ("title: A title\ndate: 2013-10-09\n\nText", "bare"),
        ("<!--\ntitle: A title\ndate: 2013-10-09\n-->\nText", "comment"),
        ("<!--\n---\ntitle: A title\ndate: 2013-10-09\n---\n-->\nText", "comment"),
        ("<!-- \n.. title: A title\n.. date: 2013-10-09\n-->\n\nText", "comment"),
        ("# A title\n\n- date: 2013-10-09\n\nText", "list"),
        ("# A title\n\ndate: 2013-10-09\n\nText", "list"),
        ("# A title\n- date: 2013-10-09\nText".replace("\nText", "\n\nText"), "list"),
        (
            '<!DOCTYPE html><html><head><title>A title</title><meta name="date" content="2013-10-09"></head>'
            "<body>Text",
            "html",
        ),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    header = read(text)
    assert (header.kind, header.broken, header.notes) == (kind, None, ())
    assert values(header) == TITLE_AND_DATE
    assert body(text) == "Text"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "# A page\n\nCreated time: January 5, 2021 3:45 PM\nURL: https://example.org/\nTags: a, b\n\nText",
            {
                "title": "A page",
                "createdtime": "January 5, 2021 3:45 PM",
                "url": "https://example.org/",
                "tags": "a, b",
            },
        ),
        (
            "# A note\n\n    Created at: 2019-01-02T10:00:00+01:00\n    Source URL: https://example.org/\n\nText",
            {
                "title": "A note",
                "createdat": "2019-01-02T10:00:00+01:00",
                "sourceurl": "https://example.org/",
            },
        ),
        (
            "title:: A page\ndate:: [[Jan 5th, 2021]]\n\nText",
            {"title": "A page", "date": "[[Jan 5th, 2021]]"},
        ),
        ("# 题\n\n日期：2013-10-09\n\nText", {"title": "题", "日期": "2013-10-09"}),
        ("标题：题\n日期：2013-10-09\n\nText", {"标题": "题", "日期": "2013-10-09"}),
    ],
)
def test_what_notion_evernote_and_logseq_export_and_chinese_lines(text: str, said: dict[str, str]) -> None:
    assert values(read(text)) == said
    assert body(text) == "Text"


@pytest.mark.parametrize(
    "text",
    [
        "Just text.",
        "# Heading\n\nTime: at noon, as usual\n\nText",
        "# Heading\n\nNote: this is of 2020\n\nText",
        "Note: this is a remark.\nIt goes on.",
        "Note: only this\n\nText",
        "- date: 2013-10-09\n- a list",
        "# Heading\n\nText: with a colon",
        "# Heading\n\n- one: a\n- two: b\n\nText",
        "{{< figure >}}\nText",
        "{% include x %}",
        "<!-- a remark -->\nText",
        "https://example.org/\n---\nText",
        "***\nText",
        "",
    ],
)
def test_text_is_not_taken_for_a_header(text: str) -> None:
    assert read(text) == Header({}, 0)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("---\ntitle: A\n\nText goes on.\n", "header-unclosed", 1),
        ("---\ntitle: A\n\nText goes on.\n\nMore\n---\nrest", "header-unclosed", 1),
        ("\n+++\ntitle = 'A'\n", "header-unclosed", 2),
        ("---", "header-unclosed", 1),
        ("---\n- a\n- b\n---\nText", "header-not-mapping", 2),
        ("---\njust text\n---\nText", "header-not-mapping", 2),
        ("---\ntitle: A\nno field\n---\nText", "header-broken", 3),
        ("---\n\n- a\ntitle: [\n---\nText", "header-broken", 2),
        ("+++\ntitle = 'A'\ndate = nonsense\n+++\nText", "header-broken", 3),
        ('{\n  "title": "A",\n  nonsense\n}\nText', "header-broken", 3),
        ("---js\n{title: 1}\n---\nText", "header-language", 1),
        ("---\na: " + "[" * 99 + "]" * 99 + "\n---\nText", "header-too-complex", 2),
        ('{"a": ' + "[" * 99 + "]" * 99 + "}", "header-too-complex", 1),
    ],
)
def test_what_cannot_be_read_is_an_error_at_its_line(text: str, code: str, line: int) -> None:
    broken = read(text).broken
    assert broken is not None
    assert (broken.code, broken.line) == (code, line)


def test_a_bomb_of_aliases_is_stopped() -> None:
    names = "abcdefg"
    lines = [f"{name}: &{name} [{', '.join(['*' + before] * 9)}]" for before, name in pairwise(names)]
    broken = read("\n".join(["---", "a: &a [x, x]", *lines, "tags: *g", "---", ""])).broken
    assert broken is not None
    assert broken.code == "header-too-complex"


@pytest.mark.parametrize(
    "value",
    [
        "2013-10-09 09:23 +0800",
        "21:30",
        "no",
        "0123",
        "1_000",
        "1e3",
        "0x1F",
        "1.10",
        "yes",
        "2013-10-09",
        "NaN",
        "=",
        "<<",
    ],
)
def test_no_value_gets_a_type(value: str) -> None:
    header = read(f"---\na: {value}\nb: [{value}]\nc: {{d: {value}}}\ne: &x {value}\n---\n")
    assert values(header) == {"a": value, "b": [value], "c": {"d": value}, "e": value}


@pytest.mark.parametrize("value", ["no", "on", "21:30", "0123", "1.10", "true"])
def test_traps_of_yaml_are_seen(value: str) -> None:
    assert read(f"---\ntitle: {value}\ntags:\n  - x\n  - {value}\n---\n").traps == (
        ("title", 2, value),
        ("tags", 5, value),
    )
    assert read(f"---\ntitle: '{value}'\ntags: ['{value}']\n---\n").traps == ()


@pytest.mark.parametrize("value", ["", "~", "null"])
def test_nothing_is_nothing(value: str) -> None:
    assert values(read(f"---\na: {value}\nb: [x, y]\n---\n"))["a"] is None


def test_yaml_in_its_richer_forms() -> None:
    text = (
        "---\n"
        "base: &base {name: Ann, mail: a@example.org}\n"
        "author:\n  <<: *base\n  mail: b@example.org\n"
        "title: >-\n  A long\n  title\n"
        "note: |\n  one\n  two\n"
        'quoted: "a\\tb \\u4e2d"\n'
        "many: [a, [b, c], {d: e}]\n"
        "tagged: !!str 12\n"
        "---\nText"
    )
    assert values(read(text)) == {
        "base": {"name": "Ann", "mail": "a@example.org"},
        "author": {"name": "Ann", "mail": "b@example.org"},
        "title": "A long title",
        "note": "one\ntwo\n",
        "quoted": "a\tb 中",
        "many": ["a", ["b", "c"], {"d": "e"}],
        "tagged": "12",
    }


def test_merge_keys_bring_in_what_the_header_does_not_say_itself() -> None:
    header = read("---\nbase: &base {title: Base, mail: a@example.org}\n<<: *base\ntitle: Own\n---\nText")
    assert values(header)["title"] == "Own"
    assert values(header)["mail"] == "a@example.org"


def test_each_key_has_its_line_in_the_file() -> None:
    header = read("\n\n---\ntitle: A\n\ntags:\n  - b: c\nlast: >\n  d\n---\n")
    assert {key: field.line for key, field in header.fields.items()} == {"title": 4, "tags": 6, "last": 8}


def test_keys_of_one_meaning() -> None:
    assert set(read("---\nPublished-At: a\nlastMod: b\nog_image: c\n---\n").fields) == {
        "publishedat",
        "lastmod",
        "ogimage",
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: A\ndate: x\ntitle: B\n---\n", 4),
        ("---\n'title': A\nother: [x]\ntitle: B\n---\n", 4),
        ("title: A\ndate: x\ntitle: B\n---\n", 3),
        ("Title: A\nDate: x\nTitle: B\n\n", 3),
        ('{"title": "A",\n"date": "x", "title": "B"}', 1),
    ],
)
def test_of_a_key_that_stands_twice_the_last_counts(text: str, line: int) -> None:
    header = read(text)
    assert header.fields["title"].value == "B"
    assert [(note.code, note.line) for note in header.notes] == [("key-twice", line)]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("title: A: b", "A: b"),
        ("title: [ANN] Version 2", "[ANN] Version 2"),
        ("title: @home with %s", "@home with %s"),
        ("title: `code` first", "`code` first"),
        ("title: %percent", "%percent"),
        ('title: "A" and "B"', '"A" and "B"'),
        ('title: "Never closed', "Never closed"),
        ('title: "A \\"B\\" C:\\dir" ', 'A "B" C:\\dir'),
        ('title: "C:\\path\\new"', "C:\\path\\new"),
        ("title: 'It's here'", "It's here"),
        ("title： A：b", "A：b"),
        ("title：A", "A"),
        ("title:A", "A"),
        ("title: *starred", "*starred"),
        ("title: A\tb: c", "A\tb: c"),
        ("title: & more", "& more"),
        ("title: {{ page.title }} x", "{{ page.title }} x"),
    ],
)
def test_a_broken_line_is_read_as_text_and_harms_no_other(line: str, value: str) -> None:
    header = read(f"---\ntags: [a, b]\n{line}\nnested:\n  - c: d\ndate: 2013-10-09\n---\nText")
    assert values(header) == {
        "tags": ["a", "b"],
        "title": value,
        "nested": [{"c": "d"}],
        "date": "2013-10-09",
    }
    code = "colon-wide" if "：" in line[:6] else "header-mended"
    assert [(note.code, note.line) for note in header.notes] == [(code, 3)]
    assert header.fields["date"].line == 6


def test_full_width_colons_and_tabs_below_a_key() -> None:
    header = read(
        "---\ntitle： A\nauthor：\n  name： Ann\n  mail： a@example.org\ntags:\n\t- a\n\t- b\n---\n"
    )
    assert values(header) == {
        "title": "A",
        "author": {"name": "Ann", "mail": "a@example.org"},
        "tags": ["a", "b"],
    }
    assert {note.code for note in header.notes} == {"colon-wide", "header-mended"}


@pytest.mark.parametrize(
    ("lines", "line", "text", "how"),
    [
        ("title: A: b", 2, "title: A: b", "put the value in quotes"),
        ("title:A", 2, "title:A", "write a space behind the colon"),
        ("tags:\n\t- a", 3, "- a", "indent it with spaces, not tabs"),
        ("tags:\n  - a\n  - b: c: d", 4, "- b: c: d", "put the value in quotes"),
    ],
)
def test_what_was_mended_is_told_with_its_line_and_what_helps(
    lines: str, line: int, text: str, how: str
) -> None:
    (note,) = read(f"---\n{lines}\ndate: 2013-10-09\n---\nText").notes
    assert (note.code, note.line, note.details) == ("header-mended", line, {"text": text, "how": how})


def test_the_indent_of_the_first_paragraph_is_part_of_the_text() -> None:
    text = "---\ntitle: A\n---\n\n\u3000\u3000文"
    assert text[read(text).body_start :] == "\u3000\u3000文"


def test_control_characters_go_and_are_named() -> None:
    header = read("---\ndate: x\ntitle: A\x08B\n---\n")
    assert header.fields["title"].value == "AB"
    assert [(note.code, note.line, note.details) for note in header.notes] == [
        ("control-character", 3, {"char": "U+0008"})
    ]


def test_pelican_headers_are_not_yaml() -> None:
    header = read("Title: [x] A: b # c\nTags: a, b\nSummary: One\n    two\nDate: 2013-10-09 09:23\n\nText")
    assert values(header) == {
        "title": "[x] A: b # c",
        "tags": "a, b",
        "summary": "One\ntwo",
        "date": "2013-10-09 09:23",
    }


def test_a_list_may_nest() -> None:
    header = read("# A *title* #\n\n- date: 2013-10-09\n- redirect:\n  - /a\n  - /b\n\nText")
    assert values(header) == {"date": "2013-10-09", "redirect": ["/a", "/b"], "title": "A *title*"}


def test_toml_tables_and_times() -> None:
    header = read(
        "+++\ndate = 2014-05-14T13:09:00-04:00\ndraft = false\nn = 3\nx = 1.10\n[author]\nname = 'Ann'\n+++\n"
    )
    assert values(header) == {
        "date": "2014-05-14T13:09:00-04:00",
        "draft": "false",
        "n": "3",
        "x": "1.10",
        "author": {"name": "Ann"},
    }
    assert header.fields["author"].line == 6


def test_the_head_of_a_page() -> None:
    page = (
        "<!doctype html>\n<html lang='en'>\n<head>\n<title>A &amp; B</title>\n"
        '<link rel="canonical" href="https://example.org/a?b&amp;c">\n'
        '<meta property="article:published_time" content="2013-10-09T09:23:00+08:00">\n'
        "<!-- <meta name=author content=Nobody> --><meta content=Ann name=author>\n</head>\n<body class=x>\n<p>Text</p>"
    )
    header = read(page)
    assert values(header) == {
        "lang": "en",
        "title": "A &amp; B",
        "canonical": "https://example.org/a?b&c",
        "published": "2013-10-09T09:23:00+08:00",
        "author": "Ann",
    }
    assert body(page) == "<p>Text</p>"


@pytest.mark.parametrize("text", ["---\ntitle: A\n---\n\n    code\n", "+++\ntitle = 'A'\n+++\n    code\n"])
def test_the_indentation_of_the_first_line_stays(text: str) -> None:
    assert body(text) == "    code"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("URL: https://a.example/1\nTitle: T\nDate: Jan 2, 2020\n==========\n\nText.\n", "Text.\n"),
        ("Title: T\nDate: Jan 2, 2020\nText:\nThe text: all of it.\n", "The text: all of it.\n"),
        ("标题：T\n时间：Jan 2, 2020\n正文：\n文。\n", "文。\n"),
    ],
)
def test_headers_of_crawls(text: str, body: str) -> None:
    header = read(text)
    assert (header.kind, header.fields.keys() & {"text", "正文"}) == ("bare", set())
    assert text[header.body_start :] == body


@pytest.mark.parametrize("text", ["title: T\n===\n\nText.", "title: T\ntext:\n  - a\n---\nB"])
def test_what_is_no_end_of_a_header(text: str) -> None:
    assert not text[read(text).body_start :].startswith(("  - a", "\nText"))


def test_the_header_of_a_mail() -> None:
    mail = (
        "Path: news.example!not-for-mail\nFrom: =?utf-8?q?J=C3=B6rg?= <j@a.example>\nDate: 2 Jan 1995 03:04:05 GMT\n"
        "Subject: =?iso-8859-1?Q?Gr=FC=DFe?= at =?x-none?q?a?=\nMessage-ID: <1@a.example>\n\nText.\n"
    )
    fields = read(mail).fields
    assert fields["author"].value == "Jörg <j@a.example>"
    assert "path" not in fields
    assert str(fields["subject"].value).startswith(("Grüße", "=?iso"))
    assert read(mail.replace("=?x-none?q?a?=", "a")).fields["subject"].value == "Grüße at a"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("AUTHOR: A\nTITLE: T\nDATE: 03/06/2005 10:11:12 PM\n-----\nBODY:\n<p>One</p>\n-----\n--------\n", 1),
        ("AUTHOR: A\nTITLE: T\nCATEGORY: C\n\nDATE: 03/06/2005 10:11:12 PM\n-----\nBODY:\nOne\n-----\n", 1),
        (
            "From a@b.example Thu Jan  2 03:04:05 2020\nSubject: T\nDate: Thu, 2 Jan 2020 03:04:05 +0100\n\nText.",
            1,
        ),
        ("Date: 2 Jan 1995 03:04 GMT\nMessage-ID: <1@a>\nContent-Transfer-Encoding: base64\n\nVGV4dA==\n", 3),
    ],
)
def test_exports_that_are_no_single_post(text: str, line: int) -> None:
    broken = read(text).broken
    assert broken
    assert (broken.code, broken.line) == ("export-file", line)


@pytest.mark.parametrize(
    "lines",
    [
        "> 作者：张三\n> 发布时间：2020-01-02 03:04\n> 原文链接：<https://a.example/1>",
        "> 作者：张三\n>\n> 发布时间：2020-01-02 03:04  \n> 原文链接：<https://a.example/1>",
        "**作者**: 张三\n**发布时间**: 2020-01-02 03:04\n**原文链接**: <https://a.example/1>",
        "**作者：**张三  \n**发布时间：**2020-01-02 03:04\\\n**原文链接：**<https://a.example/1>",
        "**作者：**张三\n\n**发布时间：**2020-01-02 03:04\n\n\n**原文链接：**<https://a.example/1>",
        "- **作者:** 张三\n- **发布时间:** 2020-01-02 03:04\n- **原文链接:** <https://a.example/1>",
    ],
)
def test_a_heading_with_keys_in_a_quote_or_in_bold(lines: str) -> None:
    text = f"# 题\n\n{lines}\n\n文。\n"
    assert values(read(text)) == {
        "title": "题",
        "作者": "张三",
        "发布时间": "2020-01-02 03:04",
        "原文链接": "<https://a.example/1>",
    }
    assert body(text) == "文。"


def test_words_in_bold_below_the_keys_are_text() -> None:
    text = "# T\n\n**Date:** 2020-01-02\n\n**Note:** This is text.\n"
    assert values(read(text)) == {"title": "T", "date": "2020-01-02"}
    assert body(text) == "**Note:** This is text."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "T\n===\nURL: https://a.example/1\nTags: b",
            {"title": "T", "url": "https://a.example/1", "tags": "b"},
        ),
        ("题\n=====\n\n原文地址：https://a.example/1", {"title": "题", "原文地址": "https://a.example/1"}),
        ("**标题**：题\n**发布时间**：2020-01-02", {"标题": "题", "发布时间": "2020-01-02"}),
        ("> Title: T\n> Date: 2020-01-02", {"title": "T", "date": "2020-01-02"}),
        ("- title: T\n- date: 2020-01-02", {"title": "T", "date": "2020-01-02"}),
    ],
)
def test_keys_below_an_underlined_title_or_without_a_heading(text: str, said: dict[str, str]) -> None:
    assert values(read(f"{text}\n\nText.\n")) == said
    assert body(f"{text}\n\nText.\n") == "Text."


@pytest.mark.parametrize(
    "text",
    [
        "T\n===\n\nB",
        "> Date: soon\n\nB",
        "- time: noon\n- place: here\n\nB",
        "**Time**: at noon\n\nB",
        "# T\n\n> Date: to be told\n> a quote\n\nB",
        "# T\n\n**Note**: in 2020\n\nB",
        "# T\n\n**Date** 2020: x\n\nB",
    ],
)
def test_a_quote_or_bold_words_that_are_no_keys(text: str) -> None:
    assert not read(text).fields


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/*\nTitle: T\nDate: 2013/01/02\n*/\n\nText.", {"title": "T", "date": "2013/01/02"}),
        (
            '[[!meta title="T"]]\n[[!meta  date=2010-01-02]]\n\nText.\n\n[[!meta author="Ann"]] [[!tag tags/a b_c]]',
            {"title": "T", "date": "2010-01-02", "author": "Ann", "tags": ["a", "b c"]},
        ),
    ],
)
def test_the_headers_of_pico_and_ikiwiki(text: str, said: dict[str, str]) -> None:
    assert values(read(text)) == said
    assert body(text).partition("\n")[0] == "Text."


@pytest.mark.parametrize("text", ["/* a remark */\nText.", "[[!inline pages=x]]\nText.", "[[!meta]]\nText."])
def test_comments_and_directives_that_are_no_header(text: str) -> None:
    assert read(text) == Header({}, 0)


def test_lines_with_blank_ones_between_them_are_one_header() -> None:
    crawled = (
        "Title: A: title\n\nURL Source: https://a.example/\n\nPublished Time: 2013\n\nMarkdown Content:\nA\n"
    )
    header = read(crawled)
    assert values(header) == {
        "title": "A: title",
        "urlsource": "https://a.example/",
        "publishedtime": "2013",
    }
    assert ([field.line for field in header.fields.values()], header.notes) == ([1, 3, 5], ())
    assert crawled[header.body_start :] == "A\n"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Title: A\n\nNote: text\n", {"title"}),
        ("Title: A\n\n\nDate: 2013-10-09\n", {"title"}),
        ("Title: A\nDate: 2013-10-09\n\nAuthor: nobody knows\n", {"title", "date"}),
        ("Title: A\n\nDate: 2013-10-09\n\nA text: Date: x", {"title", "date"}),
    ],
)
def test_what_follows_a_header_is_text(text: str, keys: set[str]) -> None:
    assert read(text).fields.keys() == keys


def test_a_line_of_underscores_ends_a_header() -> None:
    assert body("title: A\npublished_date: 2022-06-04 12:14\n___\nText") == "Text"
