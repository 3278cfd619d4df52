"""The pipeline: posts into feeds, validated, read back, and published in one go."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from feeds import documents, ledger, parallel, publish
from feeds.dates import rfc3339
from feeds.formats import FORMATS, Subscription, opml, page
from feeds.ledger import Line
from feeds.make import Draft, Job, SourceChangedError, entries_of, how_many_fit, make, render_drafts
from feeds.memory import recall
from feeds.model import Artifact
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
    from feeds.memory import Memory
    from feeds.posts import Loaded

_REFUSED = 3
_CHUNK = 16
"""Posts that a worker renders at a time."""
_LEAST_NEW = 10
_NEWEST = 20
"""Entries that the subscribe page lists."""


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
    put: Callable[[str, bytes], bool]
    """Takes a finished file; tells whether it differs from the published one."""
    executor: Executor | None = None
    width: int = 1
    """How many tasks the executor does at a time."""
    accept: bool = False
    progress: Callable[[int, int], None] = lambda _done, _total: None


class Outcome(NamedTuple):
    """What a run did, or would do."""

    report: BuildReport
    changes: Changes
    before: Mapping[str, Line]
    after: Mapping[str, Line]


def build(run: Run, loaded: Loaded) -> Outcome:
    """Make the feeds of the posts, judge them, and hand every file to `run.put`.

    Raises FeedsError where nothing may be published, SourceChangedError where a post changed meanwhile.
    """
    memory = recall(str(run.out), run.fetch, accept=run.accept)
    edited_at = run.now if run.config.feed.edits == "clock" else None
    known = documents.newest_first(ledger.identify(loaded.posts, memory.lines.values(), edited_at))
    if not known:
        raise FeedsError(*loaded.problems, _nothing(run, loaded), status=1)
    renderings = _Renderings(run, known)
    plan, problems = _plan(run, memory, known, renderings)
    after = _lines_after(memory, known, plan)
    shown = {one.id: one for document in plan for one in document.posts}
    changes = ledger.changes(memory.lines, memory.polled, after, shown, [one.id for one in plan[0].posts])
    problems += [*loaded.problems, *memory.problems, *_moved(shown.values()), *_gone(memory, changes)]
    if not run.accept and not memory.first_run:
        _refuse_flood(plan[0], run, problems)
    artifacts = list(_put_documents(run, plan, renderings, problems))
    artifacts += _put_furniture(run, plan, after, renderings)
    counts = PostCounts(loaded.read, len(shown), loaded.left_out, loaded.held)
    changed = any(each.changed for each in artifacts)
    report = BuildReport(counts, tuple(artifacts), tuple(problems), changed)
    return Outcome(report, changes, memory.lines, after)


def _nothing(run: Run, loaded: Loaded) -> Problem:
    reason = "none of the posts can be published" if loaded.read else "the folder holds no posts"
    return problem("no-posts", str(run.source), reason=reason)


def _plan(
    run: Run, memory: Memory, known: Sequence[Known], renderings: _Renderings
) -> tuple[list[Document], list[Problem]]:
    """The documents to publish, the main feed first."""
    settings = run.config.feed
    meta, problems = documents.main_meta(known, settings, memory.feed_id)
    candidates = known[: settings.limit]
    polled = len(candidates)
    if settings.limit is not None:
        polled = how_many_fit(candidates, renderings.of(candidates), settings.max_bytes)
    if polled < len(candidates):
        told = {"kept": polled, "wanted": len(candidates), "limit": settings.max_bytes}
        problems.append(problem("feed-too-large", str(run.out), **told))
    plan = documents.main_and_archives(known, polled, meta, settings)
    named, collisions = documents.by_name(known, meta, settings)
    return [*plan, *named], [*problems, *collisions]


def _lines_after(memory: Memory, known: Iterable[Known], plan: Iterable[Document]) -> dict[str, Line]:
    """The ledger as it will be: a line for each entry ever published."""
    after = {name: line._replace(archive=None) for name, line in memory.lines.items()}
    present = {one.id: one for one in known}
    pages = {one.id: document for document in plan if document.meta.archive for one in document.posts}
    shown = {one.id for document in plan for one in document.posts}
    for name, one in present.items():
        if name in shown or name in after:
            page = pages.get(name)
            after[name] = Line(
                id=name,
                url=one.url,
                source=one.post.source,
                title=one.post.title,
                published=rfc3339(one.post.published),
                updated=rfc3339(one.updated),
                digest=one.post.content,
                archive=page.folder if page else None,
            )
    return after


def _moved(shown: Iterable[Known]) -> Iterator[Problem]:
    for one in shown:
        line = one.post.line("url")
        if one.line is not None and one.line.url != one.url:
            yield problem("url-moved", one.post.source, line, old=one.line.url, new=one.url)
        elif one.line is None and one.id != one.url:
            yield problem("id-taken", one.post.source, line, url=one.url, id=one.id)


def _gone(memory: Memory, changes: Changes) -> Iterator[Problem]:
    for name in changes.gone:
        line = memory.lines[name]
        yield problem("post-gone", line.source or ledger.FILE_NAME, url=line.url)


def _refuse_flood(main: Document, run: Run, problems: Iterable[Problem]) -> None:
    """Raises FeedsError where subscribers would see more new entries at once than the settings allow."""
    total = len(main.posts)
    new = sum(one.line is None for one in main.posts)
    limit = run.config.feed.max_new or max(total // 2, _LEAST_NEW)
    if new > limit:
        flood = problem("too-many-new", str(run.out), new=new, total=total, limit=limit)
        raise FeedsError(*problems, flood, status=_REFUSED)


class _Renderings:
    """Posts as rendered, from the cache where an earlier run or document has left them there."""

    def __init__(self, run: Run, known: Iterable[Known]) -> None:
        self._run = run
        self._urls = {_stem(one.post.source): one.post.url for one in known}

    def of(self, known: Sequence[Known]) -> dict[str, Rendered]:
        """All of them, rendered now where need be, by source."""
        ready, drafts = self.ready(known)
        chunks = [drafts[at : at + _CHUNK] for at in range(0, len(drafts), _CHUNK)]
        tasks = ((chunk, self._run.config) for chunk in chunks)
        executor = self._run.executor if len(chunks) > 1 else None
        for rendered in parallel.ordered(_render_chunk, tasks, executor, self._run.width):
            self.keep(rendered, known)
            ready |= rendered
        return ready

    def ready(self, known: Sequence[Known]) -> tuple[dict[str, Rendered], list[Draft]]:
        """Those that are rendered already, by source, and the others as drafts. Raises SourceChangedError."""
        sources = {self.key(one): one for one in known}
        stored = self._run.cache.get("rendered", sources)
        ready = {sources[key].post.source: _unpacked(value) for key, value in stored.items()}
        return ready, [self._draft(one) for one in known if one.post.source not in ready]

    def keep(self, rendered: Mapping[str, Rendered], known: Iterable[Known]) -> None:
        """Store what was rendered."""
        keys = {one.post.source: self.key(one) for one in known if one.post.source in rendered}
        values = ((keys[source], _packed(value)) for source, value in rendered.items())
        self._run.cache.put("rendered", values)

    def key(self, one: Known) -> str:
        """Of all that the rendering depends on."""
        post = one.post
        parts = (self._run.settings_key, post.source, post.digest, post.url, *self._mentioned(one).items())
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def _mentioned(self, one: Known) -> dict[str, str]:
        return {name: self._urls[_stem(name)] for name in one.post.mentions if _stem(name) in self._urls}

    def _draft(self, one: Known) -> Draft:
        try:
            data = (self._run.source / one.post.source).read_bytes()
        except OSError:
            raise SourceChangedError(one.post.source) from None
        return Draft(one.post, data, self._mentioned(one))


def _stem(path: str) -> str:
    """By what template tags name a post: its file's name, without folder and suffix."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def _render_chunk(task: tuple[list[Draft], Config]) -> dict[str, Rendered]:
    return render_drafts(*task)


def _packed(rendered: Rendered) -> bytes:
    return json.dumps(rendered).encode("utf-8", "surrogatepass")


def _unpacked(value: bytes) -> Rendered:
    html, summary, problems = json.loads(value)
    return Rendered(html, summary, tuple(Problem(*each) for each in problems))


def _put_documents(
    run: Run, plan: Sequence[Document], renderings: _Renderings, problems: list[Problem]
) -> Iterator[ArtifactReport]:
    """Make the documents that changed since the last run. Adds what is found to `problems`.

    Raises FeedsError where a document would be invalid.
    """
    keys = {document.folder: _document_key(run, document, renderings) for document in plan}
    stored = run.cache.get("documents", keys)
    standing = {}
    for folder, value in stored.items():
        key, files, found = json.loads(value)
        if key == keys[folder] and _stand(run.out, files):
            standing[folder] = files
            yield from (ArtifactReport(path, size, entries, False) for path, size, entries, _ in files)
            problems += (Problem(*each) for each in found)
    todo = [document for document in plan if document.folder not in standing]
    executor = run.executor if len(todo) > 1 else None
    invalid = False
    for done, made in enumerate(
        parallel.ordered(make, _jobs(run, todo, renderings), executor, run.width), 1
    ):
        if not made.document.meta.archive:
            renderings.keep(made.rendered, made.document.posts)
        problems += made.problems
        invalid = invalid or any(found.severity == "error" for found in made.problems)
        if not invalid:
            yield from _put(run, made.artifacts)
        run.progress(done, len(todo))
    if invalid:
        raise FeedsError(*problems, status=_REFUSED)
