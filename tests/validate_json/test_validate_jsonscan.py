from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.validate import format_name, jsonscan, validate
from feeds.validate.jsonfeed import findings

NAMES = st.text(max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(NAMES | st.just("items"), VALUES, max_size=5)
INDENTS = st.sampled_from([None, 0, 1, "\t"])


def nodes(path, value):
    """The path of everything below `value`, and how it begins in JSON."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield jsonscan.child(path, name), json.dumps(name)
            yield from nodes(jsonscan.child(path, name), each)
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield jsonscan.element(path, index), json.dumps(each)[0]
            yield from nodes(jsonscan.element(path, index), each)


@given(OBJECTS, INDENTS)
def test_members_are_what_the_json_module_reads(value, indent):
    read = {}
    for member in jsonscan.members(json.dumps(value, indent=indent), "items"):
        if member.number is None:
            read[member.name] = member.value
        else:
            assert member.number == len(read["items"])
            read["items"].append(member.value)
    assert read == value


@given(OBJECTS, INDENTS)
def test_everything_is_found_where_it_stands(value, indent):
    text = json.dumps(value, indent=indent)
    for member in jsonscan.members(text, "items"):
        expected = dict(nodes(member.path, member.value))
        starts = jsonscan.starts(text, member, expected.keys())
        if len(expected) == sum(1 for _ in nodes(member.path, member.value)):
            assert {
                path: text[start : start + len(expected[path])] for path, start in starts.items()
            } == expected


@given(OBJECTS, st.integers(0, 400))
def test_a_text_that_is_cut_off_is_never_taken_for_whole(value, length):
    text = json.dumps(value)[:length]
    if length < len(json.dumps(value)):
        with pytest.raises(json.JSONDecodeError):
            list(jsonscan.members(text, "items"))


@given(OBJECTS, st.text(alphabet='{}[],:x" 0', min_size=1, max_size=3), st.integers(0, 200))
def test_what_is_json_is_what_the_json_module_takes(value, slip, at):
    good = json.dumps(value)
    text = good[:at] + slip + good[at:]
    try:
        json.loads(text)
    except json.JSONDecodeError:
        with pytest.raises(json.JSONDecodeError):
            list(jsonscan.members(text, "items"))
    else:
        list(jsonscan.members(text, "items"))


@given(st.binary(max_size=60) | OBJECTS.map(lambda value: json.dumps(value).encode()))
def test_nothing_crashes(data):
    list(findings(data))


@given(OBJECTS)
def test_any_object_is_judged_in_the_order_of_its_lines(value):
    data = json.dumps({"version": "https://jsonfeed.org/version/1.1", **value}, indent=1).encode()
    lines = [found.line for found in validate(data, "feed.json")]
    told = [line for line in lines if line is not None]
    assert told == sorted(told)
    assert all(1 <= line <= data.count(b"\n") + 1 for line in told)
    format_name(data)
