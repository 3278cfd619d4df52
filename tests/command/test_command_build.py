"""`feeds build` as people and machines call it: what it writes, what it prints, how it ends."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

import pytest
from archives import ids, write_post, write_posts
from click.testing import CliRunner

from feeds import make, publish
from feeds.cli import main

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from click.testing import Result

    from feeds.config import Config
    from feeds.jobs import Draft
    from feeds.model import Rendered

NOW = ("--now", "2026-01-01T00:00:00Z")


class Place(NamedTuple):
    """Posts and their output, both known by short names to the commands run here."""

    posts: Path
    out: Path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Place(write_posts(tmp_path / "seeds", 12), tmp_path / "out")


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def build(*words: str) -> Result:
    return run("build", *NOW, *words)


def snapshot(folder: Path) -> dict[str, tuple[int, ...]]:
    """All that a write would change, of the folder and everything in it."""
    every = [folder, *folder.rglob("*")] if folder.exists() else []
    return {
        str(path.relative_to(folder)): (stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size)
        for path, stat in ((path, path.lstat()) for path in every)
    }


LOOKS = [["--check"], ["--dry-run"], ["--diff"], ["--diff", "--diff"], ["--check", "--diff", "-q"]]


@pytest.mark.parametrize("cache", [[], ["--no-cache"]], ids=["cache", "no cache"])
@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_a_look_writes_nothing(place: Place, look: list[str], cache: list[str]) -> None:
    stale = 4 if "--check" in look else 0
    assert build(*look, *cache).exit_code == stale
    assert not place.out.exists()
    build(*cache)
    before = snapshot(place.out)
    assert build(*look, *cache).exit_code == 0
    assert snapshot(place.out) == before
    write_post(place.posts, 12)
    assert build(*look, *cache).exit_code == stale
    assert snapshot(place.out) == before


@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_a_look_leaves_what_another_run_is_about_to_publish(place: Place, look: list[str]) -> None:
    build()
    with publish.locked(place.out):
        publish.stage(place.out, "rss.xml", b"by another run")
        before = snapshot(place.out)
        write_post(place.posts, 12)
        build(*look)
        assert snapshot(place.out) == before


def test_from_python_a_look_writes_nothing_either(place: Place) -> None:
    import feeds

    options = feeds.Options(write=False, use_cache=False)
    assert feeds.build(place.posts, place.out, options=options).report.changed
    assert not place.out.exists()


@pytest.mark.parametrize("cache", [[], ["--no-cache"]], ids=["cache", "no cache"])
def test_a_run_that_changes_nothing_writes_nothing_and_says_nothing(place: Place, cache: list[str]) -> None:
    first = build("-q", *cache)
    assert (first.exit_code, first.output) == (0, "")
    before = snapshot(place.out)
    for words in (["-q"], ["-q", "--check"], ["-q", "--dry-run"]):
        result = build(*words, *cache)
        assert (result.exit_code, result.output) == (0, "")
        assert snapshot(place.out) == before


def test_check_says_what_is_out_of_date(place: Place) -> None:
    build()
    write_post(place.posts, 12)
    said = build("--check", "-q").stderr
    assert said == "out: error: is out of date: 5 files would change; run `feeds build` [out-of-date]\n"
    assert json.loads(build("--check", "--report", "json").stdout)["changed"] is True
    (place.out / "rss.xml").unlink()
    assert build().exit_code == 0
    (place.out / "rss.xml").write_text("damaged")
    assert build("--check").exit_code == 4


def test_diff_shows_entries_then_bytes(place: Place) -> None:
    build()
    write_post(place.posts, 12, title="Brand new")
    write_post(place.posts, 3, title="Better")
    write_post(place.posts, 4, body="Edited.")
    write_post(place.posts, 5, url="https://elsewhere.example/5")
    (place.posts / "0006.md").unlink()
    assert build("--diff").stdout.endswith("""
1 new, 2 edited, 1 gone, 0 would reappear
+ https://example.org/p/12 Brand new
- https://example.org/p/6 Post 6
~ https://example.org/p/3 Better
    title: Post 3 -> Better
~ https://example.org/p/4 Post 4
    content edited
~ https://example.org/p/5 Post 5
    url: https://example.org/p/5 -> https://elsewhere.example/5
""")
    shown = build("--diff", "--diff")
    assert "--- published/rss.xml" in shown.stdout
    assert "+++ new/rss.xml" in shown.stdout
    assert any(line.startswith("+") and "Brand new" in line for line in shown.stdout.splitlines())


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_diff_does_not_break_a_report_that_is_one_document(place: Place, form: str) -> None:
    build()
    write_post(place.posts, 12)
    result = build("--diff", "--report", form)
    assert json.loads(result.stdout)
    assert "+ https://example.org/p/12 Post 12" in result.stderr
    assert "+ https://example.org/p/12" in build("--diff", "--report", form, "--report-file", "report").stdout


def test_a_flood_is_refused_yet_can_be_looked_at(place: Place) -> None:
    build()
    for number in range(12, 40):
        write_post(place.posts, number)
    before = snapshot(place.out)
    for words in ([], ["--check"], ["--dry-run"], ["--diff"], ["-q"]):
        result = build(*words)
        assert result.exit_code == 3, words
        assert "[too-many-new]" in result.stderr
        assert snapshot(place.out) == before
    assert "28 new, 0 edited, 0 gone, 0 would reappear" in build("--diff").stdout
    assert "+ https://example.org/p/30 Post 30" in build("--diff").stdout
    assert build("--check", "--accept").exit_code == 4
    assert build("--accept").exit_code == 0
    assert len(ids(place.out)) == 40


def test_gone_posts_are_named_once(place: Place) -> None:
    build()
    (place.posts / "0006.md").unlink()
    assert f"{os.path.join('seeds', '0006.md')}: warning: " in build().stderr
    assert build().stderr == ""
    assert build("--no-cache").stderr == ""


@pytest.mark.parametrize("more", [0, 70], ids=["here", "in several processes"])
def test_check_reads_the_texts_of_all_posts(place: Place, more: int) -> None:
    for number in range(12, 12 + more):
        write_post(place.posts, number)
    write_post(place.posts, 0, body="Old.\n\n{% gallery a %} <script>x</script> [b](0001.md) [c](9999.md)")
    before = snapshot(place.posts)
    result = run("check")
    assert result.exit_code == 0
    assert result.stdout.endswith("3 warnings (1 html-script, 1 link-to-file, 1 template-tag-dropped)\n")
    first = os.path.join("seeds", "0000.md:9")
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()] == [first] * 3
    assert snapshot(place.posts) == before
    assert build().stderr == result.stderr
    assert build("--limit", "5", "--no-archive").stderr == ""
    assert run("check", "--limit", "5").stderr == result.stderr
    assert run("check").stderr == result.stderr


def test_check_judges_anew_what_changed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []
    render = make.render_drafts

    def noted(drafts: Sequence[Draft], config: Config) -> dict[str, Rendered]:
        rendered.extend(draft.post.source for draft in drafts)
        return render(drafts, config)

    monkeypatch.setattr(make, "render_drafts", noted)
    write_post(place.posts, 3, body="[six](0006.md)")
    assert run("check").stderr == ""
    assert len(rendered) == 12
    rendered.clear()
    (place.posts / "0006.md").unlink()
    assert run("check").stderr.startswith(
        os.path.join("seeds", "0003.md:7: warning: 0006.md leads to a file")
    )
    assert rendered == ["0003.md"]


def test_check_says_that_there_is_nothing_to_publish(place: Place) -> None:
    for file in place.posts.iterdir():
        file.unlink()
    write_post(place.posts, 1, draft=True)
    assert run("check").exit_code == 0
    write_post(place.posts, 2, url=None)
    assert "tell the rule for them" in run("check").stderr
    write_post(place.posts, 1, url=None)
    assert "tell the rule for them" in run("check").stderr
    for file in place.posts.iterdir():
        file.unlink()
    result = run("check")
    assert (result.exit_code, result.stderr) == (1, build().stderr)


@pytest.mark.parametrize("command", ["build", "check", "validate"])
@pytest.mark.parametrize("file", ["no/such/report.json", "seeds"])
def test_a_report_that_cannot_be_written_is_noticed_before_the_run(
    place: Place, command: str, file: str
) -> None:
    assert run(command, "seeds", "--report-file", file).exit_code == 2
    assert not place.out.exists()


def test_a_report_in_a_file_is_the_last_one(place: Place) -> None:
    for number in range(2):
        build("--report", "json", "--report-file", "report.json")
        report = json.loads((place.posts.parent / "report.json").read_text())
        assert report["changed"] is (number == 0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"expires": "2025-01-01"}, "expired at 2025-01-01 00:00:00+00:00: left out"),
        ({"date": "2030-01-01T00:00:00Z"}, "is for 2030-01-01 00:00:00+00:00: left out until then"),
        ({"draft": True}, "is a draft: left out"),
        ({"url": "nowhere", "yaml": "no"}, "nowhere is no absolute http(s) address"),
        (
            {"url": "https://example.org/new", "date": "2019-01-01", "title": "New", "body": "New."},
            "its file holds",
        ),
        (None, "it is no longer there"),
    ],
)
def test_why_a_post_leaves_the_feeds(place: Place, change: dict[str, object] | None, reason: str) -> None:
    build()
    if change is None:
        (place.posts / "0006.md").unlink()
    else:
        write_post(place.posts, 6, **change)  # type: ignore[arg-type]
    (told,) = (row for row in build().stderr.splitlines() if "[post-gone]" in row)
    start = "seeds/0006.md: warning: the post published as https://example.org/p/6 leaves the feeds: "
    assert told.startswith(start + reason)


def test_a_post_that_is_passed_over_leaves_the_feeds(place: Place) -> None:
    build()
    (place.posts / "feeds.toml").write_text('[posts]\nignore = ["0006.md"]\n')
    assert "leaves the feeds: its file is not read as a post [post-gone]" in build().stderr


@pytest.mark.parametrize("again", [[], ["--no-cache"]], ids=["cache", "no cache"])
def test_problems_name_the_settings_that_were_read(place: Place, again: list[str]) -> None:
    settings = place.posts.parent / "own.toml"
    settings.write_text('[feed]\ntitle = "T"\n')
    for name in ("own.toml", str(settings)):
        told = build("-c", name, "-v", *again).stderr
        assert f"{name}: info: where the feeds will be hosted is not known" in told
    settings.write_text('[markdown]\nextensions = ["wat"]\n')
    assert build("-c", "own.toml").stderr.startswith("own.toml: error: the Markdown extension wat")
    settings.write_text('[posts]\nurl_template = "{base}/{slug}/"\n')
    for command in (["build"], ["check"]):
        assert run(*command, "-c", "own.toml").stderr.startswith("own.toml: error: posts.url_template")
    settings.write_text("")
    assert run("ping", "-c", "own.toml").stderr.startswith("own.toml: error: no hub is set")


def test_a_zone_that_there_is_not_is_told_with_what_to_write(place: Place) -> None:
    said = build("--timezone", "Foo/Bar").stderr
    assert said == (
        "--timezone: error: posts.timezone = Foo/Bar: wants the name of a zone, such as Europe/Berlin, or an "
        "offset, such as +08:00 [settings-value]\n"
    )
    assert not place.out.exists()


def broken(place: Place) -> None:
    (place.posts / "bad.md").write_text("---\ntitle: No date\nurl: https://example.org/x\n---\nText.\n")


def locked(place: Place) -> object:
    place.out.mkdir()
    lock = publish.locked(place.out)
    lock.__enter__()
    return lock


EXITS = [
    (None, ["build"], 0),
    (None, ["build", "--check"], 4),
    (broken, ["build"], 1),
    (broken, ["build", "--check"], 4),
    (broken, ["build", "--dry-run"], 1),
    (broken, ["build", "-q"], 1),
    (None, ["build", "nowhere"], 2),
    (None, ["build", "--no-such-option"], 2),
    (None, ["build", "--timezone", "Nowhere/City"], 2),
    (None, ["build", "--now", "soon"], 2),
    (None, ["build", "-c", "missing.toml"], 2),
    (None, ["build", "-o", "seeds/out"], 2),
    (None, ["build", "--against", "nowhere"], 2),
    (None, ["build", "--executor", "http://127.0.0.1:1"], 2),
    (None, ["build", ""], 2),
    (None, ["build", "-o", ""], 2),
    (None, ["build", "--against", ""], 2),
    (None, ["build", "--cache", ""], 2),
    (None, ["build", "-c", ""], 2),
    (None, ["serve", ""], 2),
    (None, ["ping", ""], 2),
    (lambda place: place.out.write_text("a file"), ["build"], 2),
    (lambda place: [file.unlink() for file in place.posts.iterdir()], ["build"], 1),
    (lambda place: (place.out.mkdir(), (place.out / "ledger.jsonl").write_text("x")), ["build"], 3),
    (locked, ["build"], 75),
    (locked, ["build", "--check"], 4),
    (None, ["check"], 0),
    (broken, ["check"], 1),
    (None, ["check", "nowhere"], 2),
    (lambda _: build(), ["validate", "out/rss.xml", "out/atom.xml", "out/feed.json"], 0),
    (
        lambda place: (place.out.mkdir(), (place.out / "rss.xml").write_text("<rss/>")),
        ["validate", "out/rss.xml"],
        1,
    ),
    (None, ["validate", "missing.xml"], 1),
    (None, ["validate"], 2),
    (None, ["explain", "no-url"], 0),
    (None, ["explain", "no-such-code"], 2),
    (None, ["init"], 0),
    (None, ["init", "nowhere"], 2),
    (None, ["serve", "nowhere", "--source", "nowhere"], 2),
    (None, ["ping"], 2),
    (None, ["--help"], 0),
    (None, ["--version"], 0),
    (None, ["no-such-command"], 2),
]


@pytest.mark.parametrize(
    ("prepare", "words", "status"), EXITS, ids=[f"{status} {' '.join(words)}" for _, words, status in EXITS]
)
def test_how_it_ends(place: Place, prepare: object, words: list[str], status: int) -> None:
    held = prepare(place) if callable(prepare) else None
    result = run(*words)
    if hasattr(held, "__exit__"):
        held.__exit__(None, None, None)
    assert result.exit_code == status, result.output
    if status not in (0, 4):
        assert result.stderr, "an error that says nothing"
