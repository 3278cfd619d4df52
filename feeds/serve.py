"""`feeds serve`: a preview of the output folder over HTTP, made anew when posts change."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from importlib.util import find_spec
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING

from feeds import __version__, report
from feeds.preview import Notice, Request, respond
from feeds.problems import USAGE, FeedsError, on_one_line, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feeds.outcome import Outcome
    from feeds.problems import Problem

HOST = "127.0.0.1"
PORT = 8000


@dataclass
class Preview:
    """What is served; the notice changes with each run."""

    folder: Path
    notice: Notice


def serve(
    folder: Path,
    *,
    host: str = HOST,
    port: int = PORT,
    rebuild: Callable[[int | None], Outcome] | None = None,
    watch: Iterable[Path] = (),
    say: Callable[[str], object],
) -> None:
    """Serve `folder` until Ctrl-C.

    Args:
        folder: The output of `feeds build`.
        host: An address of this machine.
        port: 0 for any that is free.
        rebuild: Makes the output anew; takes how many worker processes it may start, None for any number. It is
            called once before anything is served.
        watch: Files and folders whose change calls for another `rebuild`.
        say: Takes lines for the terminal.

    Raises FeedsError with status 2 where there is nothing to serve, the address cannot be had, or the settings
    that `rebuild` reads are wrong from the start.
    """
    preview = Preview(folder, Notice())
    if rebuild is None and not folder.is_dir():
        raise FeedsError(problem("serve-missing", str(folder)), status=USAGE)
    try:
        with _listening(host, port, preview, say) as server:
            if rebuild is not None:
                _run(preview, rebuild, say, first=True)
            with _serving(server):
                say(f"Serving {folder} at {server.address} (Ctrl-C ends)")
                _keep_up(preview, rebuild, watch, say)
    except KeyboardInterrupt:
        return


@contextmanager
def serving(
    preview: Preview, host: str, port: int, say: Callable[[str], object] = lambda _line: None
) -> Iterator[str]:
    """Serve in the background, as long as the context lasts. Yields the address.

    Raises FeedsError with status 2 where it cannot be had.
    """
    with _listening(host, port, preview, say) as server, _serving(server):
        yield server.address


class _Server(ThreadingMixIn, TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, preview: Preview, say: Callable[[str], object]) -> None:
        self.preview = preview
        self.say = say
        self.address_family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        super().__init__((host, port), _Handler)
        shown = f"[{host}]" if ":" in host else host
        self.address = f"http://{shown}:{self.server_address[1]}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away before its answer is complete is no error."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        target = self.path.encode("latin-1").decode("utf-8", "surrogateescape")
        preview = self.server.preview
        response = respond(preview.folder, Request(self.command, target, self.headers), preview.notice)
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def version_string(self) -> str:
        return f"feed-publisher/{__version__}"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
        self.log_message("%s %s", self.requestline, str(int(code)))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        self.server.say(on_one_line(format % args))


@contextmanager
def _listening(host: str, port: int, preview: Preview, say: Callable[[str], object]) -> Iterator[_Server]:
    try:
        server = _Server(host, port, preview, say)
    except (OSError, OverflowError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FeedsError(problem("cannot-listen", f"{host}:{port}", reason=reason), status=USAGE) from None
    with server:
        yield server


@contextmanager
def _serving(server: _Server) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    try:
        _start(thread)
        yield
    finally:
        if thread.is_alive():
            server.shutdown()
            thread.join()


def _start(*threads: threading.Thread) -> None:
    """Start them all before Ctrl-C is heard: a thread that is half started cannot be waited for."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        for thread in threads:
            thread.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run(
    preview: Preview, rebuild: Callable[[int | None], Outcome], say: Callable[[str], object], *, first: bool
) -> None:
    """Raises FeedsError where the first run finds that the settings are wrong: there is nothing to wait for."""
    before, files = preview.notice, 0
    try:
        # To fork workers is safe only as long as no thread was started.
        built = rebuild(None if first else 1).report
    except FeedsError as error:
        if first and error.status == USAGE:
            raise
        preview.notice = Notice(_worth_showing(error.problems), failed=True)
    else:
        preview.notice = Notice(_worth_showing(built.problems))
        files = sum(each.changed for each in built.artifacts)
    if files and not first:
        say(f"Made anew: {report.count(files, 'file')} changed")
    if preview.notice != before:
        for line in report.human(preview.notice.problems).splitlines():
            say(line)
        if preview.notice.failed:
            say("Nothing was published; what was published before is still served")


def _worth_showing(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(found for found in problems if found.severity != "info")


def _keep_up(
    preview: Preview,
    rebuild: Callable[[int | None], Outcome] | None,
    watch: Iterable[Path],
    say: Callable[[str], object],
) -> None:
    """Make the output anew whenever what is watched has changed; never returns."""
    changed, ended = threading.Event(), threading.Event()
    watchers: list[threading.Thread] = []
    if rebuild is not None and find_spec("watchfiles") is None:
        say(report.human([problem("watch-missing", str(preview.folder))]).rstrip("\n"))
    elif rebuild is not None:
        watchers += [
            threading.Thread(target=_watch, args=(path, changed, ended, say), daemon=True) for path in watch
        ]
    try:
        _start(*watchers)
        while True:
            changed.wait()
            changed.clear()
            if rebuild is not None:
                _run(preview, rebuild, say, first=False)
    finally:
        ended.set()
        for watcher in filter(threading.Thread.is_alive, watchers):
            watcher.join()


def _watch(
    path: Path, changed: threading.Event, ended: threading.Event, say: Callable[[str], object]
) -> None:
    """Set `changed` when the file or anything in the folder changes, and once when the watch is up: it missed
    what came before."""
    from watchfiles import DefaultFilter, watch

    folder = path.is_dir()
    only = DefaultFilter() if folder else lambda _change, name: Path(name).name == path.name
    up = False
    try:
        # A file is watched by way of its folder: editors put a new one in its place.
        for changes in watch(
            path if folder else path.parent,
            recursive=folder,
            watch_filter=only,
            stop_event=ended,
            rust_timeout=1000,
            yield_on_timeout=True,
        ):
            if changes or not up:
                up = True
                changed.set()
    except (OSError, RuntimeError) as error:  # what watchfiles raises where the system refuses
        say(report.human([problem("watch-failed", str(path), reason=error)]).rstrip("\n"))
