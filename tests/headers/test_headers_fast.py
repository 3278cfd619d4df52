"""Headers of plain lines are read without YAML, and only where YAML would read the same."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yaml import YAMLError

from feeds.headers import HeaderError, _Composer, _load_plain_lines

_KEYS = st.sampled_from(["title", "date", "tags", "a", "b-c", "null", "x_1", "<<", "a b", "é"])
_PIECES = st.sampled_from(
    ["a", "b c", " ", "  ", ":", ": ", " #", "#", "'", '"', "[", "]", ",", ", ", "{", "}", "-", "- ", "&", "*", "!",
     "|", ">", "%", "@", "`", "?", "? ", "\\", "~", "null", "no", "21:30", "0123", "1.10", "2013-10-09", "标题", "：",
     "\t",
     "''", '\\"', "\\\\",
     "\x00", "\x7f", "\x85", "\u2028", "\ufeff", "\ud800", "\u00a0", "\u3000", "😀", "...", "---", "=", "<<", "\r"]
)  # fmt: skip
_VALUES = st.one_of(
    st.lists(_PIECES, max_size=5).map("".join),
    st.lists(_PIECES, max_size=3).map(lambda parts: f'"{"".join(parts)}"'),
    st.lists(_PIECES, max_size=3).map(lambda parts: f"'{''.join(parts)}'"),
    st.lists(_PIECES, max_size=5).map(lambda parts: f"[{', '.join(parts)}]"),
    st.text(max_size=12),
)
_LINES = st.one_of(
    st.builds("{}: {}".format, _KEYS, _VALUES),
    st.builds("{} : {}".format, _KEYS, _VALUES),
    st.builds("{}:{}".format, _KEYS, _VALUES),
    st.builds("{}- {}".format, st.sampled_from(["", " ", "  ", "    "]), _VALUES),
    st.builds("{}{}: {}".format, st.sampled_from([" ", "  ", "    "]), _KEYS, _VALUES),
    st.sampled_from(["", " ", "# note", "  more", "tags:", "list: ", "  tags:", "- ", "  -"]),
)


@settings(max_examples=600, deadline=None)
@given(st.lists(_LINES, max_size=6).map("\n".join))
@example("title: a  b")
@example("tags: [a, 'b, c', \"d\"]\nmore:\n- x\n- y")
@example("tags:\n  - no\n\n  - 21:30\nx: 1.10")
@example("a: [b , c]")
@example("null: ~")
@example("cover:\n  image: 'it''s'\n  alt:\n  no: [x]\nauthor:\n    name: \"a \\\"b\\\" \\\\\"")
@example("categories:\n  - [a, 'b c']\n  - d\ntags: []\nmore: [ ]")
@example("title: a  \n\nlist:  \n- b ")
def test_plain_lines_are_read_as_yaml_reads_them(text: str) -> None:
    fast = _load_plain_lines(text)
    if fast is None:
        return
    try:
        assert fast == _Composer(text).found()
    except (YAMLError, HeaderError) as error:
        pytest.fail(f"YAML refuses it: {error}")


@pytest.mark.parametrize(
    "text",
    [
        "layout: post\nurl: https://example.org/1\ntime: 2013-10-09 09:23\ntitle: 为什么？",
        "title    : Two words: no\n".replace(": no", ""),
        "title: \"A: b # c\"\ntags: [one, two words, '3']\n",
        "tags:\n  - one\n  - two: no\n".replace(": no", ""),
        "title: 'it''s'",
        'title: "say \\"x\\""',
        "categories:\n  - [a, b]\ntags: []",
        "cover:\n  image: a.png\n  alt: 'x'\ndate: 2013-10-09",
        "tags:\n- one\n- 'two'\ndate: 2013-10-09T09:23:00+08:00\n\ndraft:\n",
    ],
)
def test_common_headers_need_no_yaml(text: str) -> None:
    assert _load_plain_lines(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "title: a: b",
        "title: a #b",
        'title: "a\\tb"',
        "title: a\n  b",
        "title: |\n  a",
        "a: 1\na: 2",
        "title: *a",
        "tags: [a, [b]]",
        "tags:\n  - a\n - b",
        "tags:\n  - a\n  b: c",
        "cover:\n  image: a\n    alt: b",
        "cover:\n  image:\n    alt: b",
        "cover:\n  image: a\n  - b",
        "cover: a\n  image: b",
        "- a",
        "  title: b",
        "tags: x\n  - a",
        "title:b",
        "\ttitle: b",
        "title: b\t",
        "title: [a](b)",
    ],
)
def test_what_yaml_reads_otherwise_is_left_to_yaml(text: str) -> None:
    assert _load_plain_lines(text) is None
