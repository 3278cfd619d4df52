"""Expressions that are compiled late are right all the same."""

from __future__ import annotations

import gc
import pkgutil
import re
import sys
from importlib import import_module

import pytest

import feeds
from feeds import regex


def test_each_expression_of_the_package_is_one() -> None:
    for module in pkgutil.walk_packages(feeds.__path__, "feeds."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    late = [each for each in gc.get_objects() if isinstance(each, regex.LateRegex)]
    assert len(late) > 200
    for each in late:
        assert re.compile(each.pattern, each.flags).flags & each.flags == each.flags


def test_it_does_what_a_compiled_one_does() -> None:
    late = regex.regex(r"(b+)", re.IGNORECASE)
    assert (late.pattern, late.flags) == ("(b+)", re.IGNORECASE)
    for _ in range(2):
        assert late.search("aBb")[1] == "Bb"  # type: ignore[index]
        assert late.findall("abAB") == ["b", "B"]
        assert late.sub("-", "abBc") == "a-c"
        assert late.fullmatch("bx") is None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("(?:ab?c)*+", "aca", "ac"),
        ('((?:[^"]++|"[^"]*+")*+)>', 'a "b" c "d>', None),
        (r"((?:\w++|_++(?=\w))++)", "ab_", "ab_"),
        ("x(?:(?:ab)?+c)++y|z", "xabccy", "xabccy"),
    ],
)
def test_groups_are_repeated_rightly_on_a_python_that_gets_it_wrong(
    monkeypatch: pytest.MonkeyPatch, pattern: str, text: str, expected: str | None
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 11, 2))
    found = regex.regex(pattern).match(text)
    assert (found and found[0]) == expected


def test_what_is_wrong_shows_when_it_is_used() -> None:
    late = regex.regex("(")
    with pytest.raises(re.error, match="unterminated"):
        late.match("")
    with pytest.raises(AttributeError, match="nothing"):
        late.nothing  # type: ignore[attr-defined]  # noqa: B018
