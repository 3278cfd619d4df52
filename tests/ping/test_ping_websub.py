from __future__ import annotations

import gzip
import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest
from archives import FEEDS, write_posts
from click.testing import CliRunner

from feeds.cli import main
from feeds.config import Config, FeedSettings
from feeds.ping import DELAYS, ping, ping_changed
from feeds.problems import FeedsError

NEW = b"<feed>new \xe6\x96\x87</feed>"
OLD = b"<feed>old</feed>"


class Answer(NamedTuple):
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = {}  # noqa: RUF012


class Asked(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Web(ThreadingHTTPServer):
    """Gives each path its answers in turn, the last one from then on; 404 where there is none."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.answers: dict[str, list[Answer]] = defaultdict(list)
        self.asked: list[Asked] = []
        self.posted = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: Web

    def do_GET(self):
        self._answer()

    def do_POST(self):
        self._answer()
        self.server.posted.set()

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urlsplit(self.path)
        self.server.asked.append(Asked(self.command, url.path, dict(self.headers), body))
        answers = self.server.answers[url.path] or [Answer(status=404)]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if challenge := parse_qs(url.query).get("hub.challenge"):
            answer = Answer(challenge[0].encode())
        self.send_response(answer.status)
        for name, value in ({"Content-Length": str(len(answer.body))} | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_):
        pass


@pytest.fixture
def web(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with Web() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Sleeper:
    """Notes how long it was to sleep, and what it heard."""

    def __init__(self):
        self.slept, self.heard = [], []

    def __call__(self, seconds):
        self.slept.append(seconds)

    def hear(self, line):
        self.heard.append(line)


@pytest.fixture
def sleeper():
    return Sleeper()


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    for path in (
        "rss.xml",
        "atom.xml",
        "feed.json",
        "tag/Пример/atom.xml",
        "archive/1/atom.xml",
        "index.html",
    ):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(NEW)
    return folder


def config(web, *hubs, **settings) -> Config:
    return Config(
        feed=FeedSettings(self=f"{web.address}/blog/", hub=hubs or (f"{web.address}/hub",), **settings)
    )


def pinged(web) -> list[dict[str, list[str]]]:
    return [parse_qs(asked.body.decode()) for asked in web.asked if asked.method == "POST"]


def codes(problems) -> list[str]:
    return [found.code for found in problems]


def test_a_hub_is_told_of_the_feeds_that_changed(web, out, sleeper):
    web.answers["/blog/atom.xml"] = [Answer(NEW)]
    web.answers["/blog/tag/%D0%9F%D1%80%D0%B8%D0%BC%D0%B5%D1%80/atom.xml"] = [Answer(NEW)]
    web.answers["/hub"] = [Answer(status=204)]
    changed = [
        "atom.xml",
        "archive/1/atom.xml",
        "tag/Пример/atom.xml",
        "index.html",
        "ledger.jsonl",
        "atom.xml.gz",
    ]
    told, problems = ping_changed(out, config(web), changed, sleep=sleeper)
    assert problems == []
    topics = [
        f"{web.address}/blog/{path}"
        for path in ("atom.xml", "tag/%D0%9F%D1%80%D0%B8%D0%BC%D0%B5%D1%80/atom.xml")
    ]
    assert told == [f"told {web.address}/hub of {topic}" for topic in topics]
    assert sorted(pinged(web), key=str) == [
        {"hub.mode": ["publish"], "hub.url": [topic], "hub.topic": [topic]} for topic in topics
    ]
    assert sleeper.slept == []


def test_nothing_is_asked_where_no_feed_changed(web, out):
    assert ping_changed(out, config(web), ["index.html", "archive/1/atom.xml"]) == ([], [])
    assert web.asked == []


def test_without_a_build_all_polled_feeds_are_told_of(web, out):
    for path in ("rss.xml", "atom.xml", "feed.json"):
        web.answers[f"/blog/{path}"] = [Answer(NEW)]
    web.answers["/blog/tag/%D0%9F%D1%80%D0%B8%D0%BC%D0%B5%D1%80/atom.xml"] = [Answer(NEW)]
    web.answers["/hub"] = [Answer(status=202)]
    told, problems = ping(out, config(web))
    assert problems == []
    assert len(told) == 4
    assert not any("archive" in line for line in told)


@pytest.mark.parametrize(
    "before",
    [Answer(OLD), Answer(status=404), Answer(status=503), Answer(NEW + b" "), Answer(NEW[:-1]), Answer(b"")],
    ids=["old", "missing", "down", "longer", "cut off", "empty"],
)
def test_a_hub_is_told_only_once_the_feed_is_live(web, out, sleeper, before):
    web.answers["/blog/atom.xml"] = [before, before, Answer(NEW)]
    web.answers["/hub"] = [Answer(status=202)]
    told, problems = ping_changed(out, config(web), ["atom.xml"], sleep=sleeper, say=sleeper.hear)
    assert (len(told), problems) == (1, [])
    assert sleeper.slept == list(DELAYS[:2])
    assert [asked.method for asked in web.asked] == ["GET", "GET", "GET", "POST"]
    assert "does not serve this file yet" in sleeper.heard[0]
    assert "trying again in 1 s" in sleeper.heard[0]


def test_a_feed_that_never_goes_live_is_told_of_to_nobody(web, out, sleeper):
    web.answers["/blog/atom.xml"] = [Answer(OLD)]
    web.answers["/blog/rss.xml"] = [Answer(NEW)]
    web.answers["/hub"] = [Answer(status=202)]
    told, problems = ping_changed(out, config(web), ["atom.xml", "rss.xml"], sleep=sleeper)
    assert told == [f"told {web.address}/hub of {web.address}/blog/rss.xml"]
    assert codes(problems) == ["not-live-yet"]
    assert problems[0].path == str(out / "atom.xml")
    assert problems[0].severity == "error"
    assert "it serves other bytes" in problems[0].message
    assert sleeper.slept == list(DELAYS)
    assert len(pinged(web)) == 1


@pytest.mark.parametrize(
    "answers",
    [
        [Answer(gzip.compress(NEW, mtime=0), headers={"Content-Encoding": "gzip"})],
        [Answer(status=302, headers={"Location": "/elsewhere"})],
    ],
    ids=["gzip", "redirect"],
)
def test_a_live_feed_is_known_however_it_is_served(web, out, answers):
    web.answers["/blog/atom.xml"] = answers
    web.answers["/elsewhere"] = [Answer(NEW)]
    web.answers["/hub"] = [Answer()]
    assert ping_changed(out, config(web), ["atom.xml"], delays=())[1] == []


@pytest.mark.parametrize(
    "answer",
    [
        Answer(NEW, headers={"Content-Encoding": "gzip"}),
        Answer(gzip.compress(NEW, mtime=0)[:-20], headers={"Content-Encoding": "gzip"}),
        Answer(gzip.compress(bytes(50_000_000), mtime=0), headers={"Content-Encoding": "gzip"}),
        Answer(NEW, headers={"Content-Length": "1000"}),
        Answer(status=302, headers={"Location": "file:///etc/hostname"}),
        Answer(status=302, headers={"Location": "ftp://127.0.0.1/"}),
        Answer(status=302, headers={"Location": "/blog/atom.xml"}),
    ],
    ids=["no gzip", "cut gzip", "bomb", "cut off", "file", "ftp", "loop"],
)
def test_an_answer_that_cannot_be_trusted_is_not_the_feed(web, out, answer):
    if answer.headers.get("Content-Length"):
        answer = answer._replace(body=NEW[:5])
    web.answers["/blog/atom.xml"] = [answer]
    told, problems = ping_changed(out, config(web), ["atom.xml"], delays=())
    assert (told, codes(problems)) == ([], ["not-live-yet"])


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408])
def test_a_hub_that_is_busy_is_asked_again(web, out, sleeper, status):
    web.answers["/blog/atom.xml"] = [Answer(NEW)]
    web.answers["/hub"] = [Answer(status=status), Answer(status=202)]
    told, problems = ping_changed(out, config(web), ["atom.xml"], sleep=sleeper)
    assert (len(told), problems, sleeper.slept) == (1, [], [1])


@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 404, 410])
def test_a_hub_that_refuses_is_not_asked_again(web, out, sleeper, status):
    web.answers["/blog/atom.xml"] = [Answer(NEW)]
    web.answers["/hub"] = [
        Answer(b"no\x1b[31m", status, {"Content-Type": "text/plain", "Location": f"{web.address}/other"})
    ]
    told, problems = ping_changed(out, config(web), ["atom.xml"], sleep=sleeper)
    assert (told, codes(problems), sleeper.slept) == ([], ["hub-refused"], [])
    assert f"{status} " in problems[0].message
    assert r"no\x1b[31m" in problems[0].message
    assert f"moved to {web.address}/other" in problems[0].message
    assert len(pinged(web)) == 1


def test_a_hub_that_refuses_without_a_word(web, out):
    web.answers["/blog/atom.xml"] = [Answer(NEW)]
    web.answers["/hub"] = [Answer(status=400)]
    _, (problem,) = ping_changed(out, config(web), ["atom.xml"])
    assert problem.message.endswith(": 400 Bad Request")


def test_each_hub_is_told_and_only_the_one_that_failed_again(web, out, sleeper):
    web.answers["/blog/atom.xml"] = [Answer(NEW)]
    web.answers["/one"] = [Answer(status=202)]
    web.answers["/two"] = [Answer(status=500), Answer(status=202)]
    hubs = (f"{web.address}/one", f"{web.address}/two")
    told, problems = ping_changed(out, config(web, *hubs), ["atom.xml"], sleep=sleeper)
    assert problems == []
    assert told == [f"told {hub} of {web.address}/blog/atom.xml" for hub in hubs]
    assert [asked.path for asked in web.asked if asked.method == "POST"] == ["/one", "/two", "/two"]


def test_a_hub_that_is_not_there(web, out, sleeper):
    with socket.create_server(("127.0.0.1", 0)) as free:
        hub = f"http://127.0.0.1:{free.getsockname()[1]}/"
    web.answers["/blog/atom.xml"] = [Answer(NEW)]
    told, problems = ping_changed(out, config(web, hub), ["atom.xml"], sleep=sleeper)
    assert (told, codes(problems)) == ([], ["hub-unreachable"])
    assert "Connection refused" in problems[0].message
    assert sleeper.slept == list(DELAYS)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"self": "https://example.org/"}, "ping-needs-hub"),
        ({"hub": ("https://hub.example/",)}, "ping-needs-self"),
    ],
)
def test_settings_that_are_needed(out, settings, code):
    for call in (lambda it: ping(out, it), lambda it: ping_changed(out, it, ["atom.xml"])):
        with pytest.raises(FeedsError) as raised:
            call(Config(feed=FeedSettings(**settings)))
        assert codes(raised.value.problems) == [code]
        assert raised.value.status == 2


def test_a_folder_without_feeds(web, tmp_path):
    with pytest.raises(FeedsError) as raised:
        ping(tmp_path, config(web))
    assert codes(raised.value.problems) == ["ping-needs-feeds"]
    assert raised.value.status == 2


@pytest.fixture
def site(web, tmp_path, monkeypatch):
    """Posts in seeds/, feeds that are live as soon as they are made, and a hub."""
    monkeypatch.chdir(tmp_path)
    write_posts(tmp_path / "seeds", 3)
    settings = f'[feed]\nself = "{web.address}/"\nhub = "{web.address}/hub"\n'
    (tmp_path / "seeds" / "feeds.toml").write_text(settings)
    assert built("-o", "live").exit_code == 0
    web.answers |= {f"/{name}": [Answer((tmp_path / "live" / name).read_bytes())] for name in FEEDS}
    web.answers["/hub"] = [Answer(status=202)]
    return web


def built(*words):
    return CliRunner().invoke(main, ["build", "--no-cache", *words], catch_exceptions=False)


def told(site):
    return "".join(f"told {site.address}/hub of {site.address}/{name}\n" for name in sorted(FEEDS))


def test_people_read_below_the_summary_which_hub_was_told(site):
    assert built("--ping").stdout.endswith(f" to out\n{told(site)}")


def test_a_quiet_build_tells_the_hubs_and_says_nothing(site):
    result = built("--ping", "-q")
    assert (result.exit_code, result.output) == (0, "")
    assert sum(asked.method == "POST" for asked in site.asked) == len(FEEDS)


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_report_in_one_document_stays_one(site, form):
    result = built("--ping", "--report", form)
    assert json.loads(result.stdout)
    assert result.stderr == told(site)


def test_a_hub_that_refuses_is_in_the_one_report(site, tmp_path, monkeypatch):
    site.answers["/hub"] = [Answer(status=403)]
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    result = built("--ping", "--report", "json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert report["changed"] is True
    assert [each["code"] for each in report["problems"]].count("hub-refused") == len(FEEDS)
    built("--ping", "--report", "github", "-o", "other")
    assert (tmp_path / "output").read_text() == "changed=true\n"


@pytest.fixture
def hub():
    """A hub in a process of its own."""
    script = Path(__file__).with_name("hub.py")
    process = subprocess.Popen(
        [sys.executable, script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "no_proxy": "*"},
    )
    with process:
        yield process.stdout.readline().strip()
        process.stdin.close()


def test_a_subscriber_gets_the_new_bytes(web, out, hub):
    """The whole round: subscribe, verify, publish, fetch, distribute."""
    topic = f"{web.address}/blog/atom.xml"
    web.answers["/blog/atom.xml"] = [Answer(NEW, headers={"Content-Type": "application/atom+xml"})]
    subscribe = {
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.callback": f"{web.address}/inbox",
        "hub.secret": "s",
    }
    urlopen(hub, urlencode(subscribe).encode(), timeout=5).close()
    web.posted.clear()
    web.answers["/inbox"] = [Answer(status=204)]
    told, problems = ping_changed(out, config(web, hub), ["atom.xml"])
    assert (told, problems) == ([f"told {hub} of {topic}"], [])
    assert web.posted.wait(10)
    received = web.asked[-1]
    assert (received.method, received.path, received.body) == ("POST", "/inbox", NEW)
    assert received.headers["Content-Type"] == "application/atom+xml"
    assert received.headers["Link"] == f'<{hub}>; rel="hub", <{topic}>; rel="self"'
    assert received.headers["X-Hub-Signature"] == f"sha256={hmac.new(b's', NEW, hashlib.sha256).hexdigest()}"


def test_a_real_hub_refuses_what_it_does_not_know(web, out, hub):
    web.answers["/blog/atom.xml"] = [Answer(NEW)]
    _, problems = ping_changed(out, config(web, hub), ["atom.xml"])
    assert codes(problems) == ["hub-refused"]
    assert "nobody subscribes to that" in problems[0].message
