from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from feeds.problems import CODES, TABLES, FeedsError
from feeds.report import report_judged
from feeds.validate import fetch
from feeds.validate.command import judge
from feeds.validate.findings import finding

GOOD = (Path(__file__).parents[1] / "valid" / "json" / "every-field.json").read_bytes()
WARNED = GOOD.replace(b'"feed_url"', b'"_feed_url"')
BROKEN = GOOD.replace(b'"version"', b'"_version"')


def judged(*names, stdin=b"", **options):
    return list(judge(names, stdin=io.BytesIO(stdin), **options))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, data in {"b.json": GOOD, "a.json": WARNED, "c/d.json": BROKEN, "[x].json": GOOD}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_verdicts():
    found = judged("b.json", "a.json", "c/d.json")
    assert [each.feed for each in found] == ["b.json", "a.json", "c/d.json"]
    assert [each.format for each in found] == ["JSON Feed 1.1"] * 3
    assert [each.valid for each in found] == [True, True, False]
    assert [[problem.code for problem in each.problems] for each in found] == [
        [],
        ["json-no-feed-url"],
        ["json-missing-field"],
    ]
    assert {problem.path for each in found for problem in each.problems} == {"a.json", "c/d.json"}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["?.json"], ["a.json", "b.json"]),
        (["**/*.json"], ["[x].json", "a.json", "b.json", "c/d.json"]),
        (["[x].json"], ["[x].json"]),
        (["b.json", "?.json"], ["b.json", "a.json", "b.json"]),
        (["./c/*"], ["./c/d.json"]),
    ],
)
def test_patterns(names, expected):
    assert [each.feed for each in judged(*names)] == expected


def test_a_file_that_looks_like_a_pattern_is_a_file(folder):
    (folder / "x.json").write_bytes(GOOD)
    assert [each.feed for each in judged("[x].json")] == ["[x].json"]


def test_what_a_pattern_matches_is_sorted(folder):
    names = [f"c/{number:02}.xml" for number in range(50)]
    for name in reversed(names):
        (folder / name).write_bytes(b"")
    assert [each.feed for each in judged("c/*.xml", ignore=list(CODES))] == names


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "code"), [("none.json", "feed-missing"), ("*.xml", "feed-missing"), ("c", "feed-unreadable")]
)
def test_what_cannot_be_read_is_invalid(name, code):
    (found,) = judged(name)
    assert (found.feed, found.format, found.valid) == (name, "unknown", False)
    assert [problem.code for problem in found.problems] == [code]


def test_odd_bytes_in_a_name(folder):
    name = b"\xff.json".decode("utf-8", "surrogateescape")
    (folder / name).write_bytes(BROKEN)
    (found,) = judged(name)
    assert found.feed == name
    for form in ("human", "json", "github", "sarif"):
        report_judged(form, [found]).encode()


def test_stdin():
    (found,) = judged("-", stdin=BROKEN)
    assert (found.feed, found.valid, found.problems[0].path) == ("-", False, "-")


@pytest.mark.usefixtures("folder")
def test_strict_makes_warnings_count():
    assert [each.valid for each in judged("a.json", "b.json", strict=True)] == [False, True]


@pytest.mark.usefixtures("folder")
def test_ignored_codes_neither_count_nor_show():
    found = judged("a.json", "c/d.json", strict=True, ignore=["json-no-feed-url", "json-missing-field"])
    assert [(each.valid, each.problems) for each in found] == [(True, ()), (True, ())]


def test_an_unknown_code_is_a_usage_error_before_anything_is_read():
    with pytest.raises(FeedsError, match="did you mean json-no-feed-url") as caught:
        judge(["none.json"], stdin=io.BytesIO(), ignore=["json-no-feed-uri"])
    assert caught.value.status == 2


def test_feeds_are_judged_one_at_a_time(folder):
    found = judge(["b.json", "late.json"], stdin=io.BytesIO())
    assert next(found).valid
    (folder / "late.json").write_bytes(GOOD)
    assert next(found).valid


def test_a_url_is_fetched_and_its_serving_judged(monkeypatch):
    fetched = fetch.Fetched(WARNED, [finding("content-type-missing", wanted="x")])
    monkeypatch.setattr(fetch, "fetch", lambda url: fetched if url == "HTTPS://a.example/*" else None)
    (found,) = judged("HTTPS://a.example/*")
    assert found.format == "JSON Feed 1.1"
    assert [problem.code for problem in found.problems] == ["content-type-missing", "json-no-feed-url"]
    assert {problem.path for problem in found.problems} == {"HTTPS://a.example/*"}


@pytest.mark.usefixtures("folder")
def test_json_lines_as_others_read_them():
    lines = report_judged("json", judge(["b.json", "c/d.json"], stdin=io.BytesIO())).splitlines()
    good, broken = map(json.loads, lines)
    assert good == {"feed": "b.json", "format": "JSON Feed 1.1", "valid": True, "problems": []}
    assert set(broken["problems"][0]) == {"path", "line", "code", "severity", "message", "w3c"}


def test_no_two_codes_share_a_name():
    assert sum(map(len, TABLES)) == len(CODES)
