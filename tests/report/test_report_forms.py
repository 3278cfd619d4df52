from __future__ import annotations

import json
import re
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import report
from feeds.codes import Code
from feeds.problems import CODES, FeedsError, Problem
from feeds.validate.command import Judged

HOSTILE = "a\n::error file=x::boo\r\x1b[31mred\u202e\u2028##[error]x##vso[task]\udcff\x9b31m"


@pytest.fixture(autouse=True)
def codes(monkeypatch):
    """Codes of its own, so that no rewording elsewhere touches these tests."""
    for code in (
        Code(
            "t-error", "error", "There is no {thing} | `here`", help="Why.", section="RFC 1, 2", w3c="NoThing"
        ),
        Code("t-warning", "warning", "{thing!r} looks odd", help="Why not."),
        Code("t-info", "info", "Note", help="So."),
    ):
        monkeypatch.setitem(CODES, code.slug, code)


def build_report(*problems: Problem) -> report.BuildReport:
    return report.BuildReport(
        report.PostCounts(read=4, published=2, left_out=1, drafts=1),
        (
            report.ArtifactReport("rss.xml", 1234, 2, True),
            report.ArtifactReport("tag/a|b/atom.xml", 9, 1, False),
        ),
        problems,
        changed=True,
    )


PROBLEMS = (
    Problem("b.md", 2, "t-error", "second"),
    Problem("b.md", 10, "t-info", "third"),
    Problem("b.md", None, "t-warning", "first"),
    Problem("a.md", 7, "t-error", "zeroth"),
)


def test_human_is_sorted_by_path_and_line():
    assert report.human(PROBLEMS) == (
        "a.md:7: error: zeroth [t-error]\n"
        "b.md: warning: first [t-warning]\n"
        "b.md:2: error: second [t-error]\n"
        "b.md:10: info: third [t-info]\n"
    )
    assert report.human(reversed(PROBLEMS)) == report.human(PROBLEMS)
    assert report.human(()) == ""


def test_human_is_coloured_only_when_asked():
    assert "\x1b" not in report.human(PROBLEMS)
    assert "a.md:7: \x1b[31merror\x1b[0m: zeroth" in report.human(PROBLEMS, colour=True)


@pytest.mark.parametrize("path", ["::error::x", " \t::error::x", "\u3000::error::x", "##[error]x", HOSTILE])
def test_no_path_steers_a_log(path):
    for text in (
        report.human([Problem(path, 1, "t-error", path)]),
        report.judged_summary(Judged(path, "RSS 2.0", False, ())),
    ):
        assert len(text.splitlines()) == 1
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]", text)
        assert not text.lstrip().startswith("::")
        assert "##[" not in text
        assert "##vso[" not in text
        text.encode()


@given(st.text(st.characters(), max_size=60), st.text(st.characters(), max_size=60))
def test_one_problem_is_one_line_whatever_it_holds(path, message):
    found = Problem(path, 3, "t-error", message)
    for text in (report.human([found]), report.github([found])):
        assert text.endswith("\n")
        assert len(text.splitlines()) == 1
        text.encode()
    command = re.fullmatch(r"::error file=([^,:]*),line=3,title=t-error::(.*)\n", report.github([found]))
    assert command


def test_github_commands():
    assert report.github(PROBLEMS).splitlines() == [
        "::error file=a.md,line=7,title=t-error::zeroth",
        "::warning file=b.md,title=t-warning::first",
        "::error file=b.md,line=2,title=t-error::second",
        "::notice file=b.md,line=10,title=t-info::third",
    ]


def test_github_escapes_what_would_end_a_property_or_a_command():
    text = report.github([Problem("50%,a:b.md", 1, "t-error", "100% of ::x, y: z")])
    assert text == "::error file=50%25%2Ca%3Ab.md,line=1,title=t-error::100%25 of ::x, y: z\n"


def test_build_json_is_the_contract():
    assert json.loads(report.build_json(build_report(*PROBLEMS[:1]))) == {
        "posts": {"read": 4, "published": 2, "left_out": 1, "drafts": 1},
        "artifacts": [
            {"path": "rss.xml", "bytes": 1234, "entries": 2, "changed": True},
            {"path": "tag/a|b/atom.xml", "bytes": 9, "entries": 1, "changed": False},
        ],
        "problems": [
            {"path": "b.md", "line": 2, "code": "t-error", "severity": "error", "message": "second"}
        ],
        "changed": True,
    }


def test_judged_json_is_one_line_a_feed_with_w3c_names():
    feeds = [
        Judged("x.xml", "Atom 1.0", False, PROBLEMS[2:3]),
        Judged("y\udcff.json", "unknown", False, PROBLEMS[:1]),
    ]
    first, second = report.report_judged("json", feeds).splitlines()
    assert json.loads(first) == {
        "feed": "x.xml",
        "format": "Atom 1.0",
        "valid": False,
        "problems": [
            {
                "path": "b.md",
                "line": None,
                "code": "t-warning",
                "severity": "warning",
                "message": "first",
                "w3c": None,
            }
        ],
    }
    assert json.loads(second)["feed"] == "y\\udcff.json"
    assert json.loads(second)["problems"][0]["w3c"] == "NoThing"


def test_sarif_structure():
    log = json.loads(report.sarif(PROBLEMS))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "feeds"
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", driver["semanticVersion"])
    assert [rule["id"] for rule in driver["rules"]] == ["t-error", "t-info", "t-warning"]
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        (location,) = result["locations"]
        assert set(location["physicalLocation"]) <= {"artifactLocation", "region"}
    assert [result["locations"][0]["physicalLocation"].get("region") for result in run["results"]] == [
        {"startLine": 7},
        None,
        {"startLine": 2},
        {"startLine": 10},
    ]


def test_sarif_of_nothing_still_says_that_the_tool_ran():
    (run,) = json.loads(report.sarif(()))["runs"]
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("posts/a b.md", "posts/a%20b.md"),
        ("a:b.md", "a%3Ab.md"),
        ("50%#?.md", "50%25%23%3F.md"),
        ("帖.md", "%E5%B8%96.md"),
        ("x\udcff.md", "x%FF.md"),
        ("/srv/a.md", "file:///srv/a.md"),
        ("https://a.example/feed.xml?x=1&y=%20", "https://a.example/feed.xml?x=1&y=%20"),
    ],
)
def test_sarif_locations_are_uris(path, uri):
    (run,) = json.loads(report.sarif([Problem(path, None, "t-error", "m")]))["runs"]
    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": uri}


def test_sarif_keeps_odd_bytes():
    (run,) = json.loads(report.sarif([Problem("\udcfe\n/x", None, "t-error", "m")]))["runs"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote_to_bytes(uri) == b"\xfe\n/x"


def test_every_form_of_a_build_and_of_judged_feeds():
    run = build_report(*PROBLEMS)
    assert report.report_build("human", run) == report.human(PROBLEMS)
    assert report.report_build("json", run) == report.build_json(run)
    assert report.report_build("github", run) == report.github(PROBLEMS)
    assert report.report_build("sarif", run) == report.sarif(PROBLEMS)
    feeds = [
        Judged("b.md", "unknown", False, PROBLEMS[:3]),
        Judged("a.md", "JSON Feed 1.1", True, PROBLEMS[3:]),
    ]
    assert report.report_judged("github", feeds) == report.github(PROBLEMS)
    assert report.report_judged("sarif", feeds) == report.sarif(PROBLEMS)
    lines = report.report_judged("human", feeds).splitlines()
    assert lines[3] == "b.md: invalid feed, 1 error, 1 warning, 1 info"
    assert lines[5] == "a.md: valid JSON Feed 1.1, 1 error"


def test_summary_by_code_counts_the_worst_and_the_most_first():
    problems = [*PROBLEMS, Problem("c.md", 1, "t-error", "x")]
    assert (
        report.summary_by_code(problems)
        == "3 errors (3 t-error), 1 warning (1 t-warning), 1 info (1 t-info)\n"
    )
    assert report.summary_by_code(()) == "no problems\n"


def test_job_summary_tables():
    text = report.job_summary(build_report(*PROBLEMS))
    assert "4 posts read, 2 published, 1 left out, 1 draft. The output changed." in text
    assert "| rss.xml | 1234 | 2 | yes |" in text
    assert "| a.md&#58;7 | error | zeroth | t-error |" in text


def test_job_summary_is_bounded():
    text = report.job_summary(build_report(*(Problem("a.md", n, "t-error", "m") for n in range(1, 1000))))
    assert len(text.splitlines()) < 120
    assert "999 errors (999 t-error)" in text


@given(st.text(max_size=60))
def test_nothing_in_a_message_is_markdown(message):
    text = report.job_summary(build_report(Problem("a.md", 1, "t-error", message)))
    row = text.splitlines()[-1]
    assert row.count("|") == 5
    assert not set("<>`*[]_~!$@\\") & set(row)


def test_explain_tells_all_there_is():
    assert report.explain("t-error") == (
        "t-error (error)\n\nThere is no <thing> | `here`\n\nWhy.\n\nSee RFC 1, 2.\n\n"
        "The W3C Feed Validator calls it NoThing.\n"
    )
    assert report.explain("t-warning") == "t-warning (warning)\n\n<thing> looks odd\n\nWhy not.\n"


@pytest.mark.parametrize(("slug", "hint"), [("t-eror", "did you mean t-error?"), ("\n::qqq::", "README")])
def test_an_unknown_code_is_a_usage_error(slug, hint):
    with pytest.raises(FeedsError, match=re.escape(hint)) as caught:
        report.explain(slug)
    assert caught.value.status == 2
    assert [found.code for found in caught.value.problems] == ["unknown-code"]
    assert "\n" not in str(caught.value)


def test_code_table_holds_every_code_once_and_renders_as_a_table():
    header, rule, *rows = report.code_table().splitlines()
    assert header.startswith("| Code |")
    assert set(rule) <= set("| -")
    assert [row.split("`")[1] for row in rows] == sorted(CODES)
    assert {row.replace("\\|", "").count("|") for row in rows} == {5}
    assert "`` There is no <thing> \\| `here` ``" in report.code_table()


def test_every_code_can_be_explained():
    for slug, code in CODES.items():
        assert code.severity in {"error", "warning", "info"}
        assert code.help
        assert report.explain(slug).startswith(slug)


def test_no_help_doubles_a_brace():
    """Messages are filled in, and help is not."""
    doubled = [slug for slug, code in CODES.items() if "{{" in code.help.replace("{{ site.title }}", "")]
    assert not doubled
