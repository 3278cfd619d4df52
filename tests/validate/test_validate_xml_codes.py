from __future__ import annotations

from pathlib import Path

import pytest

from feeds.feed_codes import FEED_CODES
from feeds.validate import findings, format_name, validate

INVALID = Path(__file__).parents[1] / "invalid"
VALID = Path(__file__).parents[1] / "valid"
FOLDERS = ("rss", "atom", "ext")


def feeds(where: Path) -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((where / folder).glob("*.xml"))]


def codes(path: Path) -> list[str]:
    """What a feed is to be blamed for, as its name says: codes with "+" between them, then a word that tells more."""
    return path.stem.partition(".")[0].split("+")


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", feeds(INVALID), ids=name)
def test_a_feed_with_a_mistake_has_these_findings_and_no_others(path):
    found = list(findings(path.read_bytes()))
    assert [finding.code for finding in found] == codes(path)
    lines = path.read_bytes().count(b"\n") + 1
    assert all(finding.line is not None and 1 <= finding.line <= lines for finding in found)


def test_every_code_has_a_feed():
    of_ours = {"readback-count", "readback-differs", "structure"}
    assert {code for path in feeds(INVALID) for code in codes(path)} == {
        code.slug for code in FEED_CODES
    } - of_ours


@pytest.mark.parametrize("path", feeds(VALID), ids=name)
def test_a_good_feed_has_none(path):
    assert validate(path.read_bytes(), str(path)) == []


def test_a_finding_names_its_line_and_entry():
    feed = (VALID / "atom" / "every-element.xml").read_text("utf-8")
    mistaken = feed.replace("<title>Neap tide</title>", "<title>Neap &lt;/b> tide</title>")
    (found,) = findings(mistaken.encode())
    line = 1 + mistaken[: mistaken.index("Neap &lt;")].count("\n")
    assert (found.code, found.line, found.entry) == ("html-undeclared", line, 1)
    assert "<title>" in found.message


def test_a_problem_carries_the_name_of_the_feed():
    path = INVALID / "rss" / "no-guid.xml"
    (problem,) = validate(path.read_bytes(), "tides.xml")
    assert (problem.path, problem.line, problem.code, problem.severity) == (
        "tides.xml",
        9,
        "no-guid",
        "warning",
    )


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ('<rss version="2.0">', "RSS 2.0"),
        ('<rss version="0.91">', "RSS 0.91"),
        ("<rss>", "RSS 2.0"),
        ('<feed xmlns="http://www.w3.org/2005/Atom">', "Atom 1.0"),
        ('<?xml version="1.0"?><!-- a --><a:entry xmlns:a="http://www.w3.org/2005/Atom">', "Atom 1.0"),
        ('<feed xmlns="http://purl.org/atom/ns#" version="0.3">', "Atom 0.3"),
        ('<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">', "RSS 1.0"),
        ("<feed>", "unknown"),
        ("<html>", "unknown"),
        ("no feed", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_format_has_a_name(start, expected):
    assert format_name(start.encode()) == expected
