"""Nothing is written outside of DIR, nothing read outside of SOURCE, and no report says what a post wants it to."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest
from archives import FEEDS, assert_whole, contents, ids, write_post
from click.testing import CliRunner
from vectors import LINES, NAMES

import feeds
from feeds.cli import main
from feeds.config import Config, FeedSettings, PostSettings

if TYPE_CHECKING:
    from pathlib import Path

BY = ("tag", "category", "author", "year")


def every_path(root: Path) -> set[str]:
    return {os.path.relpath(os.path.join(folder, name), root)
            for folder, folders, files in os.walk(root) for name in (*folders, *files)}  # fmt: skip


def build(root: Path, **settings: Any) -> feeds.Outcome:
    config = Config(feed=FeedSettings(by=BY, gzip=True), posts=PostSettings(**settings))
    return feeds.build(root / "posts", root / "deep" / "out", config, feeds.Options(use_cache=False, jobs=1))


def test_names_never_lead_out_of_the_folder(tmp_path: Path) -> None:
    for number, name in enumerate(NAMES):
        write_post(
            tmp_path / "posts", number, tags=[name], categories=[name], author=name, slug=name, series=name
        )
    before = every_path(tmp_path)
    build(tmp_path)
    made = every_path(tmp_path) - before
    inside = {path for path in made if path != "deep" and path != "deep/out"}
    assert all(path.startswith("deep/out/") for path in inside)
    for path in inside:
        parts = path.split("/")[2:]
        assert all(
            re.fullmatch(r"[\w.-]{1,120}", part) and not part.startswith((".", "-")) for part in parts
        ), path
        assert len(parts) <= 3, path
        if len(parts) == 3:
            assert parts[0] in BY
            assert parts[2].removesuffix(".gz") in FEEDS
    assert_whole(tmp_path / "deep" / "out")


def test_names_that_differ_get_folders_that_differ_whatever_the_file_system_thinks(tmp_path: Path) -> None:
    for number, name in enumerate(NAMES):
        write_post(tmp_path / "posts", number, tags=[name, f"{name} too"])
    build(tmp_path)
    folders = [path.name for path in (tmp_path / "deep" / "out" / "tag").iterdir()]
    assert len({name.casefold() for name in folders}) == len(folders)


@pytest.mark.parametrize("name", [name for name in NAMES if name.strip()])
def test_slugs_never_lead_out_of_the_site(tmp_path: Path, name: str) -> None:
    write_post(tmp_path / "posts", 1, url=None, slug=name)
    write_post(tmp_path / "posts", 2)
    outcome = build(tmp_path, base_url="https://example.org/blog/", url_template="{base}{slug}/")
    assert_whole(tmp_path / "deep" / "out")
    assert outcome.report.posts.published >= 1
    assert all(name.startswith("https://example.org/") for name in ids(tmp_path / "deep" / "out"))


def test_links_out_of_the_source_are_followed_only_when_that_is_asked(tmp_path: Path) -> None:
    write_post(tmp_path / "posts", 1)
    secret = write_post(tmp_path / "secret", 2)
    (tmp_path / "posts" / "leak.md").symlink_to(secret)
    (tmp_path / "posts" / "folder").symlink_to(tmp_path / "secret")
    (tmp_path / "posts" / "absolute.md").symlink_to("/etc/passwd")
    outcome = build(tmp_path)
    assert ids(tmp_path / "deep" / "out") == ["https://example.org/p/1"]
    assert {found.code for found in outcome.report.problems if found.severity != "info"} >= {"link-outside"}
    build(tmp_path, follow_links=True)
    assert len(ids(tmp_path / "deep" / "out")) == 2


@pytest.mark.parametrize("key", ["image", "enclosure", "audio", "cover"])
@pytest.mark.parametrize("value", ["../secret.txt", "/etc/passwd", "file:///etc/passwd", "leak.txt"])
def test_media_outside_of_the_source_are_neither_read_nor_told(tmp_path: Path, key: str, value: str) -> None:
    (tmp_path / "secret.txt").write_text("x" * 4321)
    write_post(tmp_path / "posts", 1, **{key: value})
    (tmp_path / "posts" / "leak.txt").symlink_to(tmp_path / "secret.txt")
    build(tmp_path)
    assert all(b"4321" not in content for content in contents(tmp_path / "deep" / "out").values())


def test_a_link_in_the_place_of_a_feed_is_replaced_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "deep" / "out").mkdir(parents=True)
    (tmp_path / "deep" / "out" / "rss.xml").symlink_to(tmp_path / "victim")
    (tmp_path / "deep" / "out" / "index.html").symlink_to(tmp_path / "victim")
    write_post(tmp_path / "posts", 1)
    config = Config(feed=FeedSettings())
    options = feeds.Options(use_cache=False, jobs=1, accept=True)
    feeds.build(tmp_path / "posts", tmp_path / "deep" / "out", config, options)
    assert (tmp_path / "victim").read_text() == "mine"
    assert_whole(tmp_path / "deep" / "out")


# --- Reports ------------------------------------------------------------------------------------------------

HEADER_FIELDS = ("title", "date", "url", "tags", "author", "language", "image", "permalink")


def hostile_lines(folder: Path) -> Path:
    """Posts that are wrong in many ways, each with a vector in it, and in its file's name."""
    number = 0
    for vector in LINES:
        for field in HEADER_FIELDS:
            number += 1
            write_post(folder, number, **{field: vector})
        name = vector.replace("/", "").replace("\0", "")
        (folder / f"{name}.md").write_text(
            f"---\ntitle: {json.dumps(vector)}\n---\n[x](javascript:{vector})\n"
        )
        (folder / f"{number}.md").write_text(f"{vector}\n---\ntitle {vector}: x\n{vector}")
    return folder


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_lines(tmp_path_factory.mktemp("lines") / "posts")


FORGED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def report(posts: Path, out: Path, form: str, *words: str) -> str:
    command = [
        "build",
        str(posts),
        "-o",
        str(out),
        "--no-cache",
        "-v",
        "--by",
        "tag,author",
        "--report",
        form,
    ]
    result = CliRunner().invoke(main, [*command, *words], catch_exceptions=False)
    assert result.exit_code in (0, 1, 3), result.output
    return result.output


@pytest.mark.parametrize("words", [(), ("--diff",), ("--diff", "--diff")], ids=["build", "diff", "bytes"])
def test_no_line_of_the_human_report_is_the_posts(
    posts: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    for line in report(posts, tmp_path / "out", "human", *words).split("\n"):
        assert not FORGED.search(line), ascii(line)
        assert not re.match(r"\s*::", line), line
        if not words:
            assert "##[" not in line
            assert "##vso[" not in line
            assert not line.startswith("pwned"), line


def test_no_line_of_the_github_report_is_the_posts(posts: Path, tmp_path: Path) -> None:
    for line in report(posts, tmp_path / "out", "github").split("\n")[:-1]:
        assert not FORGED.search(line), ascii(line)
        shape = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert shape, line
        names = [part.partition("=")[0] for part in shape[2].split(",")]
        assert names in (["file", "line", "title"], ["file", "title"]), line


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_json_reports_stay_json(posts: Path, tmp_path: Path, form: str) -> None:
    document = json.loads(report(posts, tmp_path / "out", form))
    found = document["problems"] if form == "json" else document["runs"][0]["results"]
    assert len(found) > 50
    if form == "json":
        assert all(row.keys() == {"path", "line", "code", "severity", "message"} for row in found)
        assert {row["severity"] for row in found} <= {"error", "warning", "info"}
        assert not any(FORGED.search(row["message"]) for row in found)


def test_the_job_summary_is_a_table_and_nothing_else(
    posts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    report(posts, tmp_path / "out", "github")
    assert (tmp_path / "output").read_text() in ("changed=true\n", "changed=false\n")
    summary = (tmp_path / "summary").read_text("utf-8")
    assert not FORGED.search(summary.replace("\n", ""))
    for line in summary.split("\n"):
        assert "<" not in line
        assert not line.startswith("|") or len(re.findall(r"(?<!\\)\|", line)) == 5, line
