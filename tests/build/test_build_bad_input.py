"""What is wrong with a post or a folder is named; the other posts are published."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from archives import assert_whole, ids, write_post
from click.testing import CliRunner

from feeds.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

GOOD = "https://example.org/p/1"


def feeds(*words: object) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("---\ndate: 2020-01-01\ntitle: T\n---\nText.\n", "no-url", 1),
        ("---\nurl: /relative\ndate: 2020-01-01\ntitle: T\n---\nText.\n", "permalink-relative", 2),
        ("---\nurl: ftp://example.org/x\ndate: 2020-01-01\ntitle: T\n---\nText.\n", "url-not-absolute", 2),
        ("---\nurl: https://example.org/x\ntitle: T\n---\nText.\n", "no-timestamp", 1),
        ("---\nurl: https://example.org/x\ndate: 2020-02-30\ntitle: T\n---\nText.\n", "date-impossible", 3),
        ("---\nurl: https://example.org/x\ndate: soon\ntitle: T\n---\nText.\n", "date-unreadable", 3),
        ("---\nurl: https://example.org/x\ndate: 2020-01-01\n---\nText.\n", "no-title", 1),
        ("---\nurl: https://example.org/x\ndate: 2020-01-01\ntitle: T\n---\n", "no-body", 6),
        ("---\nurl: https://example.org/x\ndate: 2020-01-01\ntitle: T\nText.\n", "header-unclosed", 1),
        ("---\n- a\n- b\n---\nText.\n", "header-not-mapping", 2),
        ("---\nurl: https://example.org/p/1\ndate: 2020-01-01\ntitle: T\n---\nText.\n", "url-twice", 2),
        (
            b"---\nurl: https://example.org/x\ntitle: \xc4\xe3\xba\xc3\xd6\xd0\xb9\xfa\n---\n\xc4\xe3\xba\xc3\n",
            "not-utf8",
            3,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "\n" not in value else "",
)
def test_a_bad_post(tmp_path: Path, content: str | bytes, code: str, line: int) -> None:
    write_post(tmp_path / "posts", 1)
    bad = tmp_path / "posts" / "bad.md"
    bad.write_bytes(content.encode() if isinstance(content, str) else content)
    result = feeds("build", tmp_path / "posts", "-o", tmp_path / "out", "--no-cache", "--timezone", "UTC")
    said = [row for row in result.stderr.splitlines() if str(bad) in row]
    assert result.exit_code == 1, result.output
    assert any(row.startswith(f"{bad}:{line}: error: ") and row.endswith(f"[{code}]") for row in said), (
        result.stderr
    )
    assert ids(tmp_path / "out") == [GOOD]
    assert_whole(tmp_path / "out")


@pytest.mark.parametrize("body", ["", "# Post 1", "<!-- nothing -->", "<!-- a -->\n\n<!-- b -->"])
def test_a_post_with_nothing_but_a_summary(tmp_path: Path, body: str) -> None:
    write_post(tmp_path / "posts", 1, body=body, summary="Some words.")
    result = feeds("build", tmp_path / "posts", "-o", tmp_path / "out", "--no-cache")
    assert result.exit_code == 0, result.output
    assert ids(tmp_path / "out") == [GOOD]
    assert_whole(tmp_path / "out")
    assert ("[body-empty]" in result.stderr) is (body == "")


@pytest.fixture
def _any_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if whoever reads posts knew less of languages than the validator."""
    monkeypatch.setattr("feeds.values.is_language", bool)


@pytest.mark.usefixtures("_any_language")
def test_an_entry_that_turns_out_invalid_is_left_out_and_the_rest_published(tmp_path: Path) -> None:
    write_post(tmp_path / "posts", 1)
    write_post(tmp_path / "posts", 2, lang="cn")
    words = ("build", tmp_path / "posts", "-o", tmp_path / "out", "--no-cache", "-j", "1")
    result = feeds(*words)
    assert result.exit_code == 1, result.output
    assert "0002.md:4: error: 'cn' in <dc:language>" in result.stderr
    assert "2 posts read, 1 published, 1 left out" in result.output
    assert ids(tmp_path / "out") == [GOOD]
    assert_whole(tmp_path / "out")
    again = feeds(*words, "--diff", "--diff")
    assert "atom.xml" not in again.stdout


@pytest.mark.usefixtures("_any_language")
def test_where_more_than_half_turn_out_invalid_nothing_is_published(tmp_path: Path) -> None:
    write_post(tmp_path / "posts", 1)
    write_post(tmp_path / "posts", 2, lang="cn")
    write_post(tmp_path / "posts", 3, lang="jp")
    result = feeds("build", tmp_path / "posts", "-o", tmp_path / "out", "--no-cache", "-j", "1")
    assert result.exit_code == 3
    assert not (tmp_path / "out" / "atom.xml").exists()


def test_a_folder_named_like_a_post(tmp_path: Path) -> None:
    write_post(tmp_path / "posts", 1)
    write_post(tmp_path / "posts" / "folder.md", 2)
    result = feeds("build", tmp_path / "posts", "-o", tmp_path / "out", "--no-cache", "-v")
    assert "folder.md" in result.stderr
    assert len(ids(tmp_path / "out")) == 2


def test_a_link_that_leads_in_a_circle(tmp_path: Path) -> None:
    write_post(tmp_path / "posts", 1)
    (tmp_path / "posts" / "again").symlink_to(tmp_path / "posts")
    (tmp_path / "posts" / "self.md").symlink_to("self.md")
    result = feeds("build", tmp_path / "posts", "-o", tmp_path / "out", "--no-cache", "-v")
    assert "self.md" in result.stderr
    assert ids(tmp_path / "out") == [GOOD]


def test_a_name_of_odd_bytes(tmp_path: Path) -> None:
    write_post(tmp_path / "posts", 1)
    os.rename(
        os.fsencode(tmp_path / "posts" / "0001.md"), os.fsencode(tmp_path / "posts") + b"/\xff\x1b[31m.md"
    )
    result = feeds("build", tmp_path / "posts", "-o", tmp_path / "out", "--no-cache", "--report", "json")
    assert result.exit_code == 0, result.output
    assert ids(tmp_path / "out") == [GOOD]


@pytest.mark.parametrize(
    ("prepare", "words", "code", "status"),
    [
        (lambda _root: None, ["missing", "-o", "out"], "source-missing", 2),
        (lambda root: (root / "posts").mkdir(), ["posts", "-o", "out"], "no-posts", 1),
        (lambda root: write_post(root / "posts", 1), ["posts", "-o", "posts/out"], "out-inside-source", 2),
        (lambda root: write_post(root / "posts", 1), ["posts", "-o", "posts"], "out-inside-source", 2),
        (
            lambda root: (write_post(root / "posts", 1), (root / "out").write_text("x")),
            ["posts", "-o", "out"],
            "out-not-writable",
            2,
        ),
        (
            lambda root: (write_post(root / "posts", 1), (root / "f.toml").write_text("[feed]\ntitel = 1")),
            ["posts", "-o", "out", "-c", "f.toml"],
            "settings-unknown",
            2,
        ),
    ],
    ids=["missing", "empty", "inside", "same", "a file", "settings"],
)
def test_bad_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepare: object, words: list[str], code: str, status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    prepare(tmp_path)  # type: ignore[operator]
    result = feeds("build", *words, "--no-cache")
    assert result.exit_code == status
    assert f"[{code}]" in result.stderr
    assert not (tmp_path / "out" / "rss.xml").exists()


def test_feeds_that_are_not_made_any_more_are_named_and_left(tmp_path: Path) -> None:
    write_post(tmp_path / "posts", 1, tags=["one"])
    words = ("build", tmp_path / "posts", "-o", tmp_path / "out", "--no-cache", "-v")
    feeds(*words, "--by", "tag")
    result = feeds(*words, "--formats", "rss,atom")
    stale = sorted(row.partition(":")[0] for row in result.stderr.splitlines() if "[stale-file]" in row)
    left = ["feed.json", "tag/one/atom.xml", "tag/one/feed.json", "tag/one/rss.xml"]
    assert stale == [str(tmp_path / "out" / name) for name in left]
    assert all((tmp_path / "out" / name).exists() for name in left)


def test_what_is_left_out_of_a_text_is_told_in_every_run_that_shows_it(tmp_path: Path) -> None:
    body = "{% poll 1 %} and {% poll 2 %}\n\n[x](javascript:alert)\n\n<iframe src='https://e.example/v'></iframe>\n"
    post = write_post(tmp_path / "posts", 1, body=body)
    command = ["build", tmp_path / "posts", "-o", tmp_path / "out", "--cache", tmp_path / "cache"]
    first = feeds(*command, "-v")
    line = post.read_text().count("\n", 0, post.read_text().index("{% poll")) + 1
    for at, code, text in (
        (line, "template-tag-dropped", "{% poll 1 %}"),
        (line, "template-tag-dropped", "{% poll 2 %}"),
        (line + 2, "url-unsafe", "javascript:alert"),
        (line + 4, "embed-linked", "https://e.example/v"),
    ):
        told = [row for row in first.stderr.splitlines() if row.startswith(f"{post}:{at}: ")]
        assert sum(text in row and row.endswith(f"[{code}]") for row in told) == 1, first.stderr
    write_post(tmp_path / "posts", 2)
    again = feeds(*command)
    assert again.stderr.count("[template-tag-dropped]") == 2
    assert again.stderr.count("[url-unsafe]") == 1


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("url: /2013/a/\ndate: 2013-10-09", ("base_url", "feeds init")),
        ("date: 2013-10-09", ("url_template", "feeds init")),
        ("url: https://example.org/a", ("published under [keys]", "2013-10-09-title.md")),
    ],
)
def test_an_archive_that_lacks_one_thing_is_told_first_what_to_do(
    tmp_path: Path, header: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "posts").mkdir()
    for name in ("1", "2"):
        (tmp_path / "posts" / f"{name}.md").write_text(f"---\ntitle: A\n{header}\n---\nText.\n")
    result = feeds("build", tmp_path / "posts", "-o", tmp_path / "out", "--no-cache")
    first = result.stderr.splitlines()[0]
    assert all(word in first for word in words), first
    assert result.exit_code == 1
