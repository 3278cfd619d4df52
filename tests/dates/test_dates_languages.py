"""Dates in words, of English and of other languages."""

from __future__ import annotations

import pytest

from feeds.dates import DateError, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5. März 2016", "2016-03-05 00:00"),
        ("5. April 2016 um 15:05 Uhr", "2016-04-05 15:05"),
        ("5. dez. 2016, 15:05", "2016-12-05 15:05"),
        ("samedi 5 mars 2016 à 15h05", "2016-03-05 15:05"),
        ("le 1er janvier 2016", "2016-01-01 00:00"),
        ("15 févr. 2016", "2016-02-15 00:00"),
        ("Sábado, 5 de Marzo de 2016", "2016-03-05 00:00"),
        ("12 de outubro de 2016 às 15:05", "2016-10-12 15:05"),
        ("lunedì 7 marzo 2016", "2016-03-07 00:00"),
        ("5 марта 2016 г.", "2016-03-05 00:00"),
        ("5 maart 2016", "2016-03-05 00:00"),
        ("5. října 2016", "2016-10-05 00:00"),
        ("5 octombrie 2016", "2016-10-05 00:00"),
        ("2016. október 5.", "2016-10-05 00:00"),
        ("5. lokakuuta 2016", "2016-10-05 00:00"),
        ("5 Οκτωβρίου 2016", "2016-10-05 00:00"),
        ("5 d'octubre de 2016", "2016-10-05 00:00"),
        ("ngày 5 tháng 10 năm 2016", "2016-10-05 00:00"),
        ("5th of March 2016", "2016-03-05 00:00"),
        ("Sat  5 Mar 15:05:00 GMT 2016", "2016-03-05 15:05"),
        ("2016-03-05 PM 3:05", "2016-03-05 15:05"),
        ("2016-03-05 15h05", "2016-03-05 15:05"),
        ("2016-03-05T15", "2016-03-05 15:00"),
        ("2016–03–05", "2016-03-05 00:00"),
        ("2016-03-05 15:05:00.123456789 +0000 UTC m=+0.000123", "2016-03-05 15:05"),
        ("1457190300.25", "2016-03-05 15:05"),
        ("2016.03.05. 오후 3:05", "2016-03-05 15:05"),
        ("2016.3.5.", "2016-03-05 00:00"),
        ("2016-03-05 15:05:00 星期六", "2016-03-05 15:05"),
        ("2016-03-05 15:05 Sat", "2016-03-05 15:05"),
        ("2016/3/5 15:05 (土)", "2016-03-05 15:05"),
        ("15:05 03/25/2016", "2016-03-25 15:05"),
        ("15:05, 5 March 2016 (UTC)", "2016-03-05 15:05"),
        ("3:05 PM · Mar 5, 2016", "2016-03-05 15:05"),
        ("15:05 5 mars 2016", "2016-03-05 15:05"),
        ("发表于 2016-03-05 15:05", "2016-03-05 15:05"),
        ("发布于：2016年3月5日 下午3:05", "2016-03-05 15:05"),
        ("發佈於2016-03-05", "2016-03-05 00:00"),
        ("時間：2016/3/5 15:05", "2016-03-05 15:05"),
        ("公開日：2016年3月5日", "2016-03-05 00:00"),
        ("작성일: 2016.03.05. 15:05", "2016-03-05 15:05"),
        ("Posted on March 5, 2016 at 3:05 pm", "2016-03-05 15:05"),
        ("Published: 5 March 2016", "2016-03-05 00:00"),
        ("March 5, 2016 3:05 PM → March 7, 2016", "2016-03-05 15:05"),
        ("posted @ 2016-03-05 15:05", "2016-03-05 15:05"),
        ("2016.03.05 15:05*", "2016-03-05 15:05"),
        ("于 2016-03-05 15:05:00 发布", "2016-03-05 15:05"),
    ],
)
def test_words_of_many_languages(text: str, expected: str) -> None:
    value = parse(text, None).value

    assert f"{value:%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    "text",
    [
        "5 mars 16",
        "5 März - 12 April 2016",
        "mars 2016",
        "Updated 5 mars 2016",
        "5 quux 2016",
        "5 mars",
        "编辑于 2016-03-05",
        "15:05",
        "15:05 x",
        "15:05 2016",
        "Published",
        "Date: ",
        "2016-03-05. 5",
        "5 mars 2016 15:05 Sat Sun",
    ],
)
def test_other_words_are_no_date(text: str) -> None:
    with pytest.raises(DateError):
        parse(text, None)


def test_a_wrong_day_of_the_week_is_seen_in_any_language() -> None:
    assert "date-weekday-wrong" in parse("lundi 5 mars 2016", None).notes


@pytest.mark.parametrize(
    ("text", "hours"),
    [("2016-03-05 15:05 (JST)", 9), ("2016-03-05 15:05 (UTC+8)", 8), ("2016-03-05 15:05 (noon)", 0)],
)
def test_a_zone_in_parentheses_counts_where_there_is_no_other(text: str, hours: int) -> None:
    offset = parse(text, None).value.utcoffset()

    assert offset is not None
    assert offset.total_seconds() == hours * 3600
