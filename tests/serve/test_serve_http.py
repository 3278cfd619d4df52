from __future__ import annotations

import gzip
import http.client
import os
import socket
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.preview import Notice, Request, respond
from feeds.problems import FeedsError, Problem, problem
from feeds.serve import Preview, serve, serving

PAGE = (
    '<!doctype html>\n<html lang="en"><head>\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-x'\">\n"
    "</head><body>\n<p>style-src 文</p></body></html>\n"
).encode()
FEED = "<?xml version='1.0' encoding='UTF-8'?>\n<feed>文</feed>\n".encode()
SECRET = b"secret"
MTIME = 1_700_000_000  # Tue, 14 Nov 2023 22:13:20 GMT
READER = {"Accept": "application/atom+xml, */*"}
NOTHING = Notice()
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    files = {
        "index.html": PAGE,
        "rss.xml": FEED,
        "atom.xml": FEED,
        "feed.json": b'{"version": "https://jsonfeed.org/version/1.1"}',
        "feeds.opml": FEED,
        "ledger.jsonl": b"{}\n",
        "rss.xml.gz": gzip.compress(FEED, mtime=0),
        "other.xml": FEED,
        "cover.png": b"\x89PNG",
        "what": b"\0\1",
        "tag/Пример/atom.xml": FEED,
        "folder/index.html": PAGE,
        ".feeds-new/atom.xml": SECRET,
        ".env": SECRET,
    }
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        os.utime(file, (MTIME, MTIME))
    (tmp_path / "secret.txt").write_bytes(SECRET)
    (tmp_path / "out-too").mkdir()
    (tmp_path / "out-too" / "secret.txt").write_bytes(SECRET)
    (folder / "leads-out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "leads-out").symlink_to(tmp_path)
    (folder / "leads-to-hidden").symlink_to(folder / ".env")
    (folder / "leads-in.xml").symlink_to(folder / "atom.xml")
    (folder / "loop").symlink_to(folder / "loop")
    os.mkfifo(folder / "pipe.xml")
    return folder


@contextmanager
def connected(folder, notice=NOTHING):
    with serving(Preview(folder, notice), "127.0.0.1", 0) as address:
        connection = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=10)
        try:
            yield connection
        finally:
            connection.close()


def ask(connection, target, headers=None, method="GET"):
    connection.request(method, target, headers=headers or {})
    answer = connection.getresponse()
    return answer, answer.read()


def get(folder, target, notice=NOTHING, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return respond(folder, Request("GET", target, named), notice)


@pytest.mark.parametrize(
    ("target", "to_readers", "to_browsers"),
    [
        ("/", "text/html; charset=utf-8", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8", "text/html; charset=utf-8"),
        ("/rss.xml", "application/rss+xml", "application/xml"),
        ("/atom.xml", "application/atom+xml", "application/xml"),
        ("/tag/%D0%9F%D1%80%D0%B8%D0%BC%D0%B5%D1%80/atom.xml", "application/atom+xml", "application/xml"),
        ("/feed.json", "application/feed+json", "application/feed+json"),
        ("/feeds.opml", "text/x-opml; charset=utf-8", "application/xml"),
        ("/ledger.jsonl", "text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ("/rss.xml.gz", "application/gzip", "application/gzip"),
        ("/other.xml", "application/xml", "application/xml"),
        ("/cover.png", "image/png", "image/png"),
        ("/what", "application/octet-stream", "application/octet-stream"),
    ],
)
def test_content_types(out, target, to_readers, to_browsers):
    with connected(out) as connection:
        for headers, expected in ((READER, to_readers), (BROWSER, to_browsers), ({}, to_readers)):
            answer, _ = ask(connection, target, headers)
            assert (answer.status, answer.headers["Content-Type"]) == (200, expected)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_bytes_are_those_that_were_published(out):
    with connected(out) as connection:
        answer, body = ask(connection, "/atom.xml?cachebuster=1#top")
        assert body == FEED
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Last-Modified"] == "Tue, 14 Nov 2023 22:13:20 GMT"
        assert answer.headers["Content-Length"] == str(len(FEED))
        assert ask(connection, "/")[1] == ask(connection, "/index.html")[1] == PAGE
        assert ask(connection, "http://example.org/atom.xml")[1] == FEED
        assert ask(connection, "http://example.org")[1] == PAGE
        assert ask(connection, "/leads-in.xml")[1] == FEED


def test_head_is_get_without_the_body(out):
    with connected(out) as connection:
        for target in ("/", "/atom.xml", "/nothing"):
            for headers in ({}, {"Accept-Encoding": "gzip"}):
                full, _ = ask(connection, target, headers)
                head, body = ask(connection, target, headers, "HEAD")
                assert (head.status, body) == (full.status, b"")
                wanted = [pair for pair in full.headers.items() if pair[0] != "Date"]
                assert [pair for pair in head.headers.items() if pair[0] != "Date"] == wanted


def test_what_a_client_has_is_not_sent_again(out):
    with connected(out) as connection:
        for accepted in ("gzip", "identity"):
            coding = {"Accept-Encoding": accepted}
            first, _ = ask(connection, "/atom.xml", coding)
            tag = first.headers["ETag"]
            for tags in (tag, f"W/{tag}", f'"other", {tag}', "*"):
                again, body = ask(connection, "/atom.xml", {**coding, "If-None-Match": tags})
                assert (again.status, body, again.headers["ETag"]) == (304, b"", tag)
                assert again.headers["Cache-Control"] == "no-cache"
                assert "Content-Length" not in again.headers
        assert ask(connection, "/atom.xml", {"If-None-Match": '"other"'})[0].status == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Tue, 14 Nov 2023 22:13:20 GMT", 304),
        ("Wed, 15 Nov 2023 00:00:00 GMT", 304),
        ("Tue, 14 Nov 2023 22:13:19 GMT", 200),
        ("Tue, 14 Nov 23 22:13:20", 200),
        ("yesterday", 200),
        ("Tue, 14 Nov 99999999 22:13:20 GMT", 200),
        ("Tue, 14 Nov 2023 22:13:20 +9999999999", 200),
        ("", 200),
    ],
)
def test_since(out, since, status):
    assert get(out, "/atom.xml", If_Modified_Since=since).status == status


def test_the_tag_outranks_the_date(out):
    date = "Tue, 14 Nov 2023 22:13:20 GMT"
    assert get(out, "/atom.xml", If_None_Match='"other"', If_Modified_Since=date).status == 200


def test_a_tag_changes_with_the_bytes_and_only_with_them(out):
    first = get(out, "/atom.xml")
    os.utime(out / "atom.xml")
    assert get(out, "/atom.xml").headers["ETag"] == first.headers["ETag"]
    (out / "atom.xml").write_bytes(FEED + b"\n")
    assert get(out, "/atom.xml").headers["ETag"] != first.headers["ETag"]
    assert get(out, "/atom.xml", If_None_Match=first.headers["ETag"]).status == 200


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("identity, *;q=0", False),
        ("br", False),
        ("", False),
    ],
)
def test_gzip_where_it_is_accepted(out, accepted, packed):
    for target, content in (("/atom.xml", FEED), ("/feeds.opml", FEED), ("/", PAGE)):
        answer = get(out, target, Accept_Encoding=accepted)
        assert (answer.headers.get("Content-Encoding") == "gzip") is packed
        assert (gzip.decompress(answer.body) if packed else answer.body) == content
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert answer.headers["Content-Length"] == str(len(answer.body))


def test_coded_and_plain_have_tags_of_their_own(out):
    plain, coded = get(out, "/atom.xml"), get(out, "/atom.xml", Accept_Encoding="gzip")
    assert plain.headers["ETag"] != coded.headers["ETag"]
    assert get(out, "/atom.xml", If_None_Match=coded.headers["ETag"]).status == 200


def test_what_is_packed_is_not_packed_again(out):
    for target in ("/rss.xml.gz", "/cover.png"):
        assert "Content-Encoding" not in get(out, target, Accept_Encoding="gzip").headers


@pytest.mark.parametrize(
    "target",
    [
        "/nothing",
        "/atom.xml/",
        "/atom.xml/more",
        "/other/",
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/tag/../../secret.txt",
        "/tag/../atom.xml",
        "/../out-too/secret.txt",
        "//../secret.txt",
        "/..\\secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/%252e%252e/secret.txt",
        "/leads-out.txt",
        "/leads-out/secret.txt",
        "/leads-out/out/.env",
        "/leads-to-hidden",
        "/loop",
        "/pipe.xml",
        "/tag",
        "/tag/",
        "/.env",
        "/.feeds-new/atom.xml",
        "/%2eenv",
        "/atom.xml%00",
        "/%00/../../secret.txt",
        "/\x00atom.xml",
        "/%ff%fe",
        "/" + "a" * 5000,
        "/" + "a/" * 5000,
        "/%",
        "*",
        "file:///etc/hostname",
    ],
)
def test_nothing_else_is_served(out, target):
    answer = get(out, target)
    assert answer.status == 404
    assert SECRET not in answer.body


@pytest.mark.parametrize(
    "line",
    [
        b"GET /../secret.txt HTTP/1.1",
        b"GET ../secret.txt HTTP/1.1",
        b"GET //../secret.txt HTTP/1.1",
        b"GET /..%2Fsecret.txt HTTP/1.0",
        b"GET /\xff\x00 HTTP/1.1",
        b"GET http://x/../secret.txt HTTP/1.1",
        b"POST /atom.xml HTTP/1.1",
        b"NONSENSE",
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/9.9",
    ],
)
def test_odd_request_lines(out, line, capfd):
    heard = []
    with serving(Preview(out, NOTHING), "127.0.0.1", 0, heard.append) as address:
        host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
        with socket.create_connection((host, int(port)), timeout=10) as raw:
            raw.sendall(line + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: raw.recv(1 << 16), b""))
        assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5", b"<!DOCTYPE"))
        assert SECRET not in answer
    assert "".join(capfd.readouterr()) == ""
    assert heard
    assert all(line.isprintable() for line in heard)


def test_raw_utf8_in_a_request_line(out):
    with serving(Preview(out, NOTHING), "127.0.0.1", 0) as address:
        host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
        with socket.create_connection((host, int(port)), timeout=10) as raw:
            raw.sendall("GET /tag/Пример/atom.xml HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
            assert raw.makefile("rb").read().endswith(b"\r\n\r\n" + FEED)


@given(st.text(st.characters(max_codepoint=0x2FF), max_size=40))
def test_no_target_breaks_it(target):
    folder = Path(__file__).parent
    answer = respond(folder, Request("GET", target, {}))
    assert answer.status in (200, 302, 404)


def test_a_client_that_goes_away_is_no_error(out, capfd):
    (out / "large.xml").write_bytes(bytes(20_000_000))
    with serving(Preview(out, NOTHING), "127.0.0.1", 0) as address:
        host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
        with socket.create_connection((host, int(port)), timeout=10) as raw:
            raw.sendall(b"GET /large.xml HTTP/1.1\r\n\r\n")
            raw.recv(100)
    assert "".join(capfd.readouterr()) == ""


def test_a_folder_is_its_page(out):
    assert get(out, "/folder/").body == PAGE
    answer = get(out, "//folder?x")
    assert (answer.status, answer.headers["Location"]) == (302, "/folder/")


def test_an_empty_folder_says_so(tmp_path):
    for folder in (tmp_path, tmp_path / "not-there"):
        answer = get(folder, "/")
        assert answer.status == 404
        assert b"Nothing here yet" in answer.body


PROBLEMS = (
    Problem("a <b>.md", 3, "no-posts", "there is </aside><script>alert(1)</script>\x1b[31m"),
    problem("feed-too-large", "out", kept=3, wanted=50, limit=1000),
)


def test_pages_show_the_problems(out):
    answer = get(out, "/", Notice(PROBLEMS))
    text = answer.body.decode()
    assert "1 error (1 no-posts), 1 warning (1 feed-too-large)" in text
    assert "a &lt;b&gt;.md:3: error: there is &lt;/aside&gt;&lt;script&gt;" in text
    assert "<script" not in text
    assert "\x1b" not in text
    assert "published nothing" not in text
    assert text.index("<body>") < text.index("Preview") < text.index("<p>style-src 文")
    assert "published nothing" in get(out, "/", Notice(PROBLEMS, failed=True)).body.decode()
    assert (out / "index.html").read_bytes() == PAGE


def test_the_policy_of_the_page_allows_the_notice_its_style(out):
    text = get(out, "/", Notice(PROBLEMS)).body.decode()
    assert text.count("style-src 'sha256-") == 1
    assert "' 'sha256-x'\"" in text


def test_feeds_show_no_problems(out):
    for target in ("/rss.xml", "/atom.xml", "/feed.json", "/feeds.opml"):
        assert get(out, target, Notice(PROBLEMS), **BROWSER).body == get(out, target, **BROWSER).body


def test_a_page_is_fetched_anew_when_the_problems_change(out):
    date = "Fri, 01 Jan 2100 00:00:00 GMT"
    plain, with_notice = get(out, "/"), get(out, "/", Notice(PROBLEMS))
    assert plain.headers["ETag"] != with_notice.headers["ETag"]
    assert get(out, "/", Notice(PROBLEMS), If_Modified_Since=date).status == 200
    assert get(out, "/", Notice(PROBLEMS), If_None_Match=with_notice.headers["ETag"]).status == 304


def test_thousands_of_problems_do_not_drown_the_page(out):
    body = get(out, "/", Notice(PROBLEMS[:1] * 5000)).body
    assert b"and 4900 more" in body
    assert len(body) < 100_000


def test_nothing_published_yet_shows_why(tmp_path):
    assert b"no-posts" in get(tmp_path, "/", Notice(PROBLEMS, failed=True)).body


def codes(raised):
    return [found.code for found in raised.value.problems], raised.value.status


def test_a_port_that_is_taken(out):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(FeedsError) as raised:
            serve(out, port=port, say=str)
    assert codes(raised) == (["cannot-listen"], 2)
    assert raised.value.problems[0].path == f"127.0.0.1:{port}"


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 0), ("127.0.0.1", 70000), ("a" * 70, 0)])
def test_an_address_that_is_not_to_be_had(out, host, port):
    with pytest.raises(FeedsError) as raised:
        serve(out, host=host, port=port, say=str)
    assert codes(raised) == (["cannot-listen"], 2)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FeedsError) as raised:
        serve(tmp_path / "nothing", port=0, say=str)
    assert codes(raised) == (["serve-missing"], 2)


def test_ipv6(out):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with serving(Preview(out, NOTHING), "::1", 0) as address:
        assert address.startswith("http://[::1]:")
        connection = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=10)
        assert ask(connection, "/atom.xml")[1] == FEED
        connection.close()
