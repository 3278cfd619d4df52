"""Authors that posts name by a key, and the file among the posts that says who they are.

`authors.yml` beside the posts or above them is Docusaurus', `_data/authors.yml` Jekyll's, `data/authors.yml` Hugo's, of
which some themes keep a page for each, `content/authors/KEY/_index.md`.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feeds import values
from feeds.front_matter import Field, HeaderError, plain_key
from feeds.header_yaml import load_yaml
from feeds.headers import read
from feeds.model import Person
from feeds.regex import regex
from feeds.sources import small_text

if TYPE_CHECKING:
    from feeds.model import Post

_FILES = ("authors.yml", "authors.yaml", "authors.json")
_OF_SITES = ("_data/", "data/")
_PAGES = ("authors", "content/authors")
_KEY = regex(r"\w[\w-]*")
_DEPTH = 2
"""How many folders below SOURCE such a file may lie: `website/blog/authors.yml`."""
_MOST_FOLDERS = 50
_LARGEST = 1_000_000


class Named(NamedTuple):
    """Posts whose authors have their names."""

    posts: tuple[Post, ...]
    files: tuple[str, ...]
    """Full paths of the files that were looked for, whether they are there or not."""


def named(source: Path, posts: tuple[Post, ...], *, follow_links: bool = False) -> Named:
    """Give authors the names, addresses and pages that a file among the posts tells of them.

    No file outside of `source` is looked at; through links that lead out of it, only with `follow_links`.
    """
    folders = {folder for post in posts if post.authors for folder in _above(post.source.rpartition("/")[0])}
    root = os.path.realpath(source)
    known: dict[str, dict[str, Person]] = {}
    files: list[str] = []
    for folder in sorted(folders, key=lambda each: (each.count("/"), each))[:_MOST_FOLDERS]:
        for place in ("", *_OF_SITES) if not folder else ("",):
            for name in _FILES:
                full = os.path.join(root, folder + place + name)
                files.append(full)
                if people := _people(full, None if follow_links else root):
                    known[folder] = people | known.get(folder, {})
    names = {person.name for people in {post.authors for post in posts} for person in people}
    for key in sorted(filter(_KEY.fullmatch, names))[:_MOST_FOLDERS]:
        for place in _PAGES:
            full = os.path.join(root, place, key, "_index.md")
            files.append(full)
            if title := _title_of(full, None if follow_links else root):
                known.setdefault("", {}).setdefault(key, Person(title))
    if not known:
        return Named(posts, tuple(files))
    return Named(tuple(_with_names(post, known) for post in posts), tuple(files))


@lru_cache(maxsize=64)
def _above(folder: str) -> tuple[str, ...]:
    """The folders in which the file of the authors of posts in `folder` may lie, with a slash at their ends."""
    parts = folder.split("/")[:_DEPTH] if folder else []
    return tuple("/".join((*parts[:depth], "")) for depth in range(len(parts) + 1))


def _with_names(post: Post, known: dict[str, dict[str, Person]]) -> Post:
    people: dict[str, Person] = {}
    for folder in _above(post.source.rpartition("/")[0]):
        people |= known.get(folder, {})
    authors = tuple(
        people.get(person.name, person) if not (person.email or person.url) else person
        for person in post.authors
    )
    if authors == post.authors:
        return post
    seen = hashlib.blake2b(repr((post.content, authors)).encode("utf-8", "backslashreplace"), digest_size=16)
    return post._replace(authors=authors, content=seen.hexdigest())


def _people(full: str, root: str | None) -> dict[str, Person]:
    """The authors that a file below `root` tells of, by their keys; nothing where it cannot be read."""
    try:
        said = load_yaml(_text(full, root))["fields"]
    except HeaderError:
        return {}
    return {key: person for key, field in said.items() if (person := _person(field))}


def _title_of(full: str, root: str | None) -> str | None:
    title = read(_text(full, root)).fields.get("title")
    return (values.text_of(title) or "").strip() or None if title else None


def _text(full: str, root: str | None) -> str:
    """The text of a file below `root`; "" where there is none that can be read."""
    try:
        if not os.path.isfile(full) or (root and os.path.commonpath((os.path.realpath(full), root)) != root):
            return ""
        return small_text(Path(full), _LARGEST)
    except OSError:
        return ""


def _person(field: Field) -> Person | None:
    if not isinstance(field.value, dict):
        return None
    told = {plain_key(key): value for key, value in field.value.items()}
    if not isinstance(told.get("name"), str):
        return None
    about = Field({key: told[key] for key in ("name", "email", "url") if told.get(key)}, field.line)
    return next(iter(values.people_of(about, several=False)), None)
