"""One run of `feeds build`: nothing to do, or the pipeline under the folder's lock.

Until it is known that there is work, only what is cheap to import is imported.
"""

from __future__ import annotations

import json
import marshal
import os
import sys
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from feeds import config as settings
from feeds import publish
from feeds.cache import Cache, default_folder
from feeds.config import Config, as_rows
from feeds.outcome import Changes, Outcome
from feeds.problems import REFUSED, USAGE, FeedsError, Problem, problem
from feeds.report import ArtifactReport, BuildReport, PostCounts
from feeds.sources import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from concurrent.futures import Executor

    from feeds.parallel import Map
    from feeds.posts import Loaded
    from feeds.sources import Scan

_FEW_POSTS = 64
"""Not worth starting workers for."""
_ATTEMPTS = 3
_EVENTS = ("url-moved", "post-gone", "ledger-rebuilt", "feed-id-lost", "against-empty")
"""Problems that are told once, in the run that meets them."""
_OF_OUT = ("feed-too-large", "stale-file")
"""Problems whose paths are below the output folder."""
_SOURCE, _OUT, _SETTINGS = "source", "out", "settings"


class Options(NamedTuple):
    """How to run, as opposed to what the output is: nothing here changes a byte of it but `now`."""

    now: datetime | None = None
    """The one clock, for embargoes and expiry; None: the machine's."""
    write: bool = True
    accept: bool = False
    """Publish even what would flood subscribers, or start a new ledger where the old one is lost."""
    against: str | None = None
    """Folder or URL with the feeds as they are live; None: the output folder."""
    jobs: int | None = None
    """Processes to work in, this one among them; None: as many as there are cores. One that has threads works alone."""
    executor: Executor | None = None
    cache: str | os.PathLike[str] | None = None
    """Folder of the cache; None: the user's."""
    use_cache: bool = True
    progress: Callable[[int, int], None] = lambda _done, _total: None
    put: Callable[[str, bytes], bool] | None = None
    """Takes what would be published, where `write` is false; tells whether it differs from what is."""


_DEFAULTS = Options()


class _Task(NamedTuple):
    """A run, and what it was started with."""

    source: Path
    out: Path
    config: Config
    options: Options
    now: datetime
    shaped_by: str
    """The settings, and the versions of all that shapes the output."""
    cache: Cache
    last: dict[str, Any]
    """What the last run left; nothing where other settings or versions shaped it."""


class _Seen(NamedTuple):
    """What lies below SOURCE."""

    found: Scan
    listing: bytes
    """Paths, sizes, times and inodes, to compare."""


def build(
    source: str | os.PathLike[str] = "seeds",
    out: str | os.PathLike[str] = "out",
    config: Config | None = None,
    options: Options = _DEFAULTS,
) -> Outcome:
    """Turn the posts below `source` into feeds in the folder `out`.

    Without `config`, the settings are those of `config.load(source)`.

    Raises FeedsError where nothing was published; its `status` is the command's exit status.
    """
    source, out = Path(source), Path(out)
    config = settings.load(source) if config is None else config
    _check_folders(source, out)
    now = options.now or datetime.now(UTC)
    cache = Cache(_cache_file(source, out, options) if options.use_cache else None)
    shaped_by = _shaped_by(config)
    task = _Task(source, out, config, options, now, shaped_by, cache, _last(cache, shaped_by))
    with closing(cache), ExitStack() as stack:
        # Where nothing is known of an earlier run there is work for sure: who helps can load what it takes.
        mapped = None if task.last else _mapped(config, options.jobs, stack)
        seen = _look(task)
        if unchanged := _unchanged(task, seen):
            return unchanged
        if mapped is None:
            many = len(seen.found.files) > _FEW_POSTS
            mapped = _mapped(config, options.jobs, stack) if many else map
        if options.write:
            stack.enter_context(publish.locked(out))
            stack.callback(publish.discard, out)
        return _attempts(task, seen, mapped)


def _mapped(config: Config, jobs: int | None, stack: ExitStack) -> Map:
    """How to work on all cores, until the stack is left."""
    from feeds.parallel import Workers

    workers = Workers(jobs, partial(_prepare, config))
    stack.callback(workers.end)
    workers.start()
    return workers.map


def _prepare(config: Config) -> None:
    from feeds.make import prepare

    prepare(config)


def read(
    source: str | os.PathLike[str],
    config: Config,
    now: datetime,
    progress: Callable[[int, int], None] = _DEFAULTS.progress,
) -> BuildReport:
    """Read and judge the posts below `source`, and their texts, whether a feed shows them or not; write nothing.

    Raises FeedsError.
    """
    from feeds.jobs import SourceChangedError

    source = Path(source)
    _check_folders(source)
    for _ in range(_ATTEMPTS):
        with suppress(SourceChangedError):
            return _read(source, config, now, progress)
    raise FeedsError(problem("source-busy", str(source)), status=REFUSED)


def _read(source: Path, config: Config, now: datetime, progress: Callable[[int, int], None]) -> BuildReport:
    from feeds import pipeline
    from feeds.posts import load_posts

    found = scan(source, config.posts)
    roots = {_SOURCE: source, _SETTINGS: Path(config.file)}
    # No output lies in the source: this is no build's cache.
    with closing(Cache(_cache_file(source, source, _DEFAULTS))) as cache, ExitStack() as stack:
        mapped = _mapped(config, None, stack) if len(found.files) > _FEW_POSTS else map
        with _locating(found, roots):
            loaded = load_posts(source, config, now=now, found=found, mapped=mapped)
            key = _settings_key(_shaped_by(config))
            judged = pipeline.judged(source, config, loaded, mapped, cache, key, progress)
            problems = [*loaded.problems, *judged]
    counts = PostCounts(loaded.read, len(loaded.posts), loaded.left_out, loaded.held)
    return BuildReport(counts, (), _located(_placed(problems, found), roots), changed=False)


def _check_folders(source: Path, out: Path | None = None) -> None:
    if not source.is_dir():
        raise FeedsError(problem("source-missing", str(source)), status=USAGE)
    if out is not None and out.resolve().is_relative_to(source.resolve()):
        raise FeedsError(problem("out-inside-source", str(out), source=source), status=USAGE)


def _cache_file(source: Path, out: Path, options: Options) -> Path | None:
    if options.cache:
        return Path(options.cache, "feeds.sqlite")
    folder = default_folder()
    pair = repr((os.fspath(source.resolve()), os.fspath(out.resolve())))
    return folder and folder / f"{crc32(os.fsencode(pair)):08x}.sqlite"


def _shaped_by(config: Config) -> str:
    """The settings, and the versions of all that shapes the output, as a text to compare."""
    code: list[tuple[str, int, int]] = []
    for folder, _, names in os.walk(Path(__file__).parent):
        for name in names:
            # What Python has begun to write, NAME.pyc.NUMBER, may be gone before it is read.
            if ".pyc" not in name:
                content = Path(folder, name).read_bytes()
                code.append((name, len(content), crc32(content)))
    return repr(
        (sys.version, _installed(), _zone_rules(config.posts.timezone), sorted(code), *as_rows(config))
    )


def _settings_key(shaped_by: str) -> str:
    import hashlib

    return hashlib.sha256(shaped_by.encode("utf-8", "backslashreplace")).hexdigest()


def _zone_rules(zone: str | None) -> bytes:
    """What the system knows of the zone; where it knows nothing, the rules come with an installed package."""
    if zone is not None:
        from zoneinfo import TZPATH

        for folder in TZPATH:
            with suppress(OSError):
                return Path(folder, zone).read_bytes()
    return b""


def _installed() -> list[str]:
    """Names and versions of the installed distributions, from their folders' names: asking each is slow."""
    found: set[str] = set()
    for folder in sys.path:
        try:
            found.update(
                name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info"))
            )
        except OSError:
            continue
    return sorted(found)


def _last(cache: Cache, shaped_by: str) -> dict[str, Any]:
    stored = cache.get("run", ["last"])
    last: dict[str, Any] = json.loads(stored["last"]) if stored else {}
    return last if last.get("shaped by") == shaped_by else {}


def _look(task: _Task) -> _Seen:
    found = scan(task.source, task.config.posts)
    columns = [*zip(*found.files, strict=True)], [tuple(each) for each in found.problems]
    # Marshal takes a fifth of the time of JSON. In version 2 its bytes depend on nothing but the values.
    return _Seen(found, marshal.dumps(columns, 2))


def _unchanged(task: _Task, seen: _Seen) -> Outcome | None:
    """The outcome of the last run, where this one would do the same again."""
    last = task.last
    if not last or task.options.against or task.cache.get("run", ["listing"]).get("listing") != seen.listing:
        return None
    if last["wake"] and task.now >= datetime.fromisoformat(last["wake"]):
        return None
    if last["since"] and task.now < datetime.fromisoformat(last["since"]):
        return None
    if any(publish.stamp(os.path.join(task.out, path)) != stat for path, stat in last["stats"].items()):
        return None
    report = BuildReport(
        PostCounts(*last["posts"]),
        tuple(ArtifactReport(*each)._replace(changed=False) for each in last["artifacts"]),
        _located(((place, Problem(*each)) for place, each in last["problems"]), _roots(task)),
        changed=False,
    )
    return Outcome(report, Changes((), (), (), ()), {}, {}, {})


def _attempts(task: _Task, seen: _Seen, mapped: Map) -> Outcome:
    """Run the pipeline, anew where a post was edited under its hands."""
    from feeds.jobs import SourceChangedError

    for _ in range(_ATTEMPTS):
        try:
            return _published(task, seen, mapped)
        except SourceChangedError:
            if task.options.write:
                publish.discard(task.out)
            seen = _look(task)
    raise FeedsError(problem("source-busy", str(task.source)), status=REFUSED)


def _published(task: _Task, seen: _Seen, mapped: Map) -> Outcome:
    """Read the posts, make the feeds, put them in place, and note what the next run needs to know."""
    from feeds import parallel, pipeline
    from feeds.posts import load_posts

    source, out, config, options, now, shaped_by, cache, _ = task
    found = seen.found
    key = _settings_key(shaped_by)
    put = partial(publish.stage, out) if options.write else options.put or partial(publish.differs, out)
    with _locating(found, _roots(task)):
        loaded = load_posts(
            source,
            config,
            now=now,
            found=found,
            cache=cache,
            cache_key=key,
            mapped=mapped,
        )
    run = pipeline.Run(
        source=source,
        out=out,
        config=config,
        cache=cache,
        now=now,
        settings_key=key,
        against=options.against,
        fetch=_fetcher(options.against, out),
        put=put,
        mapped=parallel.over(options.executor, options.jobs) if options.executor else mapped,
        far=options.executor is not None,
        accept=options.accept,
        publishes=options.write,
        progress=options.progress,
    )
    with _locating(found, _roots(task)):
        outcome = pipeline.build(run, loaded)
    placed = _placed(outcome.report.problems, found)
    located = _located(placed, _roots(task))
    outcome = outcome._replace(report=outcome.report._replace(problems=located))
    if options.write:
        publish.swap(out, pipeline.swap_order(outcome.report.artifacts))
        pipeline.remember(run, outcome)
        _remember(task, seen, outcome, loaded, placed)
    return outcome


def _placed(problems: Collection[Problem], found: Scan) -> list[tuple[str, Problem]]:
    """The problems, each with the name of what its path is below; with no name where it is whole."""
    seen = chain((file.path for file in found.files), (each.path for each in found.problems))
    of_source = {each.path for each in problems}.intersection(seen)
    placed = []
    for each in problems:
        if each.path == settings.FILE_NAME:
            placed.append((_SETTINGS, each._replace(path="")))
        else:
            own = _SOURCE if each.path in of_source else ""
            placed.append((_OUT if each.code in _OF_OUT else own, each))
    return placed


def _located(placed: Iterable[tuple[str, Problem]], roots: Mapping[str, Path]) -> tuple[Problem, ...]:
    """The problems with paths that can be opened from here."""
    return tuple(
        each._replace(path=str(roots[place] / each.path)) if place in roots else each
        for place, each in placed
    )


def _roots(task: _Task) -> dict[str, Path]:
    return {_SOURCE: task.source, _OUT: task.out, _SETTINGS: Path(task.config.file)}


@contextmanager
def _locating(found: Scan, roots: Mapping[str, Path]) -> Iterator[None]:
    """Give the problems that end a run paths that can be opened from here."""
    try:
        yield
    except FeedsError as error:
        raise FeedsError(*_located(_placed(error.problems, found), roots), status=error.status) from None


def _fetcher(against: str | None, out: Path) -> Callable[[str], bytes | None]:
    from feeds import memory

    if against is None:
        return memory.from_folder(out)
    if against.startswith(("http://", "https://")):
        return memory.from_site(against)
    if not Path(against).is_dir():
        raise FeedsError(problem("against-unreadable", against, reason="no such folder"), status=USAGE)
    return memory.from_folder(Path(against))


def _remember(
    task: _Task, seen: _Seen, outcome: Outcome, loaded: Loaded, placed: Collection[tuple[str, Problem]]
) -> None:
    report = outcome.report
    stale = [each.path for _, each in placed if each.code == "stale-file"]
    paths = (*(each.path for each in report.artifacts), *loaded.beside, *stale)
    last = {
        "shaped by": task.shaped_by,
        "since": loaded.since and loaded.since.isoformat(),
        "wake": loaded.wake and loaded.wake.isoformat(),
        # Joined to `out`, the full path of a file beside the posts stays what it is.
        "stats": {path: publish.stamp(os.path.join(task.out, path)) for path in paths},
        "posts": report.posts,
        "artifacts": report.artifacts,
        # Not as they were told: the next run may be called from elsewhere, with other names for the folders.
        "problems": [(place, each) for place, each in placed if each.code not in _EVENTS],
    }
    # What the system has refused it may give the next time, though the file stays as it is.
    listing = b"" if any(each.code == "file-unreadable" for _, each in placed) else seen.listing
    task.cache.put("run", [("last", json.dumps(last).encode("utf-8", "surrogatepass")), ("listing", listing)])
