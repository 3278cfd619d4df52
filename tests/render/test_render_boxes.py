"""Boxes whose text is indented (Python-Markdown, Admonition; MkDocs, content tabs) are text like any other."""

from __future__ import annotations

import pytest

from feeds.boxes import unboxed


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('!!! note "A title"\n    Text.\n\nAfter.', "**A title**\nText.\n\nAfter."),
        ("!!! warning\n    One.\n\n    Two.\n\nAfter.", "**Warning**\nOne.\n\nTwo.\n\nAfter."),
        ('!!! note ""\n\n    Text.', "\n\nText."),
        ('!!! note inline end "T"\n\tText.', "**T**\nText."),
        ('??? tip "T"\n    Text.\n??? tip "U"\n    More.', "**T**\nText.\n**U**\nMore."),
        ('???+ note\n    A\n\n    !!! tip "In"\n        B\n\n    C', "**Note**\nA\n\n**In**\nB\n\nC"),
        ('=== "One"\n\n    A\n\n=== "Two"\n\n    B', "**One**\n\nA\n\n**Two**\n\nB"),
        (
            "!!! note\n    ```\n    !!! note\n        x\n    ```\nAfter",
            "**Note**\n```\n!!! note\n    x\n```\nAfter",
        ),
        ("!!! note\n    - a\n        - b\n\n        code", "**Note**\n- a\n    - b\n\n    code"),
    ],
)
def test_a_box(body: str, text: str) -> None:
    assert unboxed(body) == text


@pytest.mark.parametrize(
    "body",
    [
        "!!! Wow\nText.",
        "What!!!\n\n    code",
        '```\n!!! note "T"\n    Text.\n```',
        '    !!! note "T"\n        code',
        "Title\n=== \n\n    code",
        "!!!",
        "!!! note\n\n\n    code",
        "a === b\n\tcode",
    ],
)
def test_what_is_no_box_stays(body: str) -> None:
    assert unboxed(body) == body


def test_boxes_in_boxes_take_linear_time() -> None:
    body = "".join(" " * 4 * depth + "!!! note\n" for depth in range(400)) + " " * 1600 + "x"
    assert unboxed(body).count("\n") == body.count("\n")
