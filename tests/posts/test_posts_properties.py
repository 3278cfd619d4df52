"""Whatever is in a file or its name, reading it ends, and says what is wrong."""

from __future__ import annotations

from bounded import assert_all_are_done
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.characters import legal_text
from feeds.config import Config, PostSettings
from feeds.headers import read
from feeds.links import is_web_url, to_uri
from feeds.make import body_of
from feeds.posts import parse
from feeds.sources import decode

_TEMPLATED = Config(
    posts=PostSettings(
        timezone="Asia/Shanghai",
        base_url="https://example.org/",
        url_template="{base}/{year}/{folder}/{slug}/",
    )
)
_PLAIN = Config()
_PIECES = st.sampled_from(
    ["---\n", "+++\n", "...\n", ";;;\n", "{", "}", '"', "'", "title", "date", "tags", "url", "author", "published",
     ": ", ":", "：", "=", "\n", "\n\n", "  ", "- ", "[", "]", ",", "&a ", "*a", "<<: *a", "!!binary ", "|\n", ">\n",
     "# ", "Title\n===\n", "<!--", "-->", "<h1>", "</h1>", "```\n", "\t", "\r", "\x00", "\x08", "\ufeff", "\u2028",
     "\ud800", "no", "21:30", "24:00:00", "2013-10-09", "10/9/2013", "2013-10-09 09:23", "https://example.org/a",
     "/2013/10/09/a/", ":year/:title", "{{ x }}", "{% post_url a %}", "true", "false", "~", "&#8221;", "<b>x</b>", "名",
     "<!DOCTYPE html>", "<head>", "<title>", "</head>", "<meta name=date content=", "Ann <a@b.c>"]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=30).map("".join))
_PATHS = st.sampled_from(
    ["a.md", "2013-10-09-b.txt", "x/index.html", "_posts/\udce9.md", "d/e f#?.mdx", "名/名.md"]
)


@settings(max_examples=400, deadline=None)
@given(_TEXTS, _PATHS, st.sampled_from([_PLAIN, _TEMPLATED]), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
@example("---\na: &a [*a]\n---\n", "a.md", _PLAIN, "utf-8")
@example(
    "---\nauthors: [[[[a]]]]\ntitle: x\ndate: 2013-10-09\nurl: https://example.org/\n---\nx",
    "a.md",
    _PLAIN,
    "utf-8",
)
@example("---\ntitle: T\nurl: https://web.archive.org/web/2013/http://[x/\n---\nx", "a.md", _PLAIN, "utf-8")
@example("---\ntitle: T\nurl: https://a[@example.org/\n---\nx", "a.md", _PLAIN, "utf-8")
def test_no_text_breaks_reading(text: str, path: str, config: Config, encoding: str) -> None:
    data = text.encode(encoding, "replace" if encoding != "utf-8" else "surrogatepass")
    reading = parse(path, data, config)
    severities = {found.severity for found in reading.problems}
    assert (reading.post is not None) + ("error" in severities) + (reading.held is not None) == 1
    if post := reading.post:
        assert is_web_url(post.url)
        assert to_uri(post.url).isascii()
        assert post.title.strip()
        assert legal_text(post.title)[1] is None
        assert post.published.utcoffset() is not None
        decoded = decode(data, path, None)[0]
        assert body_of(post, decoded).count("\n") == decoded[post.body_start :].count("\n")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([None, "gb18030", "shift_jis", "utf-16", "iso2022_jp"]))
def test_no_bytes_break_decoding(data: bytes, encoding: str | None) -> None:
    text, problems = decode(data, "a.md", encoding)
    assert "\r" not in text
    assert text or not data or problems or data.strip(b"\xef\xbb\xbf\xff\xfe\x00") == b""


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_the_body_is_the_end_of_the_text(text: str) -> None:
    start = read(text).body_start
    assert 0 <= start <= len(text)


_HOSTILE = [
    "---\ntitle: " + "a" * 10_000_000 + "\n---\nx",
    "---\ntitle: '" + "a " * 1_000_000 + "\n---\nx",
    "---\na: " + "[" * 100_000 + "\n---\nx",
    "---\n" + "a: {" * 20_000 + "\n---\nx",
    "---\n" + "- " * 100_000 + "\n---\nx",
    "---\na: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(12))
    + "---\nx",
    "+++\na = " + "[" * 100_000 + "\n+++\nx",
    '{"a": ' + "[" * 100_000,
    "<!doctype html><head>" + "<meta " * 100_000 + "</head>x",
    "<!--" * 100_000,
    "title: a\n" * 100_000,
    "# " + "`" * 200_000 + "a",
    "# " + "[" * 200_000 + "a",
    "# " + "*" * 200_000 + "a",
    "# " + " #" * 200_000 + "a",
    "# a" + " " * 200_000 + "{#",
    "<h1>" * 100_000,
    "# a\n\n" + "- date: " * 100_000,
    "---\nauthor: '" + "a@b." * 50_000 + " '\ntitle: x\n---\nx",
    "---\ntags: " + "," * 200_000 + "\n---\nx",
    "\n" * 1_000_000 + "---",
]
"""Each of these would take minutes if it took longer than its length asks."""


def test_hostile_texts_take_no_time() -> None:
    setup = """
from feeds.config import Config, PostSettings
from feeds.posts import parse
config = Config(posts=PostSettings(base_url="https://example.org/", url_template="{base}/{slug}/"))
"""
    assert_all_are_done(setup, "parse('2013-10-09-a.md', text.encode(), config)", _HOSTILE, cpu_seconds=20)
