"""The pipeline: posts into feeds, validated, read back, and published in one go."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from feeds import documents, ledger, parallel, publish
from feeds.dates import rfc3339
from feeds.ledger import Line
from feeds.make import Draft, Job, SourceChangedError, how_many_fit, make, render_drafts
from feeds.memory import recall
from feeds.problems import FeedsError, Problem, problem
from feeds.render import Rendered
from feeds.report import ArtifactReport, BuildReport, PostCounts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor
    from datetime import datetime
    from pathlib import Path

    from feeds.cache import Cache
    from feeds.config import Config
    from feeds.documents import Document
    from feeds.ledger import Changes, Known
    from feeds.make import Made
    from feeds.memory import Memory
    from feeds.posts import Loaded

REFUSED = 3
_CHUNK = 16
"""Posts that a worker renders at a time."""
_LEAST_NEW = 10


class Run(NamedTuple):
    """What a run works with."""

    source: Path
    out: Path
    config: Config
    cache: Cache
    now: datetime
    settings_key: str
    """Digest of the settings and of the versions of all that shapes the output."""
    fetch: Callable[[str], bytes | None]
    """Reads what was published before: see `memory.recall`."""
    executor: Executor | None = None
    width: int = 1
    """How many tasks the executor does at a time."""
    write: bool = True
    accept: bool = False
    progress: Callable[[int, int], None] = lambda _done, _total: None


class Outcome(NamedTuple):
    """What a run did, or would do."""

    report: BuildReport
    changes: Changes
    before: Mapping[str, Line]
    after: Mapping[str, Line]


class _File(NamedTuple):
    path: str
    bytes: int
    entries: int
    changed: bool
    stat: tuple[int, int]


def build(run: Run, loaded: Loaded) -> Outcome:
    """Make and publish the feeds of the posts. The caller holds the lock of the output folder.

    Raises FeedsError where nothing can be published, SourceChangedError where a post changed meanwhile.
    """
    memory = recall(str(run.out), run.fetch, accept=run.accept)
    edited_at = run.now if run.config.feed.edits == "clock" else None
    known = documents.newest_first(ledger.identify(loaded.posts, memory.lines.values(), edited_at))
    if not known:
        raise FeedsError(*loaded.problems, _nothing(run, loaded), status=1)
    renderer = _Renderer(run, known)
    plan, problems = _plan(run, memory, known, renderer)
    problems += [*loaded.problems, *memory.problems, *_identity_problems(known)]
    after = _lines_after(memory, known, plan)
    changes = ledger.changes(memory.lines, memory.polled, after, plan[0])
    problems += _gone(run, memory, changes)
    refusals = [] if run.accept or memory.first_run else _too_many_new(plan[0], run.config)
    ...


def _nothing(run: Run, loaded: Loaded) -> Problem:
    reason = "no post could be read" if loaded.read else "the folder holds no posts"
    return problem("no-posts", str(run.source), reason=reason)
