"""How dates are printed, and that what is printed is read back as the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.dates import FIRST_YEAR, LAST_YEAR, DateError, parse, rfc822, rfc3339, zone

ZONES = [
    "Asia/Shanghai",
    "Europe/London",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Africa/Monrovia",
    "Pacific/Apia",
]
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
WALLS = st.datetimes(datetime(FIRST_YEAR, 1, 2), datetime(LAST_YEAR, 12, 30))  # noqa: DTZ001
MOMENTS = st.builds(lambda wall, offset: wall.replace(tzinfo=offset, microsecond=0), WALLS, OFFSETS)


def test_as_readers_need_them() -> None:
    moment = datetime(2013, 10, 9, 9, 23, 0, 999999, tzinfo=timezone(timedelta(hours=8)))

    assert rfc3339(moment) == "2013-10-09T09:23:00+08:00"
    assert rfc822(moment) == "Wed, 09 Oct 2013 09:23:00 +0800"
    assert rfc3339(moment.astimezone(UTC)) == "2013-10-09T01:23:00+00:00"
    assert rfc822(moment.astimezone(UTC)) == "Wed, 09 Oct 2013 01:23:00 +0000"
    assert rfc822(moment.astimezone(timezone(timedelta(hours=-3, minutes=-30)))).endswith(" 21:53:00 -0330")


def test_early_years_keep_four_digits() -> None:
    assert rfc3339(datetime(7, 3, 1, tzinfo=UTC)) == "0007-03-01T00:00:00+00:00"
    assert rfc822(datetime(7, 3, 1, tzinfo=UTC)) == "Thu, 01 Mar 0007 00:00:00 +0000"


def test_offsets_are_whole_minutes() -> None:
    moment = datetime(1971, 6, 1, 12, tzinfo=ZoneInfo("Africa/Monrovia"))

    assert rfc3339(moment) == "1971-06-01T12:00:30-00:44"
    assert rfc822(moment) == "Tue, 01 Jun 1971 12:00:30 -0044"


def test_a_time_without_an_offset_is_not_printed() -> None:
    with pytest.raises(ValueError, match="offset"):
        rfc3339(datetime(2013, 10, 9))  # noqa: DTZ001


@given(MOMENTS)
def test_what_is_printed_is_read_back(moment: datetime) -> None:
    for text in (rfc3339(moment), rfc822(moment)):
        parsed = parse(text, None)
        assert parsed.value == moment
        assert parsed.value.utcoffset() == moment.utcoffset()
        assert parsed.notes == ()


@given(MOMENTS)
def test_mail_readers_read_the_same(moment: datetime) -> None:
    assert parsedate_to_datetime(rfc822(moment)) == moment


@given(MOMENTS, st.sampled_from(ZONES))
def test_every_form_of_one_moment_is_that_moment(moment: datetime, home: str) -> None:
    offset = moment.strftime("%z")
    date = f"{moment.year}-{moment:%m-%d}"
    for text in (
        f"{date} {moment:%H:%M:%S} {offset}",
        f"{moment.year}{moment:%m%dT%H%M%S}{offset}",
        f"{moment.year}/{moment.month}/{moment.day} {moment:%H:%M:%S}{offset}",
        f"{moment:%a} {moment:%b} {moment:%d} {moment.year} {moment:%H:%M:%S} GMT{offset} (Somewhere)",
        f"{moment:%a} {moment:%b} {moment.day} {moment:%H:%M:%S} {offset} {moment.year}",
        f"{moment:%B} {moment.day}, {moment.year} at {moment:%I:%M:%S %p} {offset}",
        f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M:%S} {offset}",
    ):
        parsed = parse(text, ZoneInfo(home), order="mdy")
        assert parsed == (moment, (), None), text
        assert parsed.value.utcoffset() == moment.utcoffset()


@given(st.text() | st.from_regex(r"\A[0-9]{1,4}[-/. ][0-9a-zA-Z]{1,4}[-/. ][0-9]{1,4}.{0,20}\Z"))
def test_no_text_crashes(text: str) -> None:
    for home in (None, ZoneInfo("Asia/Shanghai")):
        try:
            parsed = parse(text, home)
        except DateError:
            continue
        assert parse(rfc3339(parsed.value), home).value == parsed.value


@given(st.integers(1, 31), st.integers(1, 12), st.integers(FIRST_YEAR, LAST_YEAR), st.sampled_from("/-."))
def test_order_never_changes_an_unambiguous_date(day: int, month: int, year: int, mark: str) -> None:
    for text in (f"{day}{mark}{month}{mark}{year}", f"{month}{mark}{day}{mark}{year}"):
        try:
            plain = parse(text, UTC)
        except DateError:
            continue
        if plain.order != "either":
            assert {parse(text, UTC, order=order).value for order in ("dmy", "mdy")} == {plain.value}


@given(WALLS, st.sampled_from(ZONES))
def test_the_zone_s_offset_is_the_one_that_was_in_force(wall: datetime, home: str) -> None:
    parsed = parse(wall.isoformat(timespec="seconds"), ZoneInfo(home))
    there = wall.replace(microsecond=0, tzinfo=ZoneInfo(home))

    assert abs(parsed.value - there) <= timedelta(seconds=30)
    assert parsed.value.utcoffset() == timedelta(minutes=round(there.utcoffset().total_seconds() / 60))
    gone = there.astimezone(UTC).astimezone(ZoneInfo(home)).replace(tzinfo=None) != there.replace(tzinfo=None)
    assert ("date-skipped" in parsed.notes) == gone


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("UTC", 0),
        ("Z", 0),
        ("+08:00", 8),
        ("-0300", -3),
        ("+8", 8),
        ("UTC+8", 8),
        ("GMT -3:00", -3),
        ("Asia/Tokyo", 9),
        ("Etc/GMT-4", 4),
    ],
)
def test_zones_by_name(name: str, hours: int) -> None:
    assert datetime(2013, 10, 9, tzinfo=zone(name)).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Mars/Olympus",
        "../../etc/passwd",
        "/etc/passwd",
        "localtime",
        "America",
        "Asia/",
        "a\0b",
        "+99:00",
        "UTC+99",
        "A" * 9999,
    ],
)
def test_what_is_no_zone(name: str) -> None:
    with pytest.raises(DateError):
        zone(name)
