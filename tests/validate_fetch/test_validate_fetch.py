from __future__ import annotations

import gzip
import itertools
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from feeds.validate import fetch as module
from feeds.validate.fetch import Limits, fetch

XML = {"Content-Type": "application/xml"}
BYTES = {"Content-Type": "application/octet-stream"}
GZIP = {**BYTES, "Content-Encoding": "gzip"}


class Server(ThreadingHTTPServer):
    """Answers each path with what `answers` holds for it: status, headers, body."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.answers = {}
        self.asked = []
        self.released = threading.Event()

    def url(self, path, status=200, headers=XML, body=b"not a feed"):
        self.answers[path] = status, headers, body
        return self.base + path


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        status, headers, body = self.server.answers.get(self.path, (404, {}, b""))
        if body is None:
            self.server.released.wait()
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = "Content-Length" in headers or "Transfer-Encoding" in headers

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def shared_server():
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def server(shared_server, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    shared_server.answers.clear()
    shared_server.asked.clear()
    return shared_server


def codes(fetched):
    return [found.code for found in fetched.findings]


def rss(self_link):
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        "<title>Notes</title><link>https://notes.example/</link><description>Notes</description>"
        f'<atom:link rel="self" href="{self_link}"/></channel></rss>'
    ).encode()


def atom(self_link):
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="{self_link}"/></feed>'.encode()


def json_feed(self_link):
    return (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Notes", "items": [], '
        f'"home_page_url": "https://notes.example/", "feed_url": "{self_link}"}}'
    ).encode()


def test_a_feed_comes_as_it_is_served(server):
    url = server.url("/feed.xml", body=rss(server.base + "/feed.xml"))
    assert fetch(url) == (rss(url), [], None)
    ((_, headers),) = server.asked
    assert headers["User-Agent"].startswith("feed-publisher/")
    assert headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize(
    ("make", "content_type", "expected"),
    [
        (rss, "application/rss+xml", []),
        (rss, "Application/XML ; charset=UTF-8", []),
        (rss, "text/xml", []),
        (rss, "application/atom+xml", ["content-type-wrong"]),
        (rss, "text/html", ["content-type-wrong"]),
        (rss, "text/plain", ["content-type-vague"]),
        (rss, "application/octet-stream", ["content-type-vague"]),
        (rss, None, ["content-type-missing"]),
        (rss, "", ["content-type-wrong"]),
        (atom, "application/atom+xml", []),
        (atom, "application/rss+xml", ["content-type-wrong"]),
        (atom, "application/xml; charset=iso-8859-1", ["charset-mismatch"]),
        (atom, "application/xml; charset=nonsense", ["charset-mismatch"]),
        (atom, "application/xml; charset=a\0b", ["charset-mismatch"]),
        (atom, "application/xml; charset*=%00''x", ["charset-mismatch"]),
        (atom, 'application/xml; charset="utf8"', []),
        (json_feed, "application/feed+json", []),
        (json_feed, "application/json; charset=utf-8", []),
        (json_feed, "application/json; charset=latin1", ["charset-mismatch"]),
        (json_feed, "application/xml", ["content-type-wrong"]),
    ],
)
def test_content_types(server, make, content_type, expected):
    headers = {} if content_type is None else {"Content-Type": content_type}
    url = server.url("/feed", headers=headers, body=make(server.base + "/feed"))
    assert codes(fetch(url)) == expected


def test_a_byte_order_mark_outranks_the_charset(server):
    body = b"\xef\xbb\xbf" + atom(server.base + "/feed")
    url = server.url("/feed", headers={"Content-Type": "application/xml; charset=latin1"}, body=body)
    assert codes(fetch(url)) == []


@pytest.mark.parametrize("make", [rss, atom, json_feed])
def test_the_self_link_must_be_true(server, make):
    headers = {"Content-Type": "application/feed+json" if make is json_feed else "application/xml"}
    url = server.url("/feed", headers=headers, body=make("https://notes.example/feed"))
    assert codes(fetch(url)) == ["self-not-location"]
    # Equal by RFC 3986, 6.2.
    url = server.url("/feed", headers=headers, body=make(server.base.replace("http", "HTTP") + "/%66eed"))
    assert codes(fetch(url)) == []


@pytest.mark.parametrize(
    ("status", "names", "expected"),
    [
        (301, "/new", ["redirect-permanent"]),
        (308, "/old", ["redirect-permanent", "self-not-location"]),
        (302, "/new", ["redirect-temporary"]),
        (307, "/old", ["redirect-temporary"]),
        (303, "/else", ["redirect-temporary", "self-not-location"]),
    ],
)
def test_redirects(server, status, names, expected):
    server.url("/new", body=rss(server.base + names))
    url = server.url("/old", status, {"Location": "/new#top"}, b"")
    assert codes(fetch(url)) == expected


def test_a_redirect_to_another_host(server):
    other = server.base.replace("127.0.0.1", "localhost")
    server.url("/new", body=rss(other + "/new"))
    fetched = fetch(server.url("/old", 302, {"Location": other + "/new"}))
    # Where localhost is an IPv6 address only, nothing answers there.
    assert codes(fetched)[0] == "redirect-to-other-host"


def test_a_redirect_in_any_script(server):
    server.url("/%E6%96%B0?q=%C3%A9", body=b"new")
    url = server.url("/old", 301, {"Location": "/新?q=é".encode().decode("latin-1")})
    assert fetch(url).data == b"new"
    assert fetch(f"{server.base}/新?q=é").data == b"new"


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/feed", "data:,x", "javascript:alert(1)"]
)
def test_redirects_lead_to_http_only(server, location):
    fetched = fetch(server.url("/old", 301, {"Location": location}))
    assert fetched.data is None
    assert codes(fetched) == ["redirect-refused"]


@pytest.mark.parametrize("location", ["http://[", "http://a:b/"])
def test_redirects_to_nowhere(server, location):
    fetched = fetch(server.url("/old", 301, {"Location": location}))
    assert fetched.data is None
    assert codes(fetched)[-1] in {"fetch-failed", "redirect-refused"}


def test_redirects_in_a_circle(server):
    fetched = fetch(server.url("/round", 302, {"Location": "/round"}), Limits(redirects=3))
    assert fetched.data is None
    assert codes(fetched) == ["redirect-temporary"] * 4 + ["redirect-endless"]
    assert len(server.asked) == 4


@pytest.mark.parametrize("status", [204, 301, 304, 404, 410, 418, 429, 500, 503])
def test_other_statuses(server, status):
    fetched = fetch(server.url("/feed", status, {}, b""))
    assert fetched.data is None
    assert fetched.status == status
    (found,) = fetched.findings
    assert found.code == "fetch-status"
    assert str(status) in found.message


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "http://",
        "http://[",
        "http://a:b/",
        "http://a..b/",
        "feed.xml",
    ],
)
def test_other_addresses(url):
    fetched = fetch(url)
    assert fetched.data is None
    assert codes(fetched) == ["fetch-failed"]


def test_nobody_answers(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as closed:
        port = closed.server_port
    (found,) = fetch(f"http://127.0.0.1:{port}/").findings
    assert found.code == "fetch-failed"


def test_a_server_that_hangs_up_is_told_in_words(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")

    def hang_up(listener):
        listener.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=hang_up, args=(listener,))
        thread.start()
        (found,) = fetch(f"http://127.0.0.1:{listener.getsockname()[1]}/").findings
        thread.join()
    assert found.code == "fetch-failed"
    assert "('" not in found.message


def test_gzip(server):
    body = rss(server.base + "/feed.xml")
    packed = gzip.compress(body[:50], mtime=0) + gzip.compress(body[50:], mtime=0)
    url = server.url("/feed.xml", headers={**XML, "Content-Encoding": "gzip"}, body=packed)
    assert fetch(url) == (body, [], None)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (GZIP, b"not gzip"),
        (GZIP, gzip.compress(b"x" * 1000, mtime=0)[:-9]),
        (GZIP, b""),
        (GZIP, gzip.compress(b"x", mtime=0) + b"and more"),
        ({**BYTES, "Content-Encoding": "br"}, b"x"),
    ],
)
def test_what_cannot_be_decoded(server, headers, body):
    assert codes(fetch(server.url("/feed", headers=headers, body=body))) == ["fetch-coding"]


def test_too_large(server):
    limits = Limits(bytes=1_000_000)
    assert fetch(server.url("/feed", headers=BYTES, body=b"x" * 1_000_000), limits).data
    assert codes(fetch(server.url("/feed", headers=BYTES, body=b"x" * 1_000_001), limits)) == [
        "fetch-too-large"
    ]


def test_a_gzip_bomb_is_not_unpacked(server):
    bomb = gzip.compress(bytes(30_000_000), mtime=0)
    fetched = fetch(server.url("/feed", headers=GZIP, body=bomb), Limits(bytes=1_000_000))
    assert fetched.data is None
    assert codes(fetched) == ["fetch-too-large"]


def test_cut_off(server):
    fetched = fetch(server.url("/feed", headers={**BYTES, "Content-Length": "100"}, body=b"x" * 99))
    assert fetched.data is None
    assert codes(fetched) == ["fetch-failed"]


def test_chunked(server):
    headers = {**BYTES, "Transfer-Encoding": "chunked"}
    assert (
        fetch(server.url("/feed", headers=headers, body=b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")).data == b"abcde"
    )
    fetched = fetch(server.url("/feed", headers=headers, body=b"3\r\nabc\r\n2\r\nd"))
    assert fetched.data is None
    assert codes(fetched) == ["fetch-failed"]


def test_a_server_that_never_answers(server):
    assert codes(fetch(server.url("/feed", body=None), Limits(seconds=0.05))) == ["fetch-too-slow"]


def test_a_server_that_never_ends(server, monkeypatch):
    url = server.url("/feed", body=b"x" * 1_000_000)
    clock = itertools.count(0, 20)
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    assert codes(fetch(url)) == ["fetch-too-slow"]
