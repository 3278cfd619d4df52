"""Feeds in the shapes that widespread programs and services give them: no rule takes what is usual for a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.validate import findings

SHAPES = sorted((Path(__file__).parent / "shapes").glob("*.xml"))
MISTAKES = {
    "anchor": {"undefined-element"},
    "eleventy": {"email-address"},
    "flickr": {"undefined-element"},
    "gitlab": {"undefined-element"},
    "mastodon-old": {"undefined-element"},
    "phpbb": {"not-rfc3339"},
    "reddit": {"not-full-uri"},
    "transistor": {"email-contact", "not-true-or-false"},
    "youtube": {"media-group-single", "missing-element", "undefined-element"},
}
"""What is really wrong with some of them, as other validators say too."""


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_a_usual_shape_has_only_the_errors_that_it_is_known_for(path):
    errors = {finding.code for finding in findings(path.read_bytes()) if finding.severity == "error"}
    assert errors == MISTAKES.get(path.stem, set())


def test_the_shapes_are_there():
    assert {path.stem for path in SHAPES} > MISTAKES.keys()
