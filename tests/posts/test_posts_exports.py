"""What platforms, note programs and converters write, and what it means."""

from __future__ import annotations

import pytest
from written import config, read, text

from feeds.dates import rfc3339

SITE = "https://example.org/"


@pytest.mark.parametrize(
    ("path", "moment", "slug"),
    [
        ("blog/2013-10-09-0923.a-slug.md", "2013-10-09T09:23:00+08:00", "a-slug"),
        ("blog/2013-10-09.a-slug.md", "2013-10-09T00:00:00+08:00", "a-slug"),
        ("notes/201310090923 a.md", "2013-10-09T09:23:00+08:00", "201310090923%20a"),
    ],
)
def test_the_time_in_the_name_of_a_file(path: str, moment: str, slug: str) -> None:
    settings = config(timezone="Asia/Shanghai", base_url=SITE, url_template="{base}/{slug}/")
    post = read(text(url=None, date=None), path, settings)
    assert (rfc3339(post.published), post.url) == (moment, f"{SITE}{slug}/")


def test_a_number_in_an_address_is_no_time_of_day() -> None:
    post = read(text(url="https://example.org/2013-10-09-101112.html", date=None))
    assert rfc3339(post.published) == "2013-10-09T00:00:00+08:00"
