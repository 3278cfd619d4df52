"""Dates in paths and permalinks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.dates import from_path, parse


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2004-05-08-title.md", "2004-05-08"),
        ("2004-05-08.md", "2004-05-08"),
        ("2004-5-8-title.md", "2004-05-08"),
        ("_posts/2004-05-08-title.md", "2004-05-08"),
        ("2004_05_08_title.md", "2004-05-08"),
        ("2004-05-08T0923-title.md", "2004-05-08T09:23:00"),
        ("2004-05-08T09-23-05.md", "2004-05-08T09:23:05"),
        ("200405080923 title.md", "2004-05-08T09:23:00"),
        ("notes/20040508092305-title.md", "2004-05-08T09:23:05"),
        ("20040508T0923.md", "2004-05-08T09:23:00"),
        ("2004-05-08-0923.title.md", "2004-05-08T09:23:00"),
        ("2004-05-08-09-23-05_tag,other_title.md", "2004-05-08T09:23:05"),
        ("2004-05-08 09.23.05.md", "2004-05-08T09:23:05"),
        ("2004-05-08-092305.md", "2004-05-08T09:23:05"),
        ("20040508-title.md", "2004-05-08"),
        ("a/2004-05-08-title/index.md", "2004-05-08"),
        ("/2004/05/08/", "2004-05-08"),
        ("/2004/05/08", "2004-05-08"),
        ("/2004/5/8/title", "2004-05-08"),
        ("https://example.org/2004/05/08/title.html", "2004-05-08"),
        ("2004/05/08-title.md", "2004-05-08"),
        ("2004/05-08-title.md", "2004-05-08"),
        ("2004-05/08-title.md", "2004-05-08"),
        ("/2004/0508/title", "2004-05-08"),
        ("posts/2003/2004-05-08-title.md", "2004-05-08"),
        ("2004/05/07/2004-05-08-title.md", "2004-05-08"),
        ("日記/2004-05-08-題.md", "2004-05-08"),
        # no time of day for sure
        ("2004-12-31-2004.md", "2004-12-31"),
        ("2004-12-31-2004.de.md", "2004-12-31"),
        ("2004-12-31-2004.zh-CN.md", "2004-12-31"),
        ("2004-05-08-1000-ways.md", "2004-05-08"),
        ("2004-05-08-10-20-30-years.md", "2004-05-08"),
        ("2004-05-08-096005.md", "2004-05-08"),
        # no whole date, or none that the path begins a name with
        ("2004/05/title.md", None),
        ("2004/05/3-things.md", None),
        ("2004-05-title.md", None),
        ("2004/title.md", None),
        ("2004-13-45-title.md", None),
        ("2004-02-30-title.md", None),
        ("12004-05-08-title.md", None),
        ("2004-05-081-title.md", None),
        ("20040508123.md", None),
        ("title-2004-05-08.md", None),
        ("0000-00-00-title.md", None),
        ("1281-05-08.md", None),
        ("", None),
    ],
)
def test_only_whole_dates_count(path: str, expected: str | None) -> None:
    assert from_path(path) == expected


@given(st.text(alphabet="0129-/_.aé"))
def test_what_is_found_can_be_read(path: str) -> None:
    found = from_path(path)

    assert found is None or parse(found, None).value.isoformat().startswith(found)
