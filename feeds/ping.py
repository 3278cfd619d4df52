"""WebSub, the publisher's side: hubs are told which feeds changed, once those are live.

What a publisher sends to a hub is left open by the standard (https://www.w3.org/TR/websub/, 6); hubs agree on a form
with `hub.mode=publish` and the feed's address, which most want as `hub.url` and some as `hub.topic`.
"""

from __future__ import annotations

import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from http.client import HTTPException
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from feeds import __version__
from feeds.config import GROUPINGS
from feeds.formats import FORMATS
from feeds.links import to_uri
from feeds.problems import USAGE, FeedsError, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from http.client import HTTPResponse
    from pathlib import Path

    from feeds.config import Config

DELAYS = (1, 2, 4, 8, 15, 30, 60)
"""Seconds between attempts: two minutes in all, since a deployment takes its time."""

_SECONDS = 30
_CHUNK = 1 << 16
_GZIP = 16 + zlib.MAX_WBITS
_AT_ONCE = 4
_LATER = frozenset({408, 425, 429})
"""Refusals that only mean: not now (RFC 9110, 15.5.9; RFC 8470, 5.2; RFC 6585, 4)."""
_HEADERS = {"User-Agent": f"feed-publisher/{__version__}"}


class Topic(NamedTuple):
    """A feed to tell hubs of."""

    file: str
    """The published file, as shown in problems."""
    url: str
    """Its self link: what subscribers know it by."""
    size: int
    digest: bytes
    """SHA-256 of the published file."""


class _Attempt(NamedTuple):
    """What came of telling the hubs of one topic."""

    told: list[str]
    problems: list[Problem]
    """What is settled."""
    again: list[Problem]
    """What another attempt may mend."""
    hubs: list[str]
    """Those to try again."""


def _silent(_line: str) -> None:
    pass


def ping(
    out: Path,
    config: Config,
    *,
    delays: Sequence[float] = DELAYS,
    sleep: Callable[[float], object] = time.sleep,
    say: Callable[[str], object] = _silent,
) -> tuple[list[str], list[Problem]]:
    """Tell the hubs of every feed in `out` that readers poll: see `ping_changed`.

    Raises FeedsError, too, where there is none.
    """
    names = {FORMATS[name].file_name for name in config.feed.formats}
    patterns = [pattern for name in names for pattern in (name, *(f"{by}/*/{name}" for by in GROUPINGS))]
    paths = [path.relative_to(out).as_posix() for pattern in patterns for path in out.glob(pattern)]
    if not paths:
        raise FeedsError(problem("ping-needs-feeds", str(out)), status=USAGE)
    return ping_changed(out, config, paths, delays=delays, sleep=sleep, say=say)


def ping_changed(
    out: Path,
    config: Config,
    paths: Iterable[str],
    *,
    delays: Sequence[float] = DELAYS,
    sleep: Callable[[float], object] = time.sleep,
    say: Callable[[str], object] = _silent,
) -> tuple[list[str], list[Problem]]:
    """Tell the hubs of those of `paths`, files in `out` that changed, that are feeds which readers poll.

    A hub is told of a feed only once the feed's address serves the bytes of the file: it would distribute the old
    ones. What fails is tried again after each of `delays`, in seconds; `say` hears of the waiting.

    Returns which hub was told of what, a line each, and the problems. Raises FeedsError with status 2 where the
    settings name no hub, or not where the feeds are hosted.
    """
    base, hubs = addresses(config)
    polled = sorted({path for path in paths if _is_polled(path)})
    waiting = [(_topic(out / path, base + quote(path)), hubs) for path in polled]
    told: list[str] = []
    problems: list[Problem] = []
    again: list[Problem] = []
    for delay in (0, *delays):
        if not waiting:
            break
        if delay:
            say(f"{again[0].message} (trying again in {delay:g} s)")
            sleep(delay)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            attempts = list(pool.map(_attempt, waiting))
        told += [line for attempt in attempts for line in attempt.told]
        problems += [found for attempt in attempts for found in attempt.problems]
        again = [found for attempt in attempts for found in attempt.again]
        waiting = [
            (topic, attempt.hubs)
            for (topic, _), attempt in zip(waiting, attempts, strict=True)
            if attempt.hubs
        ]
    return told, problems + again


def addresses(config: Config) -> tuple[str, list[str]]:
    """Where the feeds are hosted, and the hubs. Raises FeedsError with status 2 where the settings lack one."""
    if not config.feed.hub:
        raise FeedsError(problem("ping-needs-hub", config.file), status=USAGE)
    if not config.feed.self:
        raise FeedsError(problem("ping-needs-self", config.file), status=USAGE)
    return to_uri(config.feed.self), [to_uri(hub) for hub in config.feed.hub]


def _is_polled(path: str) -> bool:
    """Whether readers poll the file: archive documents and the rest are fetched when need be (RFC 5005, 4)."""
    folder, name = PurePosixPath(path).parts[:-1], PurePosixPath(path).name
    return name in {each.file_name for each in FORMATS.values()} and (not folder or folder[0] in GROUPINGS)


def _topic(file: Path, url: str) -> Topic:
    content = file.read_bytes()
    return Topic(str(file), url, len(content), sha256(content).digest())


def _attempt(task: tuple[Topic, list[str]]) -> _Attempt:
    topic, hubs = task
    if early := not_live(topic):
        return _Attempt([], [], [early], hubs)
    attempt = _Attempt([], [], [], [])
    for hub in hubs:
        trouble = tell(hub, topic)
        if trouble is None:
            attempt.told.append(f"told {hub} of {topic.url}")
        elif trouble.code == "hub-refused":
            attempt.problems.append(trouble)
        else:
            attempt.again.append(trouble)
            attempt.hubs.append(hub)
    return attempt


def not_live(topic: Topic) -> Problem | None:
    """Why a hub that fetched the topic now would not get what was published; None where it would.

    The request is a plain one, as the hub's: no cache on the way is asked to look again.
    """
    try:
        with _opener(*_FOLLOW).open(Request(topic.url, headers=_HEADERS), timeout=_SECONDS) as response:
            if _serves(response, topic):
                return None
            reason = "it serves other bytes"
    except HTTPError as error:
        with error:
            reason = _status(error.code, error.reason)
    except (OSError, HTTPException, UnicodeError) as error:
        reason = _reason(error)
    except zlib.error:
        reason = "it says gzip and is not"
    return problem("not-live-yet", topic.file, url=topic.url, reason=reason)


def _serves(response: HTTPResponse, topic: Topic) -> bool:
    """Whether the answer holds the topic's bytes; it is read no further than that takes."""
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    inflate = zlib.decompressobj(_GZIP) if coding in ("gzip", "x-gzip") else None
    deadline = time.monotonic() + _SECONDS
    digest, left = sha256(), topic.size
    while chunk := response.read1(_CHUNK):
        if time.monotonic() > deadline:
            raise TimeoutError("the answer takes too long")
        content = inflate.decompress(chunk, left + 1) if inflate else chunk
        left -= len(content)
        if left < 0:
            return False
        digest.update(content)
    return digest.digest() == topic.digest


def tell(hub: str, topic: Topic) -> Problem | None:
    """Tell the hub that the topic changed. Returns "hub-refused", or "hub-unreachable" if it may work later."""
    form = {"hub.mode": "publish", "hub.url": topic.url, "hub.topic": topic.url}
    request = Request(hub, urlencode(form).encode(), headers=_HEADERS)
    code = "hub-unreachable"
    try:
        with _opener().open(request, timeout=_SECONDS) as response:
            status = response.status
            if 200 <= status < 300:
                return None
            reason = _status(status, response.reason)
            plain = response.headers.get_content_type() == "text/plain"
            if plain and (said := response.read(_CHUNK).decode("utf-8", "replace").strip()):
                reason = f"{reason}: {said}"
            if location := response.headers.get("Location"):
                reason = f"{reason}, moved to {location}"
            if status < 500 and status not in _LATER:
                code = "hub-refused"
    except (OSError, HTTPException, UnicodeError) as error:
        reason = _reason(error)
    return problem(code, topic.file, hub=hub, url=topic.url, reason=reason)


_FOLLOW = (HTTPErrorProcessor, HTTPDefaultErrorHandler, HTTPRedirectHandler)
"""What a GET needs to follow redirects. A POST does not follow them: it would turn into a GET."""


def _opener(
    *handlers: type[HTTPErrorProcessor | HTTPDefaultErrorHandler | HTTPRedirectHandler],
) -> OpenerDirector:
    """For http and https alone, past what a redirect may ask for."""
    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, UnknownHandler, *handlers):
        opener.add_handler(handler())
    return opener


def _status(status: int, phrase: str) -> str:
    return f"{status} {phrase}".strip()


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
