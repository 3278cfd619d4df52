from __future__ import annotations

from pathlib import Path

import pytest

from feeds.json_codes import JSON_CODES
from feeds.validate import format_name, validate
from feeds.validate.jsonfeed import findings

INVALID = Path(__file__).parents[1] / "invalid" / "json"
VALID = Path(__file__).parents[1] / "valid" / "json"


@pytest.mark.parametrize("path", sorted(INVALID.glob("*.json")), ids=lambda path: path.stem)
def test_a_feed_with_one_mistake_has_one_finding(path):
    code, _, _ = path.stem.partition(".")
    assert [found.code for found in validate(path.read_bytes(), "feed.json")] == [code]


def test_every_code_has_a_feed():
    assert {path.stem.partition(".")[0] for path in INVALID.glob("*.json")} == {
        code.slug for code in JSON_CODES
    }


@pytest.mark.parametrize("path", sorted(VALID.glob("*.json")), ids=lambda path: path.stem)
def test_a_good_feed_has_none(path):
    assert validate(path.read_bytes(), "feed.json") == []
    assert format_name(path.read_bytes()) == f"JSON Feed {'1.0' if path.stem == 'version-1' else '1.1'}"


PLACED = """\
{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Notes",
  "home_page_url": "https://notes.example/",
  "feed_url": "https://notes.example/feed.json",
  "items": [
    {
      "id": "1",
      "content_text": "a\\nb",
      "date_published": "2024-03-01T08:00:00Z"
    },
    {
      "id": "2",
      "content_text": "c",
      "date_published": "2024-03-01T08:00:00Z",
      "attachments": [
        {"url": "https://notes.example/a.mp3", "mime_type": "audio/mpeg"},
        {
          "url": "b.mp3", "mime_type": "audio/mpeg"
        }
      ],
      "tags": [
        "a",
        7
      ]
    }
  ],
  "icon": "icon.png"
}
"""


def test_a_finding_names_its_path_line_and_item():
    found = [
        (each.code, each.line, each.entry, each.message.split()[0]) for each in findings(PLACED.encode())
    ]
    assert found == [
        ("json-url-relative", 19, 1, "items[1].attachments[1].url"),
        ("json-type", 24, 1, "items[1].tags[1]"),
        ("json-url-relative", 28, None, "icon"),
    ]


def test_a_syntax_error_is_at_its_line_and_ends_the_judgement():
    (found,) = findings(PLACED.replace('"id": "2",', '"id": "2"').encode())
    assert (found.code, found.line) == ("json-syntax", 14)


def test_what_a_feed_lacks_is_not_told_of_one_that_was_cut_off():
    assert [found.code for found in findings(b'{"title": ')] == ["json-syntax"]


@pytest.mark.parametrize(
    ("version", "code"),
    [("/1", "json-newer-field"), ("/1.1", "json-author-deprecated"), ("/2", "json-version")],
)
def test_the_version_counts_wherever_it_stands(version, code):
    item = '{"id": "%d", "content_text": "", "date_published": "2024-03-01T08:00:00Z", %s}'
    items = item % (1, '"author": {"name": "Ann"}'), item % (2, '"authors": [{"name": "Ann"}]')
    text = (
        '{"title": "Notes", "home_page_url": "https://a.example/", "feed_url": "https://a.example/f.json",'
        f'"items": [{", ".join(items * 1)}], "version": "https://jsonfeed.org/version{version}"}}'
    )
    assert [found.code for found in findings(text.encode())] == [code]


def test_what_depends_on_the_version_is_told_once():
    item = '{"id": "%d", "content_text": "", "date_published": "2024-03-01T08:00:00Z", "author": {"name": "Ann"}}'
    text = PLACED.replace('"icon": "icon.png"', '"author": {"name": "Ann"}').replace(
        PLACED[PLACED.index("    {\n") : PLACED.index("\n  ],")], ",\n".join(item % n for n in range(9))
    )
    (found,) = findings(text.encode())
    assert (found.code, found.line, found.entry) == ("json-author-deprecated", 7, 0)


@pytest.mark.parametrize(
    "text", ['{"a": %s}' % ("9" * 5000), '{"a": 1e999}', '{"": 0}', "{}", "[", "{", "", "\0"]
)
def test_odd_texts_are_judged(text):
    assert list(findings(text.encode()))


def test_a_name_that_comes_twice_far_into_a_huge_item_is_still_told():
    text = '{"items": [{"_x": [' + "0," * 300_000 + '0], "id": 1, "id": 2}]}'
    assert "json-duplicate-name" in {found.code for found in findings(text.encode())}


def test_a_flood_of_findings_is_cut_and_counted():
    text = '{"items": [' + "{}," * 2999 + "{}]}"
    found = list(findings(text.encode()))
    assert len(found) < 5000
    cut = [each.message for each in found if each.code == "findings-cut"]
    assert "2000 more findings are json-no-content; they are not listed" in cut


def test_an_oddity_is_told_of_its_own_item_only():
    odd = PLACED.replace('"id": "1"', '"id": "1", "_x": NaN, "_x": 1').replace(
        "b.mp3", "https://notes.example/b"
    )
    found = [
        (each.code, each.line)
        for each in findings(odd.replace('"icon"', '"_icon"').replace("7", '"7"').encode())
    ]
    assert found == [("json-number", 8), ("json-duplicate-name", 8)]


def test_what_is_nested_too_deep_is_not_looked_into():
    deep = PLACED.replace('"tags": [', '"tags": [' + "[" * 80 + "]" * 80 + ",\n")
    found = [(each.code, each.line) for each in findings(deep.encode())]
    assert found == [("json-too-deep", 12), ("json-url-relative", 29)]
