"""The pipeline: posts into feeds, validated, read back, and published in one go."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from contextlib import suppress
from datetime import datetime
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from feeds import documents, ledger, publish
from feeds.config import GROUPINGS
from feeds.dates import rfc3339
from feeds.formats import FORMATS, Subscription
from feeds.jobs import Draft, Job, Made
from feeds.ledger import Line
from feeds.memory import listed, published, recall, with_archives
from feeds.model import Artifact, Rendered
from feeds.outcome import Outcome, Record
from feeds.post_codes import POST_CODES
from feeds.post_links import reference_names
from feeds.problems import REFUSED, FeedsError, Problem, problem
from feeds.report import ArtifactReport, BuildReport, PostCounts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from feeds.cache import Cache
    from feeds.config import Config
    from feeds.documents import Document
    from feeds.ledger import Known
    from feeds.memory import Memory
    from feeds.model import Post
    from feeds.outcome import Changes
    from feeds.parallel import Map
    from feeds.posts import Loaded
    from feeds.validate import Finding

_CHUNK = 8
"""Posts that a worker renders at a time."""
_LEAST_NEW = 10
_OF_POSTS = frozenset(code.slug for code in POST_CODES)
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
    against: str | None
    """Folder or URL with the feeds as they are live, where `out` does not hold them."""
    fetch: Callable[[str], bytes | None]
    """Reads what was published before: see `memory.recall`."""
    put: Callable[[str, bytes], bool]
    """Takes a finished file; tells whether it differs from the published one."""
    mapped: Map = map
    """How to work on what can be done at the same time."""
    far: bool = False
    """Whether that may be done where the posts cannot be read."""
    accept: bool = False
    publishes: bool = True
    """Whether this is more than a look at what would be done."""
    progress: Callable[[int, int], None] = lambda _done, _total: None


def build(run: Run, loaded: Loaded) -> Outcome:
    """Make the feeds of the posts, judge them, and hand every file to `run.put`.

    A post whose entry is found to be invalid is left out; where half of them are, the fault is not theirs.

    Raises FeedsError where nothing may be published, SourceChangedError where a post changed meanwhile.
    """
    memory, known = _known(run, loaded)
    if not known:
        raise FeedsError(*loaded.problems, _nothing(run.source, loaded), status=1)
    renderings = _Renderings(run, known)
    plan, problems = _plan(run, memory, known, renderings)
    after = _lines_after(memory, known, plan)
    shown = {one.id: one for document in plan for one in document.posts}
    present = {one.id for one in known}
    polled = [one.id for one in plan[0].posts]
    changes = ledger.changes(memory.lines, memory.polled, after, present, shown, polled)
    problems += [
        *loaded.problems,
        *memory.problems,
        *_moved(shown.values()),
        *_gone(run, memory, changes, loaded),
    ]
    floods = not run.accept and not memory.first_run and _floods(plan[0], run, memory, problems)
    if floods and run.publishes:
        raise FeedsError(*problems, status=REFUSED)
    finish = _begin(run, plan, renderings)
    beside = list(_beside(plan, renderings, run.config))
    wrong = _wrong(beside, _subscriptions(plan, run.config))
    records = finish()
    found_wrong = list(_once(records.values()))
    problems += found_wrong
    if errors := [found for found in found_wrong if found.severity == "error"]:
        sources = {found.path for found in errors}
        if sources <= {one.post.source for one in shown.values()} and len(sources) * 2 <= len(shown):
            return build(run, _left_out(loaded, sources, errors))
        raise FeedsError(*problems, status=REFUSED)
    run.cache.keep("rendered", renderings.wanted_again(known[: run.config.feed.limit], plan))
    artifacts = [file for record in records.values() for file in record.files]
    if wrong:
        raise FeedsError(*problems, *wrong, status=REFUSED)
    artifacts += _put(run, _with_twins(run, [*beside, _ledger(after)]))
    problems += _stale(run.out, artifacts)
    counts = PostCounts(loaded.read, len(shown), loaded.left_out, loaded.held)
    changed = any(each.changed for each in artifacts)
    report = BuildReport(counts, tuple(artifacts), tuple(problems), changed)
    return Outcome(report, changes, memory.lines, after, records, floods)


def _left_out(loaded: Loaded, sources: Collection[str], errors: Iterable[Problem]) -> Loaded:
    """The posts without those of `sources`, and why."""
    posts = tuple(post for post in loaded.posts if post.source not in sources)
    return loaded._replace(
        posts=posts,
        problems=(*loaded.problems, *errors),
        left_out=loaded.left_out + len(loaded.posts) - len(posts),
    )


def _known(run: Run, loaded: Loaded) -> tuple[Memory, list[Known]]:
    """What was published before, and the posts as it knows them, newest first."""
    memory = recall(str(run.out), run.fetch, run.config.feed.formats, accept=run.accept)
    if run.against and memory.first_run and not memory.problems:
        memory = memory._replace(problems=(problem("against-empty", run.against),))
    edited_at = run.now if run.config.feed.edits == "clock" else None

    def identified() -> list[Known]:
        return documents.newest_first(ledger.identify(loaded.posts, memory.lines.values(), edited_at))

    known = identified()
    if run.config.feed.archive and any(one.line is None for one in known[len(memory.polled) :]):
        # New, and yet older than what readers poll: added late, or its line is lost and it stands in an archive.
        memory = with_archives(memory, str(run.out), run.fetch, run.config.feed.formats)
        known = identified()
    return memory, known


def _nothing(source: Path, loaded: Loaded) -> Problem:
    reason = "none of the posts can be published" if loaded.read else "the folder holds no posts"
    lacking = Counter(found.code for found in loaded.problems if found.code in _LACKING)
    if lacking.total() * 2 > loaded.left_out:
        reason = _LACKING[lacking.most_common(1)[0][0]]
    return problem("no-posts", str(source), reason=reason)


_LACKING = {
    "no-url": "the posts do not tell their addresses; tell the rule for them, as base_url and url_template under "
    "[posts], in the feeds.toml that `feeds init` writes",
    "permalink-relative": "the posts' addresses are only paths; tell the site's root, as base_url under [posts], in "
    "the feeds.toml that `feeds init` writes",
    "no-timestamp": "the posts do not tell when they were published; say which key does, as published under [keys], "
    "or write the day before the names of the files, such as 2013-10-09-title.md",
}
"""By the code of a problem that most posts have: what to do about it."""


def _plan(
    run: Run, memory: Memory, known: Sequence[Known], renderings: _Renderings
) -> tuple[list[Document], list[Problem]]:
    """The documents to publish, the main feed first."""
    settings = run.config.feed
    meta, problems = documents.main_meta(known, settings, memory.feed_id)
    if memory.feed_id is None and not memory.first_run:
        problems.append(problem("feed-id-lost", str(run.out), id=meta.id))
    candidates = known[: settings.limit]
    polled = len(candidates)
    if settings.limit is not None:
        polled = documents.how_many_fit(candidates, renderings.of(candidates), settings.max_bytes)
    if polled < len(candidates):
        told = {"kept": polled, "wanted": len(candidates), "limit": settings.max_bytes}
        problems.append(problem("feed-too-large", ".", **told))
    plan = documents.main_and_archives(known, polled, meta, settings)
    # A site that is new is not asked for the feed of each tag.
    fetch = _fetch_nothing if memory.first_run else run.fetch
    folders = listed(fetch) if settings.by else {}
    named, collisions = documents.by_name(
        known, meta, settings, folders, partial(published, fetch, settings.formats)
    )
    return [*plan, *named], [*problems, *collisions]


def _fetch_nothing(_path: str) -> None:
    return None


def _lines_after(memory: Memory, known: Iterable[Known], plan: Iterable[Document]) -> dict[str, Line]:
    """The ledger as it will be: a line for each entry ever published."""
    present = {one.id: one for one in known}
    after = {
        name: line._replace(archive=None) if line.archive and name not in present else line
        for name, line in memory.lines.items()
    }
    pages = {one.id: document.folder for document in plan if document.meta.archive for one in document.posts}
    shown = {one.id for document in plan for one in document.posts}
    for name, one in present.items():
        if name in shown or name in after:
            published = rfc3339(one.post.published)
            after[name] = Line(
                id=name,
                url=one.url,
                source=one.post.source,
                title=one.post.title,
                published=published,
                updated=published if one.updated is one.post.published else rfc3339(one.updated),
                digest=one.post.content,
                archive=pages.get(name),
            )
    return after


def _once(records: Iterable[Record]) -> Iterable[Problem]:
    """What is wrong with a post is told once, though several documents and formats show it, each in its own words."""
    unique: dict[tuple[object, ...], Problem] = {}
    for record in records:
        own = {file.path for file in record.files}
        for found in record.problems:
            is_told_alike = found.path in own or found.code in _OF_POSTS
            unique.setdefault(found if is_told_alike else (found.path, found.line, found.code), found)
    return unique.values()


def _moved(shown: Iterable[Known]) -> Iterator[Problem]:
    for one in shown:
        post = one.post
        if one.line is not None and one.line.url != one.url:
            yield problem("url-moved", post.source, post.line("url"), old=one.line.url, new=one.url)
        elif one.line is None and one.id != one.url:
            yield problem("id-taken", post.source, post.line("url"), url=one.url, id=one.id)


def _gone(run: Run, memory: Memory, changes: Changes, loaded: Loaded) -> Iterator[Problem]:
    for name in changes.gone:
        line = memory.lines[name]
        path = run.source / line.source if line.source else run.out / ledger.FILE_NAME
        yield problem("post-gone", str(path), url=line.url, reason=_why_gone(run, line, loaded))


def _why_gone(run: Run, line: Line, loaded: Loaded) -> str:
    if not line.source or not (run.source / line.source).exists():
        return "it is no longer there"
    if any(post.source == line.source for post in loaded.posts):
        return "its file holds another post"
    told = [found for found in loaded.problems if found.path == line.source and found.severity != "warning"]
    # Of a file that is left out, an error tells why; of one that is held back, there is nothing but the reason.
    told.sort(key=lambda found: found.severity != "error")
    return told[0].message if told else "its file is not read as a post"


def _floods(main: Document, run: Run, memory: Memory, problems: list[Problem]) -> bool:
    """Whether subscribers would see more new entries at once than the settings allow; adds the problem.

    What comes back from an archive counts too, or from beyond the end of a feed without archives: readers have
    forgotten it. What was gone and is put back does not, so that a run which has missed some posts is made good by the
    next one.
    """
    total = len(main.posts)
    forgotten = _forgotten(memory)
    new = sum(one.line is None or one.archive is not None or forgotten(one) for one in main.posts)
    limit = run.config.feed.max_new or max(total // 2, _LEAST_NEW)
    if new > limit:
        problems.append(problem("too-many-new", str(run.out), new=new, total=total, limit=limit))
    return new > limit


def _forgotten(memory: Memory) -> Callable[[Known], bool]:
    """Tells of an old entry whether it had left the polled feed at its end, without archives to go to."""
    polled = memory.lines.keys() & memory.polled if memory.cut else ()
    end = min((datetime.fromisoformat(memory.lines[name].published) for name in polled), default=None)
    return lambda one: end is not None and one.id not in memory.polled and one.post.published < end


class _Renderings:
    """Posts as rendered, from the cache where an earlier run or document has left them there."""

    def __init__(self, run: Run, known: Iterable[Known]) -> None:
        self._run = run
        self._known = known
        self._keys: dict[str, str] = {}
        self._at_hand: dict[str, Rendered] = {}
        """Those that were asked for before documents are made: several documents and the page show them."""

    @cached_property
    def _urls(self) -> dict[str, str]:
        return _urls_by_name(self._known)

    def of(self, known: Sequence[Known]) -> dict[str, Rendered]:
        """All of them, rendered now where need be, by source."""
        ready, drafts = self.ready(known)
        starts = range(0, len(drafts), _CHUNK)
        tasks = ((drafts[at : at + _CHUNK], self._run.config) for at in starts)
        for rendered in self._run.mapped(_render_chunk, tasks):
            self.keep(rendered, known)
            ready |= rendered
        self._at_hand |= ready
        return ready

    def ready(self, known: Sequence[Known]) -> tuple[dict[str, Rendered], list[Draft]]:
        """Those that are rendered already, by source, and the others as drafts. Raises SourceChangedError."""
        sources = [one.post.source for one in known]
        ready = {source: self._at_hand[source] for source in sources if source in self._at_hand}
        wanted = {self.key(one): one.post.source for one in known if one.post.source not in ready}
        stored = self._run.cache.get("rendered", wanted)
        ready |= {wanted[key]: _unpacked(value) for key, value in stored.items()}
        return ready, [self._draft(one) for one in known if one.post.source not in ready]

    def keep(self, rendered: Mapping[str, Rendered], known: Iterable[Known]) -> None:
        """Store what was rendered."""
        keys = {one.post.source: self.key(one) for one in known if one.post.source in rendered}
        values = ((keys[source], _packed(value)) for source, value in rendered.items())
        self._run.cache.put("rendered", values)

    def wanted_again(self, candidates: Iterable[Known], plan: Iterable[Document]) -> set[str]:
        """The keys of what the next run will ask for: not of what only archives show."""
        polled = (one for document in plan if not document.meta.archive for one in document.posts)
        return {self.key(one) for one in chain(candidates, polled)}

    def key(self, one: Known) -> str:
        """Of all that the rendering depends on."""
        source = one.post.source
        if source not in self._keys:
            self._keys[source] = _rendered_key(self._run.settings_key, self.made_from(one))
        return self._keys[source]

    def made_from(self, one: Known) -> tuple[object, ...]:
        return _made_from(one.post, self._mentioned(one))

    def _mentioned(self, one: Known) -> dict[str, str]:
        return _mentioned(one.post, self._urls) if one.post.mentions else {}

    def _draft(self, one: Known) -> Draft:
        draft = Draft(one.post, self._run.source, self._mentioned(one))
        return draft._replace(source=draft.content) if self._run.far else draft


def _urls_by_name(known: Iterable[Known]) -> dict[str, str]:
    """The address of each post by the names under which others may refer to it."""
    urls: dict[str, str] = {}
    for one in known:
        for name in reference_names(one.post.source):
            urls.setdefault(name, one.post.url)
    return urls


def _made_from(post: Post, mentioned: Mapping[str, str]) -> tuple[object, ...]:
    """All that the rendering of a post depends on, but for settings and versions."""
    return (post.source, post.digest, post.url, post.published.isoformat(), *mentioned.items())


def _rendered_key(settings_key: str, made_from: tuple[object, ...]) -> str:
    return hashlib.sha256(repr((settings_key, *made_from)).encode()).hexdigest()


def _mentioned(post: Post, urls: Mapping[str, str]) -> dict[str, str]:
    """The addresses of the posts that this one may refer to, by name."""
    names = {name for mention in post.mentions for name in reference_names(mention)}
    return {name: urls[name] for name in sorted(names & urls.keys())}


def _render_chunk(task: tuple[list[Draft], Config]) -> dict[str, Rendered]:
    from feeds.make import render_drafts

    return render_drafts(*task)


def judged(
    source: Path,
    config: Config,
    loaded: Loaded,
    mapped: Map,
    cache: Cache,
    settings_key: str,
    progress: Callable[[int, int], None],
) -> list[Problem]:
    """What is left out of the posts' texts or mended in them, and that there is nothing to publish where it is so.

    Raises SourceChangedError.
    """
    known = documents.newest_first(ledger.identify(loaded.posts, ()))
    urls = _urls_by_name(known)
    drafts = {}
    for one in known:
        draft = Draft(one.post, source, _mentioned(one.post, urls))
        drafts[_rendered_key(settings_key, _made_from(one.post, draft.post_urls))] = draft
    told = {key: json.loads(value) for key, value in cache.get("judged", drafts).items()}
    todo = [(key, draft) for key, draft in drafts.items() if key not in told]
    starts = range(0, len(todo), _CHUNK)
    tasks = ((dict(todo[at : at + _CHUNK]), config) for at in starts)
    new: list[tuple[str, bytes]] = []
    for done, found in enumerate(mapped(_judge_chunk, tasks), 1):
        told |= found
        new += ((key, json.dumps(each).encode("utf-8", "surrogatepass")) for key, each in found.items())
        progress(done, len(starts))
    cache.put("judged", new)
    cache.keep("judged", drafts.keys())
    problems = dict.fromkeys(Problem(*each) for key in drafts for each in told[key])
    # Drafts alone are no mistake before they are to be published.
    drafts_alone = loaded.held and not loaded.left_out
    return [*problems] if known or drafts_alone else [*problems, _nothing(source, loaded)]


def _judge_chunk(task: tuple[dict[str, Draft], Config]) -> dict[str, tuple[Problem, ...]]:
    drafts, config = task
    rendered = _render_chunk(([*drafts.values()], config))
    return {key: rendered[draft.post.source].problems for key, draft in drafts.items()}


def _packed(rendered: Rendered) -> bytes:
    return json.dumps(rendered).encode("utf-8", "surrogatepass")


def _unpacked(value: bytes) -> Rendered:
    html, summary, problems = json.loads(value)
    return Rendered(html, summary, tuple(Problem(*each) for each in problems))


def _begin(run: Run, plan: Sequence[Document], renderings: _Renderings) -> Callable[[], dict[str, Record]]:
    """Begin to make each document but those that stand as they were. What is given back finishes them.

    That gives the records of all documents, by folder.
    """
    keys = {document.folder: _key(run, document, renderings) for document in plan}
    records = _standing(run, keys)
    todo = [document for document in plan if document.folder not in records]
    jobs = (_job(document, renderings, run.config) for document in todo)
    results = run.mapped(_make, jobs)

    def finish() -> dict[str, Record]:
        for done, made in enumerate(results, 1):
            document = made.document
            renderings.keep(made.rendered, document.posts)
            artifacts = _with_twins(run, made.artifacts)
            files = tuple(_put(run, artifacts))
            digests = tuple(_digest(each.content) for each in artifacts)
            records[document.folder] = Record(keys[document.folder], files, digests, made.problems)
            run.progress(done, len(todo))
        return {document.folder: records[document.folder] for document in plan}

    return finish


def _make(job: Job) -> Made:
    from feeds.make import make

    return make(job)


def _key(run: Run, document: Document, renderings: _Renderings) -> str:
    """Of all that the document's bytes depend on."""
    of_all = (run.settings_key, document.meta, document.older, document.newer)
    digest = hashlib.sha256(repr(of_all).encode())
    for one in document.posts:
        post = one.post
        made_from = (
            renderings.made_from(one),
            one.id,
            one.updated.isoformat(),
            post.content,
            post.enclosures,
        )
        digest.update(repr(made_from).encode())
    return digest.hexdigest()


def _standing(run: Run, keys: Mapping[str, str]) -> dict[str, Record]:
    """The documents that were made from the same and whose files are as they were put."""
    standing = {}
    for folder, value in run.cache.get("documents", keys).items():
        key, *kept = json.loads(value)
        if key != keys[folder]:
            continue
        files, digests, problems, stamps = kept
        reports = tuple(ArtifactReport(*each)._replace(changed=False) for each in files)
        paths = [os.path.join(run.out, each.path) for each in reports]
        if all(map(_is_as_put, paths, digests, stamps)):
            standing[folder] = Record(
                key, reports, tuple(digests), tuple(Problem(*each) for each in problems)
            )
    return standing


def _is_as_put(file: str, digest: str, stamp: list[int]) -> bool:
    """Whether nobody wrote to the file. Where it was copied or checked out anew, its content tells."""
    now = publish.stamp(file)
    return now == stamp or (
        now is not None and now[0] == stamp[0] and _digest(Path(file).read_bytes()) == digest
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def remember(run: Run, outcome: Outcome) -> None:
    """Note the documents as they are published now."""
    values = (
        (folder, [*record, [publish.stamp(os.path.join(run.out, file.path)) for file in record.files]])
        for folder, record in outcome.records.items()
    )
    run.cache.put("documents", ((folder, json.dumps(value).encode()) for folder, value in values))
    run.cache.keep("documents", outcome.records.keys())


def _job(document: Document, renderings: _Renderings, config: Config) -> Job:
    ready, drafts = renderings.ready(document.posts)
    return Job(document, tuple(drafts), ready, config)


def _put(run: Run, artifacts: Iterable[Artifact]) -> Iterator[ArtifactReport]:
    for each in artifacts:
        changed = run.put(each.path, each.content)
        yield ArtifactReport(each.path, len(each.content), each.entries, changed)


def _with_twins(run: Run, artifacts: Iterable[Artifact]) -> list[Artifact]:
    """The files, each followed by its compressed twin where it has one."""
    files = []
    for artifact in artifacts:
        files.append(artifact)
        path = f"{artifact.path}.gz"
        if run.config.feed.gzip or (run.out / path).is_file():
            import gzip

            # A twin that is there is kept in step even when it is no longer asked for: servers prefer it.
            packed = gzip.compress(artifact.content, mtime=0)
            files.append(Artifact(path, "application/gzip", packed, artifact.entries))
    return files


def _beside(plan: Sequence[Document], renderings: _Renderings, config: Config) -> Iterator[Artifact]:
    """What stands beside the feeds: the subscribe page and the list of all feeds."""
    from feeds.formats import opml, page

    subscriptions = list(_subscriptions(plan, config))
    main = plan[0]
    newest = main.posts[:_NEWEST]
    entries = documents.entries_of(newest, renderings.of(newest), config)
    listed = page.write(subscriptions[0].meta, subscriptions, entries, opml.FILE_NAME)
    yield Artifact(page.FILE_NAME, page.MEDIA_TYPE, listed, len(entries))
    yield Artifact(
        opml.FILE_NAME, opml.MEDIA_TYPE, opml.write(main.meta.title, subscriptions), len(subscriptions)
    )


def _ledger(after: Mapping[str, Line]) -> Artifact:
    return Artifact(ledger.FILE_NAME, "application/jsonl", ledger.dump(after.values()), len(after))


def _wrong(beside: Iterable[Artifact], subscriptions: Iterable[Subscription]) -> list[Problem]:
    """The errors in what stands beside the feeds."""
    from feeds.formats import opml, page
    from feeds.validate import findings
    from feeds.validate.page import findings as page_findings

    offered = {quote(each.path): each.format.media_type for each in subscriptions}
    judges: dict[str, Callable[[bytes], Iterable[Finding]]] = {
        page.FILE_NAME: partial(page_findings, feeds=offered),
        opml.FILE_NAME: findings,
    }
    return [
        found.problem(each.path)
        for each in beside
        for found in judges[each.path](each.content)
        if found.severity == "error"
    ]


def _subscriptions(plan: Iterable[Document], config: Config) -> Iterator[Subscription]:
    for document in plan:
        if document.meta.archive:
            continue
        for name in config.feed.formats:
            file_format = FORMATS[name]
            meta = documents.meta_for(document, file_format.file_name, config.feed.self)
            path = document.path(file_format.file_name)
            by = document.folder.partition("/")[0]
            yield Subscription(meta, file_format, path, len(document.posts), by, document.name)


def _stale(out: Path, artifacts: Iterable[ArtifactReport]) -> Iterator[Problem]:
    """The feeds of earlier runs that are not made any more."""
    made = {each.path for each in artifacts}
    folders = [""]
    for above in (documents.ARCHIVE, *GROUPINGS):
        with suppress(OSError):
            folders += [f"{above}/{name}/" for name in os.listdir(out / above)]
    paths = {f"{folder}{each.file_name}" for folder in folders for each in FORMATS.values()}
    for path in sorted(paths - made):
        if os.path.exists(out / path):
            yield problem("stale-file", path)


def swap_order(artifacts: Iterable[ArtifactReport]) -> list[str]:
    """In which order changed files take the place of the old: no feed ever links to one that is not there yet.

    The ledger is first: it may know of an entry that was not published, but never the other way round.
    """

    def place(path: str) -> tuple[int, int, str]:
        folder, _, rest = path.partition("/")
        if folder == documents.ARCHIVE:
            return 1, -int(rest.partition("/")[0]), path
        return 0 if path.startswith(ledger.FILE_NAME) else 3 if not rest else 2, 0, path

    return sorted((each.path for each in artifacts if each.changed), key=place)
