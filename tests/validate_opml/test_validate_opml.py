from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.opml_codes import OPML_CODES
from feeds.validate import format_name, validate

INVALID = Path(__file__).parents[1] / "invalid" / "opml"
VALID = Path(__file__).parents[1] / "valid" / "opml"


@pytest.mark.parametrize("path", sorted(INVALID.glob("*.opml")), ids=lambda path: path.stem)
def test_a_list_with_one_mistake_has_one_finding(path):
    code, _, _ = path.stem.partition(".")
    (found,) = validate(path.read_bytes(), "feeds.opml")
    assert found.code == code
    assert found.line is not None


def test_every_code_has_a_list():
    assert {path.stem.partition(".")[0] for path in INVALID.glob("*.opml")} == {
        code.slug for code in OPML_CODES
    }


@pytest.mark.parametrize("path", sorted(VALID.glob("*.opml")), ids=lambda path: path.stem)
def test_a_good_list_has_none(path):
    assert validate(path.read_bytes(), "feeds.opml") == []
    assert format_name(path.read_bytes()) == "OPML 2.0"


def test_a_finding_is_at_its_line():
    text = (VALID / "everything.opml").read_text("utf-8")
    mistaken = text.replace('<outline text="Only a text"/>', '<outline text="Only a text" isComment="no"/>')
    (found,) = validate(mistaken.encode(), "feeds.opml")
    assert found.line == 1 + mistaken[: mistaken.index('isComment="no"')].count("\n")


def test_a_broken_list_is_told_where_it_breaks():
    text = (VALID / "smallest.opml").read_text("utf-8").replace("</head>", "")
    found = [(found.code, found.line) for found in validate(text.encode(), "feeds.opml")]
    assert found == [("opml-unknown-element", 6), ("not-well-formed", 9)]


@given(st.text(max_size=40), st.sampled_from(["text", "type", "xmlUrl", "created", "language", "isComment"]))
def test_any_value_is_judged(value, name):
    escaped = "".join(f"&#{ord(character)};" for character in value)
    text = f'<?xml version="1.0" encoding="utf-8"?><opml><head/><body><outline {name}="{escaped}"/></body></opml>'
    assert validate(text.encode("ascii"), "feeds.opml")
