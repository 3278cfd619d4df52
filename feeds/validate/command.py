"""What `feeds validate` does: each feed that was named is fetched or read, and judged."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feeds import validate
from feeds.problems import find_code, problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import BinaryIO

    from feeds.problems import Problem

STDIN = "-"
_UNKNOWN_FORMAT = "unknown"


class Judged(NamedTuple):
    """The verdict on one feed."""

    feed: str
    """As it was named; where a pattern was, the file that matched it."""
    format: str
    """Its name and version, such as "RSS 2.0", or "unknown"."""
    valid: bool
    problems: tuple[Problem, ...]


def judge(
    names: Sequence[str], *, stdin: BinaryIO, strict: bool = False, ignore: Collection[str] = ()
) -> Iterator[Judged]:
    """Judge files, patterns of files, http(s) URLs and "-" for `stdin`, in their order, each when it is asked for.

    A feed is invalid where an error is found in it; when `strict`, where a warning is found too. Codes in
    `ignore` neither count nor show. Raises FeedsError, at once, where one of them does not exist.
    """
    ignored = frozenset(find_code(slug, option="--ignore").slug for slug in ignore)
    counted = ("error", "warning") if strict else ("error",)
    return (_judge(feed, stdin, counted, ignored) for name in names for feed in _expanded(name))


def _expanded(name: str) -> list[str]:
    """The files that a pattern matches; anything else stands for itself."""
    if name == STDIN or _is_url(name) or not glob.has_magic(name) or os.path.lexists(name):
        return [name]
    return sorted(glob.glob(name, recursive=True)) or [name]


def _is_url(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def _judge(feed: str, stdin: BinaryIO, counted: Collection[str], ignored: Collection[str]) -> Judged:
    data, problems = _read(feed, stdin)
    format_name = _UNKNOWN_FORMAT
    if data is not None:
        format_name = validate.format_name(data)
        problems += validate.validate(data, feed)
    shown = tuple(found for found in problems if found.code not in ignored)
    return Judged(feed, format_name, all(found.severity not in counted for found in shown), shown)


def _read(feed: str, stdin: BinaryIO) -> tuple[bytes | None, list[Problem]]:
    """The bytes to judge, if any, and what is wrong with how they are served."""
    if feed == STDIN:
        return stdin.read(), []
    if _is_url(feed):
        from feeds.validate.fetch import fetch

        fetched = fetch(feed)
        return fetched.data, [found.problem(feed) for found in fetched.findings]
    try:
        return Path(feed).read_bytes(), []
    except FileNotFoundError:
        return None, [problem("feed-missing", feed)]
    except OSError as error:
        return None, [problem("feed-unreadable", feed, reason=error.strerror)]
