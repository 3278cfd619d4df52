"""What can be wrong with a post, a feed or a run: the table of codes, and the problems made from it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from feeds.command_codes import COMMAND_CODES
from feeds.feed_codes import FEED_CODES
from feeds.json_codes import JSON_CODES
from feeds.opml_codes import OPML_CODES
from feeds.page_codes import PAGE_CODES
from feeds.post_codes import POST_CODES
from feeds.regex import regex
from feeds.run_codes import RUN_CODES

if TYPE_CHECKING:
    import re

    from feeds.codes import Code


USAGE = 2
"""Exit status: usage or settings are wrong; nothing was done."""
REFUSED = 3
"""Exit status: the output would be invalid, or would disturb subscribers; the last good feeds stand."""

TABLES = (RUN_CODES, COMMAND_CODES, POST_CODES, FEED_CODES, JSON_CODES, OPML_CODES, PAGE_CODES)
CODES: dict[str, Code] = {code.slug: code for table in TABLES for code in table}

_UNPRINTABLE = regex(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_LONGEST_DETAIL = 200


class Problem(NamedTuple):
    """One finding: where it is, which code, and what it says there."""

    path: str
    line: int | None
    """Counted from 1; None where no one line is to blame."""
    code: str
    message: str

    @property
    def severity(self) -> str:
        """Of its code: "error", "warning" or "info"."""
        return CODES[self.code].severity


class FeedsError(Exception):
    """We cannot go on. Carries the problems that say why, and the exit status that the command ends with."""

    def __init__(self, *problems: Problem, status: int) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems
        self.status = status

    def __reduce__(self) -> tuple[partial[FeedsError], tuple[Problem, ...]]:
        """So that it can be raised in a worker process."""
        return partial(FeedsError, status=self.status), self.problems


def problem(code: str, path: str, line: int | None = None, **details: object) -> Problem:
    """Make the problem `code`, its message filled with `details`, which may come from a hostile post."""
    shown = {name: printable(str(value)) for name, value in details.items()}
    return Problem(path, line, code, CODES[code].message.format(**shown))


def find_code(slug: str, *, option: str = "CODE") -> Code:
    """The row of a code that a user named. Raises FeedsError with the nearest name where there is none."""
    if slug in CODES:
        return CODES[slug]
    from difflib import get_close_matches

    near = get_close_matches(slug, CODES, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else "the README lists all there are."
    raise FeedsError(problem("unknown-code", option, slug=slug, hint=hint), status=USAGE)


def printable(text: str) -> str:
    """`text` cut to a readable length, on one line, with nothing in it that could steer a terminal."""
    if len(text) > _LONGEST_DETAIL:
        text = text[:_LONGEST_DETAIL] + "…"
    return on_one_line(text)


def on_one_line(text: str) -> str:
    """`text`, whole, on one line, with nothing in it that could steer a terminal."""
    return text if text.isprintable() else _UNPRINTABLE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
