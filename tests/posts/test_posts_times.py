"""When a post appeared, was changed, and ceases to be."""

from __future__ import annotations

import pytest
from written import codes, config, read, reading, text

from feeds.dates import rfc3339
from feeds.keys import KEYS

SHANGHAI = config(timezone="Asia/Shanghai")


def published(post: str, path: str = "a.md") -> str:
    return rfc3339(read(post, path).published)


@pytest.mark.parametrize(
    ("header", "time"),
    [
        ("datePublished: 2013-10-09T09:23:00+02:00\ndate: 2001-01-01", "2013-10-09T09:23:00+02:00"),
        ("publishDate: 2013-10-09\ndate: 2001-01-01", "2013-10-09T00:00:00+08:00"),
        ("published_at: 2013-10-09 09:23\ncreated: 2001-01-01", "2013-10-09T09:23:00+08:00"),
        ("pubDate: Wed, 09 Oct 2013 09:23:00 +0800\ndate: 2001-01-01", "2013-10-09T09:23:00+08:00"),
        ("published: true\ndate: 2013-10-09 09:23", "2013-10-09T09:23:00+08:00"),
        ("published: 1\ndate: 2013-10-09 09:23", "2013-10-09T09:23:00+08:00"),
        ("date: '[[Oct 9th, 2013]] 09:23'", "2013-10-09T09:23:00+08:00"),
        ("日期: 2013-10-09 09:23", "2013-10-09T09:23:00+08:00"),
        ("published: 2013-10-09 09:23\ndate: 2001-01-01", "2013-10-09T09:23:00+08:00"),
        ("time: 2013-10-09 09:23", "2013-10-09T09:23:00+08:00"),
        ("created: 2013-10-09 09:23\nupdated: 2014-01-01", "2013-10-09T09:23:00+08:00"),
        ("date: 2013-10-09\ntime: 21:30", "2013-10-09T21:30:00+08:00"),
        ("date: 2013-10-09 09:23\ntime: 21:30", "2013-10-09T09:23:00+08:00"),
        ("date:\ncreated: 2013-10-09", "2013-10-09T00:00:00+08:00"),
        ("DATE : '2013-10-09 09:23 +0100'", "2013-10-09T09:23:00+01:00"),
        ("time: 21:30", "2004-05-08T21:30:00+08:00"),
        ("layout: post", "2004-05-08T00:00:00+08:00"),
    ],
)
def test_times_in_the_header_then_in_the_path(header: str, time: str) -> None:
    assert published(text(header, date=None), "x/2004-05-08-title.md") == time


def test_the_address_of_the_post_may_tell_its_day() -> None:
    assert published(text(url="https://example.org/2004/05/08/a", date=None)) == "2004-05-08T00:00:00+08:00"
    settings = config(timezone="UTC", base_url="https://example.org/")
    post = read(text("permalink: /2004/05/08/a/", url=None, date=None), settings=settings)
    assert rfc3339(post.published) == "2004-05-08T00:00:00+00:00"


def test_a_comment_may_tell_the_time() -> None:
    post = "# A title\n\nText.\n\n<!-- CreateTime:2019/6/23 11:47:40 -->\n"
    settings = config(timezone="Asia/Shanghai", base_url="https://example.org/", url_template="{base}/{slug}")
    found = read(post, "2001-01-01-a.md", settings)
    assert (rfc3339(found.published), found.line("published")) == ("2019-06-23T11:47:40+08:00", 5)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2013-10-09 24:00:00", "date-impossible"),
        ("2013-02-30", "date-impossible"),
        ("9999-12-31", "date-impossible"),
        ("2013-10-09 17:31:22:02", "date-unreadable"),
        ("2013-10-09 xx:xx", "date-unreadable"),
        ("NaN", "date-unreadable"),
        ("tomorrow", "date-unreadable"),
        ("[2013, 10]", "date-unreadable"),
    ],
)
def test_an_impossible_time_is_an_error_even_where_the_path_has_one(value: str, code: str) -> None:
    assert codes(text(date=value), "2013-10-09-a.md") == [(code, 3)]


def test_without_a_time_the_post_is_left_out() -> None:
    assert codes(text(date=None)) == [("no-timestamp", 1)]
    assert codes("Only text.") == [("no-timestamp", None)]


@pytest.mark.parametrize(
    ("header", "updated"),
    [
        ("updated: 2014-01-02", "2014-01-02T00:00:00+08:00"),
        ("lastmod: 2014-01-02T03:04:05Z", "2014-01-02T03:04:05+00:00"),
        ("last_modified_at: 2014-01-02 03:04 -0500", "2014-01-02T03:04:00-05:00"),
        ("updatedDate: 'Jan 02 2014'", "2014-01-02T00:00:00+08:00"),
        ("modified: 2014-01-02\nupdated: 2015-01-02", "2015-01-02T00:00:00+08:00"),
        ("updated: true\nmodified: 2014-01-02", "2014-01-02T00:00:00+08:00"),
        ("updated: 2013-10-09", None),
        ("updated:", None),
    ],
)
def test_updated(header: str, updated: str | None) -> None:
    post = read(text(header))
    assert (post.updated and rfc3339(post.updated)) == updated
    assert codes(text(header)) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2012-01-01", "updated-before-published"),
        ("2013-10-09 09:22", "updated-before-published"),
        ("24:00:00 2014", "date-ignored"),
    ],
)
def test_a_wrong_update_is_left_out_and_named(value: str, code: str) -> None:
    assert read(text(f"updated: {value}")).updated is None
    assert codes(text(f"updated: {value}")) == [(code, 5)]


def test_day_and_month() -> None:
    assert published(text(date="20/9/2010")) == "2010-09-20T00:00:00+08:00"
    assert published(text(date="9/20/2010")) == "2010-09-20T00:00:00+08:00"
    assert codes(text(date="3/4/2010")) == [("date-order-assumed", 3)]
    assert published(text(date="3/4/2010"), "2010-03-04-a.md") == "2010-03-04T00:00:00+08:00"
    assert codes(text(date="3/4/2010"), "2010-03-04-a.md") == []
    american = config(timezone="UTC", date_order="mdy")
    assert rfc3339(read(text(date="3/4/2010"), settings=american).published) == "2010-03-04T00:00:00+00:00"


def test_a_time_without_a_zone_is_utc_where_the_settings_name_none() -> None:
    found = reading(text(date="2013-10-09 09:23"), settings=config())
    assert found.post is not None
    assert rfc3339(found.post.published) == "2013-10-09T09:23:00+00:00"
    assert found.without_zone == "2013-10-09 09:23"
    assert found.problems == ()
    assert reading(text(), settings=config()).without_zone is None


def test_a_change_of_clocks_is_named() -> None:
    berlin = config(timezone="Europe/Berlin")
    assert codes(text(date="2013-10-27 02:30"), settings=berlin) == [("date-ambiguous", 3)]
    assert codes(text(date="2013-03-31 02:30"), settings=berlin) == [("date-skipped", 3)]


def test_settings_say_which_keys_hold_the_time() -> None:
    settings = config({"published": ("written",), "updated": ()}, timezone="UTC")
    post = read(text("written: 2010-01-02\nupdated: 2014-01-01"), settings=settings)
    assert rfc3339(post.published) == "2010-01-02T00:00:00+00:00"
    assert post.updated is None


def test_expiry() -> None:
    found = reading(text("expiryDate: 2014-01-01"))
    assert found.expires is not None
    assert rfc3339(found.expires) == "2014-01-01T00:00:00+08:00"
    assert codes(text("expires: never")) == [("date-ignored", 5)]


def test_no_key_has_two_places_in_a_list() -> None:
    for names in KEYS.values():
        assert len(set(names)) == len(names)
