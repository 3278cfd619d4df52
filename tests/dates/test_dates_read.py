"""What a date in a post is read as, and what is refused."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from feeds.dates import DateError, parse, rfc3339
from feeds.problems import problem

SHANGHAI = ZoneInfo("Asia/Shanghai")

FULL = "2013-10-09T09:23:00+08:00"
MINUTE_IN_UTC = "2013-10-09T09:23:00+00:00"
MIDNIGHT = "2013-10-09T00:00:00+08:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # ISO 8601 and RFC 3339
        ("2013-10-09", MIDNIGHT),
        ("2013-10-09 09:23", FULL),
        ("2013-10-09T09:23", FULL),
        ("2013-10-09t09:23:00", FULL),
        ("2013-10-9 9:23", FULL),
        ("2013-1-2 3:4:5", "2013-01-02T03:04:05+08:00"),
        ("2013-10-09 09:23:00.5", FULL),
        ("2013-10-09 09:23:00.123456789 +01:00", "2013-10-09T09:23:00+01:00"),
        ("2013-10-09T09:23:00,999999999999", FULL),
        ("2013-10-09T09:23:00Z", MINUTE_IN_UTC),
        ("2013-10-09T09:23:00z", MINUTE_IN_UTC),
        ("2013-10-09 09:23:00 Z", MINUTE_IN_UTC),
        ("2013-10-09T09:23Z", MINUTE_IN_UTC),
        ("2013-10-09 09:23 UTC", MINUTE_IN_UTC),
        ("2013-10-09 09:23 uTc", MINUTE_IN_UTC),
        ("2013-10-09 09:23UTC", MINUTE_IN_UTC),
        ("2013-10-09 09:23 GMT", MINUTE_IN_UTC),
        ("2013-10-09 09:23:00-00:00", MINUTE_IN_UTC),
        ("2013-10-09 09:23:00+0800", FULL),
        ("2013-10-09 09:23:00 +0800", FULL),
        ("2013-10-09 09:23:00 +08:00", FULL),
        ("2013-10-09 09:23:00+08", FULL),
        ("2013-10-09 09:23:00 +8:00", FULL),
        ("2013-10-09 09:23:00 +8", FULL),
        ("2013-10-09 09:23:00 -0330", "2013-10-09T09:23:00-03:30"),
        ("2013-10-09 09:23 +14:00", "2013-10-09T09:23:00+14:00"),
        ("2013-10-09 +0100", "2013-10-09T00:00:00+01:00"),
        ("2013-10-09 -0100", "2013-10-09T00:00:00-01:00"),
        ("2013-10-09Z", "2013-10-09T00:00:00+00:00"),
        ("20131009", MIDNIGHT),
        ("20131009T0923", FULL),
        ("20131009T092300", FULL),
        ("20131009T092300Z", MINUTE_IN_UTC),
        ("20131009T092300.25+0800", FULL),
        ("20131009 09:23", FULL),
        ("201310090923", FULL),
        ("20131009092300", FULL),
        # year first
        ("2013/10/9", MIDNIGHT),
        ("2013/10/09 9:23", FULL),
        ("2013.10.9", MIDNIGHT),
        ("2013/Oct/09", MIDNIGHT),
        ("2013-oct-09", MIDNIGHT),
        # as in names of files
        ("2013-10-09T09-23-00", FULL),
        ("2013-10-09_09-23-00", FULL),
        ("2013-10-09-09:23:00", FULL),
        ("2013-10-09-09-23", FULL),
        ("2013-10-09_092300", FULL),
        ("2013-10-09T092300+0800", FULL),
        ("2013-10-09 0923", FULL),
        # only one order can be
        ("20/9/2010", "2010-09-20T00:00:00+08:00"),
        ("9/20/2010", "2010-09-20T00:00:00+08:00"),
        ("9/20/2010 9:23", "2010-09-20T09:23:00+08:00"),
        ("17-12-2015", "2015-12-17T00:00:00+08:00"),
        ("17.12.2015 12:00:01", "2015-12-17T12:00:01+08:00"),
        # names
        ("Jul 08 2022", "2022-07-08T00:00:00+08:00"),
        ("JUL 8, 2022", "2022-07-08T00:00:00+08:00"),
        ("July 8, 2022", "2022-07-08T00:00:00+08:00"),
        ("Sept. 8, 2022", "2022-09-08T00:00:00+08:00"),
        ("8 July 2022", "2022-07-08T00:00:00+08:00"),
        ("8th July, 2022", "2022-07-08T00:00:00+08:00"),
        ("8-Jul-2022", "2022-07-08T00:00:00+08:00"),
        ("Friday, July 8th, 2022", "2022-07-08T00:00:00+08:00"),
        ("December 17, 2015 at 03:04PM", "2015-12-17T15:04:00+08:00"),
        ("Jul-8-2022", "2022-07-08T00:00:00+08:00"),
        # as pages show them
        ("2013-10-09 - 09:23", FULL),
        ("October 9, 2013 | 9:23 am", FULL),
        ("Posted on October 9th, 2013 at 9:23 am", FULL),
        ("published on 2013-10-09", MIDNIGHT),
        ("发布时间：2013-10-09 09:23", FULL),
        ("发表于 2013年10月9日 09:23", FULL),
        ("작성일 : 2013.10.09 09:23", FULL),
        # Unix, JavaScript, Go
        ("Fri Dec 21 00:45:13 2012", "2012-12-21T00:45:13+08:00"),
        ("Fri Dec 21 00:45:13 PDT 2012", "2012-12-21T00:45:13-07:00"),
        ("Fri Dec  7 00:45:13 CEST 2012", "2012-12-07T00:45:13+02:00"),
        ("Fri Dec 21 12:45:13 AM PST 2012", "2012-12-21T00:45:13-08:00"),
        ("Fri 21 Dec 2012 12:45:13 PM EST", "2012-12-21T12:45:13-05:00"),
        ("Tue Jun 25 2013 15:31:02 GMT-0700 (PDT)", "2013-06-25T15:31:02-07:00"),
        ("Tue Jun 25 2013 15:31:02 GMT+0800 (中国标准时间)", "2013-06-25T15:31:02+08:00"),
        ("2013-10-09 09:23:00.5 +0900 JST", "2013-10-09T09:23:00+09:00"),
        ("2013-10-09 09:23 UTC+8", FULL),
        # RFC 822, RFC 2822
        ("Wed, 09 Oct 2013 09:23:00 +0800", FULL),
        ("Wed, 9 Oct 2013 09:23 +0800", FULL),
        ("09 Oct 2013 09:23:00 GMT", MINUTE_IN_UTC),
        ("Wed, 09 Oct 2013 09:23:00 EST", "2013-10-09T09:23:00-05:00"),
        ("Wed, 09 Oct 2013 09:23:00 Z", MINUTE_IN_UTC),
        ("Wed, 09 Oct 2013 09:23:00 +0800 (CST)", FULL),
        # twelve hours
        ("2013-10-09 9:23 AM", FULL),
        ("2013-10-09 9:23 a.m.", FULL),
        ("2013-10-09 9:23pm", "2013-10-09T21:23:00+08:00"),
        ("2013-10-09 9:23 PM EST", "2013-10-09T21:23:00-05:00"),
        ("2013-10-09 12:05 AM", "2013-10-09T00:05:00+08:00"),
        ("2013-10-09 12:05 PM", "2013-10-09T12:05:00+08:00"),
        ("2013-10-09 9 PM", "2013-10-09T21:00:00+08:00"),
        ("2013-10-09 21:23 PM", "2013-10-09T21:23:00+08:00"),
        # Chinese, Japanese, Korean
        ("2013年10月9日", MIDNIGHT),
        ("2013年10月9日 09:23", FULL),
        ("2013年10月9日09时23分", FULL),
        ("2013年10月9日 上午9:23", FULL),
        ("2013年10月9日下午9点23分5秒", "2013-10-09T21:23:05+08:00"),
        ("9 окт 2013 в 09:23", FULL),
        ("9 окт. 2013 г. в 09:23", FULL),
        ("9 жовтня 2013 09:23", FULL),
        ("2013年 10月 09日 星期三 09:23:00 CST", FULL),
        ("2013年10月9日(水) 午前9時23分", FULL),
        ("2013年10月9日水曜日", MIDNIGHT),
        ("2013년 10월 9일", MIDNIGHT),
        ("2013년 10월 9일 수요일 오전 9시 23분", FULL),
        ("2013. 10. 9. 오후 9:23:00", "2013-10-09T21:23:00+08:00"),
        ("２０１３-１０-０９　０９：２３", FULL),
        # dress
        ("  2013-10-09 \t 09:23\n", FULL),
        ("2013-10-09\N{NO-BREAK SPACE}09:23", FULL),
        ("9 Oct 2013 9:23\N{NARROW NO-BREAK SPACE}AM", FULL),
        ('"2013-10-09 09:23"', FULL),
        ("“2013-10-09 09:23”", FULL),
        ("\ufeff2013-10-09 09:23", FULL),
        ("2013-10-09 09:23 \N{MINUS SIGN}0300", "2013-10-09T09:23:00-03:00"),
        ("<2013-10-09 Wed>", MIDNIGHT),
        ("09 October 2013, Wednesday", MIDNIGHT),
        ("2013-10-09,", MIDNIGHT),
        ("[2013-10-09 Wed 09:23]", FULL),
        ("2013-10-09 09.23 UTC", MINUTE_IN_UTC),
        # zones by name
        ("2013-10-09 09:23 Asia/Tokyo", "2013-10-09T09:23:00+09:00"),
        ("2013-10-09 09:23 America/Argentina/Buenos_Aires", "2013-10-09T09:23:00-03:00"),
        ("2013-10-09T09:23[Europe/Paris]", "2013-10-09T09:23:00+02:00"),
        ("2013-10-09T09:23:00+02:00[Europe/Paris]", "2013-10-09T09:23:00+02:00"),
        ("2013-10-09 09:23 Etc/GMT+3", "2013-10-09T09:23:00-03:00"),
        # epoch
        ("1381281780", "2013-10-09T01:23:00+00:00"),
        ("1381281780123", "2013-10-09T01:23:00+00:00"),
        ("1400000000", "2014-05-13T16:53:20+00:00"),
        # before the epoch, and before offsets were whole minutes
        ("1969-12-31 23:59:59", "1969-12-31T23:59:59+08:00"),
        ("1660-01-01", "1660-01-01T00:00:00+08:06"),
    ],
)
def test_is_read_as_written(text: str, expected: str) -> None:
    parsed = parse(text, SHANGHAI)

    assert rfc3339(parsed.value) == expected
    assert parsed.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "now",
        "today",
        "NaN",
        "TBD",
        "xx:xx",
        "2013-10-09 xx:xx",
        "17:31:22:02",
        "2013-10-09 17:31:22:02",
        "2013-10-09 00:10::00",
        "2013-10-09 09:23:",
        "2013-10-09 09:23:00 +0800 +0100",
        "2013-10-09 09:23 +800",
        "2013-10-09 -05:00",
        "2013-10-09-05:00",
        "2013-10-09 09:23 draft",
        "2013-10-09 draft",
        "2013-10-09 to 2013-10-12",
        "2013",
        "2013-10",
        "October 2013",
        "2013-W41-3",
        "2013-282",
        "2013/10-09",
        "13-10-2013-1",
        "2013100909",
        "138128178",
        "13812817801",
        "３²/10/2013",
        "9 listopad 2013",
        "seen on 2013-10-09",
        "updated on 2013-10-09",
        "published on",
        "2013-10-09-0500",
        "2013-10-09 09-23",
        "2013-10-09T09:23:00+08:00" + " " * 200,
        "1" * 100_000,
    ],
)
def test_is_not_guessed_at(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text, SHANGHAI)
    assert caught.value.code == "date-unreadable"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2013-02-29", "Feb 2013 has no day 29"),
        ("2013-02-31 09:00 +0100", "Feb 2013 has no day 31"),
        ("2013-04-00", "Apr 2013 has no day 0"),
        ("2013-13-01", "no month 13"),
        ("13/13/2013", "no month 13"),
        ("2013-10-09 24:00:00", "no hour 24"),
        ("2013-10-09 25:00", "no hour 25"),
        ("2013-10-09 09:60", "no minute 60"),
        ("2013-10-09T09:23:60Z", "no second 60"),
        ("2013-10-09 13:05 AM", "half a day"),
        ("2013-10-09 0:05 PM", "half a day"),
        ("2013-10-09 09:23 +14:01", "+14:01"),
        ("2013-10-09 09:23 -99:99", "-99:99"),
        ("2013-10-09 09:23 +08:60", "+08:60"),
        ("0000-00-00 00:00:00", "year"),
        ("0001-01-01T00:00:00Z", "year"),
        ("9999-12-31", "year"),
        ("31 Dec 9999", "year"),
        ("9999-12-31 CST", "year"),
        ("9999999999", "year"),
        ("99999999", "year"),
    ],
)
def test_a_time_that_cannot_be_is_named(text: str, why: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text, SHANGHAI)
    assert caught.value.code == "date-impossible"
    assert why in caught.value.details["why"]


@pytest.mark.parametrize(
    "text", ["9/20/10", "20.9.10", "Wed, 09 Oct 13 09:23:00 GMT", "9-Oct-13", "01-02-03 10:00"]
)
def test_a_year_of_two_digits_is_named(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text, SHANGHAI)
    assert caught.value.code == "date-year-short"


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2013-10-09 09:23 IST", "IST"),
        ("Wed Oct 9 09:23:00 BST 2013", "BST"),
        ("2013-10-09 09:23 Europe/Atlantis", "Europe/Atlantis"),
        ("2013-10-09 09:23 [Europe]", None),
        ("2013-10-09 09:23 etc/passwd", "etc/passwd"),
    ],
)
def test_a_zone_that_nobody_or_several_know_is_named(text: str, zone: str | None) -> None:
    with pytest.raises(DateError) as caught:
        parse(text, SHANGHAI)
    assert caught.value.code == ("date-zone-unknown" if zone else "date-unreadable")
    assert caught.value.details.get("zone") == zone


@pytest.mark.parametrize("text", ["Fri Dec 21 00:45:13 CST 2012", "2012-12-21 00:45 CST"])
@pytest.mark.parametrize("home", [None, ZoneInfo("Europe/Paris")])
def test_what_may_be_the_time_of_china_or_of_chicago_is_not_guessed(text: str, home: ZoneInfo | None) -> None:
    with pytest.raises(DateError) as caught:
        parse(text, home)
    assert (caught.value.code, caught.value.details["zone"]) == ("date-zone-unknown", "CST")


@pytest.mark.parametrize(
    ("text", "home", "expected"),
    [
        ("Fri Dec 21 00:45:13 CST 2012", "Asia/Shanghai", "2012-12-21T00:45:13+08:00"),
        ("Fri Dec 21 00:45:13 CST 2012", "America/Chicago", "2012-12-21T00:45:13-06:00"),
        ("Fri, 21 Dec 2012 00:45:13 CST", "Europe/Paris", "2012-12-21T00:45:13-06:00"),
        ("2013-10-09 09:23 IST", "Asia/Kolkata", "2013-10-09T09:23:00+05:30"),
        ("2013-07-09 09:23 BST", "Europe/London", "2013-07-09T09:23:00+01:00"),
        ("2013-07-09 09:23 GMT", "Europe/London", "2013-07-09T09:23:00+00:00"),
        # The abbreviation says which of the two it was.
        ("2013-10-27 02:30 CET", "Europe/Paris", "2013-10-27T02:30:00+01:00"),
        ("2013-10-27 02:30 CEST", "Europe/Paris", "2013-10-27T02:30:00+02:00"),
    ],
)
def test_the_archive_s_own_zone_explains_its_abbreviations(text: str, home: str, expected: str) -> None:
    parsed = parse(text, ZoneInfo(home))

    assert rfc3339(parsed.value) == expected
    assert parsed.notes == ()


def test_without_a_zone_utc_is_taken_and_said() -> None:
    assert parse("2013-10-09 09:23", None) == (
        parse("2013-10-09T09:23Z", None).value,
        ("date-without-zone",),
        None,
    )
    assert parse("9 Oct 2013", None).notes == ("date-without-zone",)
    assert parse("2013-10-09 09:23 +0000", None).notes == ()
    assert parse("1381281780", None).notes == ()


@pytest.mark.parametrize("order", [None, "dmy", "mdy"])
@pytest.mark.parametrize("form", ["{}/{}/2010", "{}-{}-2010 09:00", "{}.{}.2010"])
def test_an_order_decides_only_where_both_can_be(form: str, order: str | None) -> None:
    both = parse(form.format("03", "4"), SHANGHAI, order=order)
    assert (both.value.month, both.value.day) == ((3, 4) if order == "mdy" else (4, 3))
    assert both.order == "either"
    assert both.notes == (("date-order-assumed",) if order is None else ())

    day_first = parse(form.format(20, 9), SHANGHAI, order=order)
    month_first = parse(form.format(9, 20), SHANGHAI, order=order)
    assert day_first.value == month_first.value
    assert (day_first.order, month_first.order) == ("dmy", "mdy")
    assert day_first.notes == (("date-order-other",) if order == "mdy" else ())
    assert month_first.notes == (("date-order-other",) if order == "dmy" else ())

    same = parse(form.format(5, 5), SHANGHAI, order=order)
    assert (same.value.month, same.value.day, same.order, same.notes) == (5, 5, None, ())


@pytest.mark.parametrize(
    "text",
    [
        "Thu, 09 Oct 2013 09:23:00 +0800",
        "Sunday, October 9, 2013",
        "2013-10-09 (Fri) 09:23",
        "2013年10月9日(木)",
    ],
)
def test_a_weekday_that_contradicts_is_a_warning(text: str) -> None:
    parsed = parse(text, SHANGHAI)

    assert (parsed.value.month, parsed.value.day) == (10, 9)
    assert parsed.notes == ("date-weekday-wrong",)


@pytest.mark.parametrize(
    ("text", "home", "expected", "notes"),
    [
        ("2013-10-27 01:59:59", "Europe/Paris", "2013-10-27T01:59:59+02:00", ()),
        ("2013-10-27 02:00", "Europe/Paris", "2013-10-27T02:00:00+02:00", ("date-ambiguous",)),
        ("27 Oct 2013 02:59:59", "Europe/Paris", "2013-10-27T02:59:59+02:00", ("date-ambiguous",)),
        ("2013-10-27 03:00", "Europe/Paris", "2013-10-27T03:00:00+01:00", ()),
        ("2013-10-27 02:30 +0100", "Europe/Paris", "2013-10-27T02:30:00+01:00", ()),
        ("2013-03-31 01:59:59", "Europe/Paris", "2013-03-31T01:59:59+01:00", ()),
        ("2013-03-31 02:00", "Europe/Paris", "2013-03-31T02:00:00+01:00", ("date-skipped",)),
        ("2013-03-31 03:00", "Europe/Paris", "2013-03-31T03:00:00+02:00", ()),
        ("2013-03-31 02:30 Europe/Paris", "Asia/Tokyo", "2013-03-31T02:30:00+01:00", ("date-skipped",)),
        ("1986-05-04 02:30", "Asia/Shanghai", "1986-05-04T02:30:00+08:00", ("date-skipped",)),
        ("2011-12-30 12:00", "Pacific/Apia", "2011-12-30T12:00:00-10:00", ("date-skipped",)),
        # Whoever writes only a day says nothing about a midnight that was skipped or came twice.
        ("2013-10-20", "America/Sao_Paulo", "2013-10-20T00:00:00-03:00", ()),
        ("2013-11-03", "America/Havana", "2013-11-03T00:00:00-04:00", ()),
    ],
)
def test_clock_changes(text: str, home: str, expected: str, notes: tuple[str, ...]) -> None:
    parsed = parse(text, ZoneInfo(home))

    assert rfc3339(parsed.value) == expected
    assert parsed.notes == notes


@pytest.mark.parametrize(
    "text", ["nonsense", "2013-02-30", "1/2/03", "2013-10-09 09:23 IST", "2013-10-09 9:23 +99:99"]
)
def test_errors_fill_their_messages(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text, None)
    assert problem(caught.value.code, "post.md", 3, **caught.value.details).severity == "error"


@pytest.mark.parametrize(
    "code",
    [
        "date-without-zone",
        "date-order-assumed",
        "date-order-other",
        "date-ambiguous",
        "date-skipped",
        "date-weekday-wrong",
    ],
)
def test_warnings_fill_their_messages(code: str) -> None:
    found = problem(code, "post.md", 3, text="09/10/2013", value="2013-10-09T00:00:00+08:00")

    assert found.severity == "warning"
    assert "09/10/2013" in found.message
