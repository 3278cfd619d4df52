"""What a CI service gets to see: annotations at file and line, outputs, a summary, SARIF."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from archives import write_post, write_posts
from click.testing import CliRunner

from feeds.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


class Job(NamedTuple):
    """A checkout, and the files that the service reads after a step."""

    root: Path
    output: Path
    summary: Path


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.chdir(tmp_path)
    here = Job(tmp_path, tmp_path / "output", tmp_path / "summary")
    monkeypatch.setenv("GITHUB_OUTPUT", str(here.output))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(here.summary))
    here.output.write_text("from=before\n")
    write_posts(tmp_path / "posts", 3)
    return here


def build(*words: str) -> Result:
    return CliRunner().invoke(main, ["build", "posts", "--no-cache", *words], catch_exceptions=False)


def test_an_error_is_an_annotation_at_the_posts_line(job: Job) -> None:
    (job.root / "posts" / "bad, one.md").write_text(
        "---\ntitle: T\nurl: https://e.org/\ndate: 31/02/2020\n---\nx\n"
    )
    result = build("--report", "github")
    assert result.exit_code == 1
    (said,) = (line for line in result.stdout.splitlines() if line.startswith("::error "))
    assert said.startswith("::error file=posts/bad%2C one.md,line=4,title=date-impossible::")
    assert result.stderr == ""


def test_whether_it_changed_goes_to_the_output(job: Job) -> None:
    for expected in ("true", "false"):
        build("--report", "github")
        assert job.output.read_text().splitlines()[-1] == f"changed={expected}"
    write_post(job.root / "posts", 3)
    build("--report", "github")
    assert job.output.read_text() == "from=before\nchanged=true\nchanged=false\nchanged=true\n"


def test_a_refused_run_says_so_in_output_and_summary(job: Job) -> None:
    build()
    for number in range(3, 40):
        write_post(job.root / "posts", number)
    result = build("--report", "github")
    assert result.exit_code == 3
    assert job.output.read_text().endswith("changed=false\n")
    assert "too-many-new" in job.summary.read_text()
    assert "::error file=out,title=too-many-new::" in result.stdout


def test_the_summary_counts_and_lists(job: Job) -> None:
    (job.root / "posts" / "bad.md").write_text("---\ntitle: <b>|\n---\nx\n")
    build("--report", "github")
    summary = job.summary.read_text()
    assert "4 posts read, 3 published, 1 left out" in summary
    assert re.search(r"^\| rss\.xml \| \d+ \| 3 \| yes \|$", summary, re.MULTILINE)
    assert "| error |" in summary
    assert "<b>" not in summary


def test_only_build_tells_later_steps(job: Job) -> None:
    for words in (["check", "posts"], ["validate", "posts/0001.md"], ["check", "nowhere"]):
        CliRunner().invoke(main, [*words, "--report", "github"], catch_exceptions=False)
    assert job.output.read_text() == "from=before\n"


def test_without_the_variables_nothing_is_written(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_OUTPUT")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY")
    assert build("--report", "github").exit_code == 0
    assert not job.summary.exists()


def test_sarif_names_file_line_and_rule(job: Job) -> None:
    (job.root / "posts" / "bad post.md").write_text(
        "---\ntitle: T\nurl: https://e.org/\ndate: soon\n---\nx\n"
    )
    build("--report", "sarif", "--report-file", "feeds.sarif")
    (run,) = json.loads((job.root / "feeds.sarif").read_text())["runs"]
    (error,) = (each for each in run["results"] if each["level"] == "error")
    rule = run["tool"]["driver"]["rules"][error["ruleIndex"]]
    assert rule["id"] == error["ruleId"] == "date-unreadable"
    (place,) = error["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "posts/bad%20post.md"},
        "region": {"startLine": 4},
    }


def test_json_tells_what_the_contract_says(job: Job) -> None:
    (job.root / "posts" / "bad.md").write_text("---\ntitle: T\n---\nx\n")
    (job.root / "posts" / "draft.md").write_text("---\ntitle: T\ndraft: true\n---\nx\n")
    report = json.loads(build("--report", "json").stdout)
    assert report["posts"] == {"read": 5, "published": 3, "left_out": 1, "drafts": 1}
    assert report["changed"] is True
    assert {each["path"] for each in report["artifacts"]} >= {
        "rss.xml",
        "atom.xml",
        "feed.json",
        "ledger.jsonl",
    }
    assert all(each.keys() == {"path", "bytes", "entries", "changed"} for each in report["artifacts"])
    assert all(each.keys() == {"path", "line", "code", "severity", "message"} for each in report["problems"])
