"""Work grows with the length of a header or a body, not with its square: one piece of it, over and over."""

from __future__ import annotations

from bounded import assert_all_are_done

LENGTH = 160_000
"""Where the square of it would take half a minute."""
PIECES = [" ", "\t", "\n", "[", '"', "'", "-", "|", ":", "a", "1", "_", "a.", " a: b\n", "- "]
HEADERS = [
    "---{}x\n",
    "---\n{}x\n---\n",
    "---\na: {}x\n---\n",
    '---\na: {}"x\n b: c\n c: d\n---\n',
    '---\na:{} - "x" y: [\n---\n',
    "+++{}x\n",
    "+++\n{}x\n+++\n",
    "+++\na = '''\n{}x\n'''\n+++\n",
    ";;;{}x\n;;;\n",
    '{{"a": "x"{}}}\n',
    "a: b\ndate: c\n{}x\n\n",
    "<!--\ntitle: a\ndate: {}x\n-->\n",
    ".. title: a\n{}x\n\n",
    "#{}\nx\n",
    "# a\n- date: x\n{}x\n\n",
    "# a\n> **date{}x\n\n",
    "date: x\ntext{}x\n\n",
    "From a@b Mon Jan 10 {}x\na: b\n\n",
    "Message-ID: a\nDate: x\nSubject: {}x\n\n",
    "{{{{{{\n{}x\n}}}}}}\n",
    "<html><head>{}</head><body>x",
    "{}x",
]
BODIES = [
    "{}x",
    "x{}",
    "# a {{:{}x",
    "a\nb|c\n{}x|\n",
    "- {}x",
    "[a]: {}x",
    "<a {}x",
    "https://a.b/{} x",
    "<div>\n\n{}x\n\n</div>",
]
BODY_PIECES = [" ", "\n", "[", '"', "-", "|", ":", "a", "_", ";"]
SETUP = """
import resource
import time
sys.path.append("tests")
from feeds.headers import read
from rendering import FAST, rendered

def allow(seconds):
    until = int(time.process_time()) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))
"""


def repeated(texts: list[str], pieces: list[str]) -> list[str]:
    return [text.format(piece * (LENGTH // len(piece))) for text in texts for piece in pieces]


def test_headers() -> None:
    assert_all_are_done(SETUP, "allow(2); read(text)", repeated(HEADERS, PIECES), cpu_seconds=60)


def test_bodies() -> None:
    texts = repeated(BODIES, BODY_PIECES)
    assert_all_are_done(SETUP, "allow(4); rendered(text); rendered(text, FAST)", texts, cpu_seconds=60)


def test_boxes() -> None:
    bodies = ["!!!{}x", "!!! a{}x", '!!! a "{}x', '=== "{}x', "???\n    a{}x", "!!! a\n{}x"]
    texts = repeated(bodies, [*BODY_PIECES, "    !!! a\n", " a", "\t"])
    assert_all_are_done(
        f"{SETUP}\nfrom feeds.boxes import unboxed", "allow(2); unboxed(text)", texts, cpu_seconds=60
    )


def test_titles_frames_and_links_to_posts() -> None:
    setup = f"""{SETUP}
from feeds.html_pages import seen
from feeds.page_text import lists_posts, said_to_readers, text_alone
from feeds.post_links import mentioned
from feeds.values import first_heading

def look(text):
    for markup in ("html", "markdown"):
        first_heading(text, 0, markup)
    text_alone("<html>" + text, 6, text, "a")
    list(said_to_readers(seen(text), "a"))
    lists_posts(seen(text), "")
    mentioned(text, 0, "a.md")
"""
    pieces = [
        "<h1>", "<h2>", "<h1></h1>", "<h2>a</h2>", "<article>", "</article>", "<div class=e-content>", "<div ",
        "<!-- ", "# ", "## a\n", "a\n--\n", "[[", "[a](", "[a]: ", "](b.md", "{% post_url ", "|filename|", "[", "](",
        "<a rel=bookmark ", "<p class=date>", "<small>", ">Posted by ", ">May 5, 2005", "<a id= ", "May ", "1/",
    ]  # fmt: skip
    texts = repeated(["{}", "{}</h1>", "{}</h2></article></div>"], pieces)
    assert_all_are_done(setup, "allow(2); look(text)", texts, cpu_seconds=60)


def test_what_a_page_says_of_its_encoding() -> None:
    texts = ["<meta" * 39 + "charset=" + " " * 5000] * 20
    call = 'allow(2); decode(text.encode() + b"\\xe9" * 9, "a.html")'
    assert_all_are_done(f"{SETUP}\nfrom feeds.sources import decode", call, texts, cpu_seconds=20)


def test_a_comment_that_tells_the_time() -> None:
    setup = f"""{SETUP}
from feeds.config import Config
from feeds.posts import parse
"""
    texts = repeated(["---\ntitle: a\n---\n<!-- CreateTime: {}x", "<!-- CreateTime{}x"], PIECES)
    assert_all_are_done(setup, "allow(2); parse('a.md', text.encode(), Config())", texts, cpu_seconds=60)


def test_template_tags() -> None:
    setup = f"{SETUP}\nfrom feeds.template_tags import translate"
    call = "allow(2); translate(text, site_url=None, post_url=lambda _: None)"
    texts = repeated(
        ["{{::{}x", "{{: {}x", "{{% {}x", "{{{{ {}x }}}}", "{{{{< {}x >}}}}", ":::{}!\nx\n:::"],
        [*BODY_PIECES, "\t"],
    )
    assert_all_are_done(setup, call, texts, cpu_seconds=60)
