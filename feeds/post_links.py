"""Links from post to post by their files: in the tags of site generators, in Markdown, HTML and wikis."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from feeds.regex import regex
from feeds.sources import MARKUPS

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUFFIXES = tuple(suffix for suffix, markup in MARKUPS.items() if markup == "markdown" and suffix[1] == "m")
"""Of files that no browser shows as a page."""
_TAG = regex(
    r"""\{%-?\s*(?:post_url|post_link|post_path|link)\s+['"]?([^\s'"%]{1,300})"""
    r"""|\{\{[<%]\s*(?:rel)?ref\s+(?:path=)?['"]?([^\s'"<>%]{1,300})|[{|]filename[}|]([^\s()"'<>\]]{1,300})"""
)
_BRACKETS = regex(r"\[(?:\[|[^\[\]]*+\](?:\(|:)[\s<]*+[^():\s]*\.m)")
"""What links by a file's name and wiki links begin with."""
_ANCHOR = regex(r"<[aA]\s")
_FILE = regex(r"""(?:\]\(|\]:\s|href\s?=\s?)[\s<"']{0,3}([^\s<>()"']{1,300})""")
_WIKI = regex(r"\[\[([^\[\]|\n]{1,200})")


def mentioned(text: str, start: int, source: str) -> tuple[str, ...]:
    """What the body of the post at `source`, which begins at `start`, may mean other posts by."""
    paths: list[str] = []
    names: list[str] = []
    # Most texts have none of these. One character is found in no time, a longer text is not.
    if text.find("{", start) >= 0 or (text.find("|", start) >= 0 and text.rfind("|filename|", start) >= 0):
        names += (name for found in _TAG.findall(text, start) for name in found if name)
    if _BRACKETS.search(text, start) or _ANCHOR.search(text, start):
        paths += (path for link in _FILE.findall(text, start) if (path := linked_file(link, source)))
        names += _WIKI.findall(text, start)
    if not (paths or names):
        return ()
    paths += (path for name in names if (path := _beside(name, source)))
    return tuple(dict.fromkeys(name.partition("#")[0].strip() for name in (*names, *paths)))


def _beside(name: str, source: str) -> str | None:
    """The path below SOURCE of what lies beside the post at `source` under that name."""
    if name.startswith(("/", "@")):
        return None
    below = posixpath.normpath(posixpath.join(posixpath.dirname(source), name))
    return None if below.startswith("..") else below


def named(name: str, *, source: str, post_urls: Mapping[str, str]) -> str | None:
    """The address of the post that has a name, as the post at `source` writes it: first of the one beside it."""
    return post_urls.get(_beside(name, source) or name) or post_urls.get(name)


def reference_names(path: str) -> tuple[str, ...]:
    """The names under which others may refer to the post at `path`, the surest first.

    For `_posts/2010-07-21-name.md`: that path, `2010-07-21-name`, and `name`.
    """
    whole = path.strip().lstrip("@./")
    path = re.sub(r"^(?:@|\.)?/+|^(?:.*/)?_(?:posts|drafts)/", "", path.strip())
    path = re.sub(r"\.(?:md|mdx|markdown|html?|txt|adoc|rst)$", "", path.strip("/"), flags=re.IGNORECASE)
    path = re.sub(r"(?<=.)/_?index$", "", path)
    name = path.rpartition("/")[2]
    return tuple(dict.fromkeys((whole, path, name, re.sub(r"^\d{4}-\d{1,2}-\d{1,2}-(?=.)", "", name))))


def linked_file(link: str, source: str) -> str | None:
    """The file below SOURCE that a link in the post at `source` leads to, where that is one of a post's kind."""
    path = link.partition("#")[0].partition("?")[0]
    if not path.lower().endswith(_SUFFIXES) or ":" in path or path.startswith("//"):
        return None
    path = unquote(path).replace("\\", "/")
    if path.startswith(("/", "@/")):
        return path.lstrip("@/")
    return _beside(path, source)


def follow(link: str, *, source: str, post_urls: Mapping[str, str]) -> str | None:
    """Where a link in the post at `source` leads: the address of the post whose file it names.

    "" where it names a file of a post's kind that is no post here, None where it does not name such a file.
    """
    path = linked_file(link, source)
    if path is None:
        return None
    names = reference_names(path) if link.startswith(("/", "@/")) else (path,)
    _, mark, fragment = link.partition("#")
    return next((post_urls[name] + mark + fragment for name in names if name in post_urls), "")
