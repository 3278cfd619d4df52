"""Media files that lie among the posts: how long they are. They are looked at, never opened."""

from __future__ import annotations

import os
import posixpath
import stat
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from feeds.links import is_web_url
from feeds.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from feeds.model import Enclosure, Post


class Measured(NamedTuple):
    """Posts whose enclosures have the lengths that their files have."""

    posts: tuple[Post, ...]
    problems: tuple[Problem, ...]
    files: tuple[str, ...]
    """Full paths of the files that were looked for, whether they are there or not."""


def measure(source: Path, posts: Iterable[Post], *, follow_links: bool = False) -> Measured:
    """Measure the enclosures that are named by a path: beside the post, or from `source` on where it begins with /.

    No file outside of `source` is looked at; through links that lead out of it, only with `follow_links`.
    """
    root = os.path.realpath(source)
    measured: list[Post] = []
    problems: list[Problem] = []
    files: dict[str, None] = {}
    for post in posts:
        if not post.enclosures:
            measured.append(post)
            continue
        enclosures = []
        for enclosure in post.enclosures:
            length = enclosure.length
            if path := _place(post, enclosure):
                full = os.path.join(root, path)
                files[full] = None
                found = _size(full, None if follow_links else root)
                length = length if found is None else found
            if length is None:
                problems.append(
                    problem("media-length-unknown", post.source, post.line("enclosure"), url=enclosure.url)
                )
            enclosures.append(enclosure._replace(length=length))
        measured.append(post._replace(enclosures=tuple(enclosures)))
    return Measured(tuple(measured), tuple(problems), tuple(files))


def _place(post: Post, enclosure: Enclosure) -> str | None:
    """The path below SOURCE that an enclosure's address names; None where it names none."""
    if is_web_url(enclosure.url) or enclosure.url.startswith("//"):
        return None
    path = unquote(enclosure.url.partition("#")[0].partition("?")[0])
    if not path.startswith("/"):
        path = posixpath.join(posixpath.dirname(post.source), path)
    path = posixpath.normpath(path.lstrip("/"))
    return None if path.startswith("..") or "\0" in path else path


def _size(full: str, root: str | None) -> int | None:
    """Of a file below `root`, in bytes; None where there is none."""
    if root and os.path.commonpath((os.path.realpath(full), root)) != root:
        return None
    try:
        status = os.stat(full)
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
