"""A file's path -> what it tells of the post: folder, name, slug, language, markup."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from feeds.regex import regex
from feeds.sources import MARKUPS

POST_FOLDER = "_posts"


def post_root(path: str) -> str | None:
    """The folder whose posts lie in `_posts`, with a slash at its end; None where there is no such folder."""
    before, mark, _ = f"/{path}".partition(f"/{POST_FOLDER}/")
    return f"{before}/"[1:] if mark else None


_KIND_FOLDER = regex(r"(?P<above>(?:[^/]+/)*?)(?:(?P<posts>posts?)|(?P<pages>pages?|attachment))/")


def kind_root(path: str) -> tuple[str, bool] | None:
    """The folder that keeps posts and pages apart, `posts/` and `pages/`, and whether the file is in the latter."""
    found = _KIND_FOLDER.match(path)
    return (found["above"], found["pages"] is not None) if found else None


def is_jekyll(path: str) -> bool:
    """Whether the file lies and is named as Jekyll wants its posts to."""
    return post_root(path) is not None and DATE_BEFORE.match(path.rpartition("/")[2]) is not None


class Place(NamedTuple):
    """What a file's path tells."""

    folder: str
    """Without what site generators leave out of addresses: `_posts`, and `content` or `source` at the beginning."""
    name: str
    """Without its suffix; of `post/index.md` it is `post`."""
    slug: str
    """The name without the date before it."""
    language: str | None
    """Of `post.de.md` and `post/index.de.md`."""


_LANGUAGES = (
    "ar|bg|bn|ca|cs|da|de|el|en|es|et|fa|fi|fr|he|hi|hr|hu|id|it|ja|ko|lt|lv|nb|nl|no|pl|pt|ro|ru|sk|sl|sr|sv|th"
    "|tr|uk|vi|zh"
)
_IN_LANGUAGE = regex(rf"(?i)([^.]+)\.((?:{_LANGUAGES})(?:[-_][a-z]{{2,4}})?)")
_PAGE_SUFFIX = regex(r"(?<=.)\.x?html?\Z", re.IGNORECASE)
_INDEX = regex(r"index(?:\.[a-z]{2}(?:-[a-z]{2})?)?", re.IGNORECASE)
NOT_IN_ADDRESS = regex(r"\A(?:src/)?(?:content|pages|source)/|(?:(?<=/)|\A)_posts/")
DATE_BEFORE = regex(r"\d{4}-\d{1,2}-\d{1,2}[-_ ]+(?=.)", re.ASCII)
_DATE_AND_POINT = regex(r"\d{4}-\d\d-\d\d(?:-\d{4}(?:\d\d)?)?\.(?=[^.])", re.ASCII)
"""Statamic's."""


@lru_cache(maxsize=4)
def place(path: str) -> Place:
    """What the path of a file below SOURCE tells."""
    folder, _, file_name = path.rpartition("/")
    name = file_name.rpartition(".")[0]
    language = None
    before = DATE_BEFORE
    if "." in name:
        name = _PAGE_SUFFIX.sub("", name)
        before = _DATE_AND_POINT if _DATE_AND_POINT.match(name) else DATE_BEFORE
        if translated := _IN_LANGUAGE.fullmatch(name):
            name, language = translated.groups()
    if folder and _INDEX.fullmatch(name):
        folder, _, name = folder.rpartition("/")
        stem, dot, suffix = name.rpartition(".")
        name = stem if dot + suffix.lower() in MARKUPS else name
    slug = before.sub("", name, count=1)
    return Place(NOT_IN_ADDRESS.sub("", folder + "/").strip("/"), name, slug, language)


_SITE_PAGES = frozenset({
    "about", "about-me", "aboutme", "archive", "archives", "categories", "contact", "contacts", "cv", "friends",
    "guestbook", "impressum", "imprint", "links", "now", "portfolio", "privacy", "privacy-policy", "projects",
    "resume", "summary", "tags", "uses", "关于",
})  # fmt: skip


def names_page(path: str) -> bool:
    """Whether the file is called as pages of sites are: `about.md`, `about/index.md`, GitBook's `SUMMARY.md`."""
    return place(path).name.lower() in _SITE_PAGES


def markup(path: str) -> str:
    """What the file is written in, by its suffix: "markdown" or "html"."""
    return MARKUPS["." + path.rpartition(".")[2].lower()]
