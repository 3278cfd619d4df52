"""Agreement with the W3C Feed Validator on its own test feeds, where they are at hand."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

import pytest

from feeds.feed_codes import FEED_CODES
from feeds.problems import CODES
from feeds.validate import findings

CASES = Path(__file__).parents[3] / "shared" / "w3c-cases"
CORE = ("atom", "rss", "rss20", "xml")
BAR = {"core verdict": 0.99, "core expected": 0.97, "ext verdict": 0.95, "ext expected": 0.95}

THE_STANDARD_GOES_FIRST = [
    # What the W3C validator says otherwise, and the section that we follow.
    ("RFC 4287, 4.2.6: an id is an IRI", "<id>https://tides.example/marée</id>", set()),
    ("RFC 5646, 2.2.1: yue is registered, for Cantonese", '<title xml:lang="yue">潮汐</title>', set()),
    ("RFC 3986, 3.2.2: localhost is a host", '<link rel="related" href="http://localhost/a"/>', set()),
    ("RFC 3339, 5.6: 99:99 is no offset", "<updated>2013-10-09T09:23:00+99:99</updated>", {"not-rfc3339"}),
    ("RFC 8288, 4.2: start is registered", '<link rel="start" href="https://tides.example/"/>', set()),
    ("RFC 8141, 2: a URN may have a slash", "<id>urn:example:a/b</id>", set()),
]

needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the W3C's test feeds are not here")


def table(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def area(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "ext" else parts[0]


def is_expected(case: dict[str, str], names: set[str], families: dict[str, set[str]]) -> bool:
    """Whether what the case expects was reported, or where it is negated, was not."""
    wanted = case["expected"].removeprefix("!")
    reported = any(wanted in families[name] for name in names)
    return reported != case["expected"].startswith("!")


@needs_cases
def test_the_agreement_meets_the_bar():
    families = {row["code"]: {row["code"], *row["families"].split()} for row in table("families.tsv")}
    counts: Counter[tuple[str, str]] = Counter()
    for case in table("cases.tsv"):
        found = list(findings((CASES / case["path"]).read_bytes()))
        names = {name for finding in found if (name := CODES[finding.code].w3c)}
        valid = all(finding.severity != "error" for finding in found)
        where = area(case["path"])
        groups = (where, "core" if where in CORE else "ext")
        for group in groups:
            counts[group, "feeds"] += 1
            counts[group, "verdict"] += valid == (case["valid"] == "true")
            if case["level"] != "nothing":
                counts[group, "expecting"] += 1
                counts[group, "expected"] += is_expected(case, names, families)
    shares, lines = {}, []
    for group in sorted({group for group, _ in counts}):
        shares[f"{group} verdict"] = counts[group, "verdict"] / counts[group, "feeds"]
        shares[f"{group} expected"] = counts[group, "expected"] / counts[group, "expecting"]
        share, expected = shares[f"{group} verdict"], shares[f"{group} expected"]
        lines.append(
            f"{group:26} {counts[group, 'feeds']:4} feeds  verdict {share:.1%}  expected {expected:.1%}"
        )
    sys.stdout.write("\n".join(["", *lines, ""]))
    assert {name: share for name, share in shares.items() if share < BAR.get(name, 0)} == {}


@needs_cases
def test_severities_are_those_of_the_w3c():
    levels = {row["code"]: row["level"].lower() for row in table("families.tsv")}
    assert [
        (code.slug, code.severity) for code in FEED_CODES if code.w3c and code.severity != levels[code.w3c]
    ] == []


@pytest.mark.parametrize(
    ("xml", "codes"),
    [case[1:] for case in THE_STANDARD_GOES_FIRST],
    ids=[case[0] for case in THE_STANDARD_GOES_FIRST],
)
def test_the_standard_goes_first(xml, codes):
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">{xml}</feed>'
    about_the_feed = {"missing-element", "no-self", "no-encoding"}
    assert {finding.code for finding in findings(feed.encode())} - about_the_feed == codes
