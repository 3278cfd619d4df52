"""What a run did, or would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feeds.ledger import Line
    from feeds.problems import Problem
    from feeds.report import ArtifactReport, BuildReport


class Changes(NamedTuple):
    """What publishing would do, as subscribers see it. Each entry is named by its id."""

    new: tuple[str, ...]
    edited: tuple[str, ...]
    gone: tuple[str, ...]
    reappearing: tuple[str, ...]
    """Old entries that the polled feed did not hold any more and would hold again."""

    def __str__(self) -> str:
        return (
            f"{len(self.new)} new, {len(self.edited)} edited, {len(self.gone)} gone, "
            f"{len(self.reappearing)} would reappear"
        )


class Record(NamedTuple):
    """A document as it was made: what the next run needs to leave it alone."""

    key: str
    """Of all that the document depends on."""
    files: tuple[ArtifactReport, ...]
    digests: tuple[str, ...]
    """Of the files' contents."""
    problems: tuple[Problem, ...]


class Outcome(NamedTuple):
    """What a run did, or would do."""

    report: BuildReport
    changes: Changes
    before: Mapping[str, Line]
    """The ledger as it was, by id."""
    after: Mapping[str, Line]
    records: Mapping[str, Record]
    """Of the documents, by folder."""
    refused: bool = False
    """Publishing this would be refused; told where nothing was to be published."""
