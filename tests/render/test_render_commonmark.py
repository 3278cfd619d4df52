"""The commonmark engine: cmark as the package offers it, but for the memory."""

from __future__ import annotations

from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st

from feeds.commonmark import converter

PIECES = [
    "# a", "- b", "> c", "```\nd\n```", "|e|f|\n|--|:-:|\n|1|2|", "[^1]", "[^1]: note", "~~g~~", "- [x] h", "<b>",
    "<script>", "https://i.example", "[j](k)", "[l]: m", "[l]", "\n\n", "\n", "    ", "*", "&amp;", "é", "",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)).map("\n".join))
def test_html_is_that_of_the_package(text: str) -> None:
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    extensions = ["table", "strikethrough", "autolink", "tasklist"]
    expected = cmarkgfm.markdown_to_html_with_extensions(text, options, extensions)
    assert converter()(text) == expected


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="tells memory as Linux does")
def test_posts_leave_no_memory_behind() -> None:
    convert = converter()
    text = "A paragraph of *some* words, with [a link](https://a.example/).\n\n" * 80
    convert(text)
    before = resident()
    for _ in range(500):
        convert(text)
    assert resident() - before < 2000


def resident() -> int:
    """Pages in memory."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1])
