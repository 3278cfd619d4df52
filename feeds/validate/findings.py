"""What the rules say of a feed."""

from __future__ import annotations

from typing import NamedTuple

from feeds.problems import CODES, Problem, problem


class Finding(NamedTuple):
    """One broken rule, before it is known what the feed is called."""

    code: str
    line: int | None
    """Counted from 1; None in JSON, where the message holds the path instead."""
    message: str
    entry: int | None = None
    """Which item or entry it lies in, counted from 0; None outside of them all."""

    @property
    def severity(self) -> str:
        """Of its code: "error", "warning" or "info"."""
        return CODES[self.code].severity

    def problem(self, path: str) -> Problem:
        """The same of a feed that is called `path`."""
        return Problem(path, self.line, self.code, self.message)


def finding(code: str, line: int | None = None, entry: int | None = None, **details: object) -> Finding:
    """Make the finding `code`, its message filled with `details`, which may come from a hostile feed."""
    return Finding(code, line, problem(code, "", line, **details).message, entry)
