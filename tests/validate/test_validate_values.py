from __future__ import annotations

import pytest
from bounded import assert_all_are_done
from hypothesis import given
from hypothesis import strategies as st

from feeds.validate import values

DATES = {
    values.rfc3339: {
        None: [
            "2013-10-09T09:23:00+08:00",
            "2013-10-09T09:23:00Z",
            "2013-10-09T09:23:00.123Z",
            "2016-12-31T23:59:60Z",
        ],
        "not-rfc3339": [
            "",
            "2013-10-09",
            "2013-10-09T09:23Z",
            "2013-10-09T09:23:00",
            "2013-10-09 09:23:00Z",
            "2013-10-09t09:23:00z",
            "2013-02-29T09:23:00Z",
            "2013-13-01T09:23:00Z",
            "2013-10-32T09:23:00Z",
            "2013-10-09T24:00:00Z",
            "2013-10-09T09:60:00Z",
            "2013-10-09T09:23:61Z",
            "2013-10-09T09:23:00+0800",
            "2013-10-09T09:23:00+24:00",
            "2013-10-09T09:23:00+08:60",
            "20131009T092300Z",
            "Wed, 09 Oct 2013 09:23:00 GMT",
            "２０１３-10-09T09:23:00Z",
        ],
        "date-implausible": ["0103-12-13T18:30:02Z", "2103-12-13T18:30:02Z", "0000-01-01T00:00:00Z"],
    },
    values.rfc822: {
        None: [
            "Wed, 09 Oct 2013 09:23:00 +0800",
            "09 Oct 2013 09:23:00 GMT",
            "9 Oct 2013 09:23 EST",
            "Wed, 09 Oct 2013 09:23:00 UT",
            "wed, 09 oct 2013 09:23:00 gmt",
            "Sat, 29 Feb 2020 00:00:00 -0330",
        ],
        "rfc822-unusual": [
            "Wed, 09 Oct 13 09:23:00 +0800",
            "Wed,09 Oct 2013 09:23:00 GMT",
            "Wed, 09 Oct 2013 09:23:00 A",
            "Wed, 09 Oct 2013 09:23:00 Z",
            "Wed(nesday), 9(th) Oct (really \\) so) 2013 09:23:00 +0800 (here (and there))",
            "Wed, 09  Oct 2013 09:23:00 GMT",
            "Thu, 09 Feb 96 23:59:45 +0000".replace("Thu", "Fri"),
        ],
        "weekday-wrong": ["Thu, 09 Oct 2013 09:23:00 +0800"],
        "not-rfc822": [
            "",
            "2013-10-09T09:23:00+08:00",
            "Wed, 09 Okt 2013 09:23:00 +0800",
            "Wed, 31 Feb 2013 09:23:00 +0800",
            "Wed, 09 Oct 2013 09:23:00",
            "Wed, 09 Oct 2013 24:23:00 GMT",
            "Wed, 09 Oct 2013 09:60:00 GMT",
            "Wed, 09 Oct 2013 09:23:00 +08:00",
            "Wed, 09 Oct 2013 09:23:00 CET",
            "Wednesday, 09 Oct 2013 09:23:00 GMT",
            "Wed, 09 October 2013 09:23:00 GMT",
            "(" * 5000,
        ],
        "date-implausible": ["Sun, 09 Oct 1803 09:23:00 GMT", "Tue, 09 Oct 2103 09:23:00 GMT"],
    },
    values.w3cdtf: {
        None: [
            "2013",
            "2013-10",
            "2013-10-09",
            "2013-10-09T09:23Z",
            "2013-10-09T09:23:00.5+08:00",
            "1803",
            "1970-01-01T00:00+00:00",
        ],
        "not-w3cdtf": ["", "13", "2013-10-09T09:23", "2013-10-09T09Z", "2013-02-30", "2013-1-1"],
    },
    values.iso8601: {
        None: ["2013-10-09T09:23", "2013-10-09T09:23:00Z"],
        "not-iso8601": ["2013-10-09T9:23", "tomorrow"],
    },
}
NUMBERS = {
    values.positive_integer: {
        None: ["1", "+1", "007", "9" * 5000],
        "not-positive-integer": ["0", "-1", "1.5", "a", "", "１"],
    },
    values.whole_number: {None: ["0", "1"], "not-whole-number": ["-1", "1.5", " 1", ""]},
    values.integer: {None: ["0", "-1"], "not-integer": ["1.5", "--1"]},
    values.decimal: {
        None: ["0", "-1.5", ".5", "1.", "1e3"],
        "not-number": ["1,5", "NaN", "inf", "", "1e9999"],
    },
    values.unsigned: {
        None: ["0", "128.5", "5."],
        "not-number": ["-1", "+1", ".5", "1e3", "1,5", "", f"{'1' * 100_000}x"],
    },
    values.latitude: {None: ["90", "-90.0"], "latitude": ["90.1", "north"]},
    values.longitude: {None: ["180"], "longitude": ["-180.1"]},
}
ADDRESSES = {
    values.full_iri: {
        None: [
            "https://tides.example",
            "http://[::1]:8080/a?b#c",
            "http://ines:high@[2001:db8::7]/%C3%A9",
            "http://[v7.a:b]/",
            "http://tides.example:/?a@b:c",
            "https://tides.example/marée",
            "mailto:ines@tides.example",
            "tag:tides.example,2013:a",
            "tag:t-1.example,2013-12:",
            "tag:tides.example,2013:a%20b",
            "tag:ines@tides.example,2013-10-09:a#b",
            "urn:isbn:0451450523",
            "urn:example:a/b?=c",
            "urn:uuid:F81D4FAE-7dec-11d0-a765-00a0c91e6bf6",
            "ftp://tides.example/",
            "http://localhost/",
            "xri://tides",
            "z39.50r://a",
        ],
        "not-full-uri": [
            "",
            "tides.example",
            "/a",
            "//tides.example/",
            "http:/tides.example",
            "http://",
            "http:tides",
            "http://a/[b]",
            "http://a/#b#c",
            "http://a:b/",
            "http://::1/",
            "http://[a:b]/",
            "http://[::1]b/",
            "http://?a",
            "http://:80/",
            "http://@/",
        ],
        "uri-character": [
            "https://tides.example/a b",
            "https://tides.example/<a>",
            'https://tides.example/"',
            "a\\b:c",
            "https://a/\x00",
            "https://tides.example/100%",
            "https://tides.example/%zz",
        ],
        "uri-scheme": ["tides:a", "javascript:alert(1)"],
        "tag-uri": [
            "tag:tides.example:a",
            "tag:tides.example,13:a",
            "tag:tides.example,2013-1:a",
            "tag:tides.example,2013:a b",
            "tag:tides.example,2013:a%",
            "tag:tides.example,2013:a#%zz",
            "tag:tides.example,2013-13:a",
            "tag:tides.example,2013-10-00:a",
            "tag:tides..example,2013:a",
            "tag:-tides.example,2013:a",
            "tag:tides-.example.,2013:a",
            f"tag:{'t-' * 50_000}.example,2013:a",
        ],
        "urn": ["urn:a:b", "urn:-tides:a", "urn:tides:", "urn:ti+des:a"],
        "urn-uuid": [
            "urn:uuid:",
            "urn:uuid:f81d4fae7dec11d0a76500a0c91e6bf6",
            "urn:uuid:g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        ],
    },
    values.full_uri: {"iri-where-uri": ["https://tides.example/marée", "https://märz.example/"]},
    values.iri: {
        None: ["", "a", "/a", "?a=b:c", "//tides.example/", "#a", "a%20b", "tag", "urn", "tag/high", "URN?a"],
        "not-iri": ["http:///a", "http:a"],
    },
}
OTHERS = {
    values.language: {
        None: [
            "en",
            "EN-us",
            "zh-Hans-CN",
            "yue",
            "und",
            "x-tides",
            "i-klingon",
            "de-CH-1996",
            "sl-rozaj",
            "en-a-bbb-x-a",
            "en-GB-oed",
            "sgn-BE-FR",
            "qaa",
            "qtz-Latn",
        ],
        "language": ["", "English", "en_GB", "en-", "xx", "qua-", "quy1", "qzz", "klingon", "e", "en us"],
    },
    values.media_type: {
        None: [
            "text/html",
            "application/atom+xml;type=entry",
            'text/plain; charset="utf-8"',
            "image/svg+xml",
        ],
        "media-type": [
            "",
            "html",
            "text/",
            "/html",
            "text/html; charset",
            "text /html",
            " text/html",
            "text/html ",
            "text/html;",
            "text/html,text/plain",
        ],
    },
    values.country: {None: ["at", "AT"], "country": ["xx", "aut", ""]},
    values.address("no"): {
        None: ["ines@tides.example", "a+b@c-d.example", "O'Neill@x.ie", "~@x.ie"],
        "no": [
            "",
            "ines",
            "ines at tides.example",
            "a@b@c.example",
            "<a@b.example>",
            "a@b.example, c@d.example",
            "@b.example",
            "ines@tides..example",
            "ines@tides.example.",
            "ines@my_tides.example",
        ],
        "host-unknown": ["ines@tides", "O'Neill@localhost"],
    },
}
TABLE = [
    (check, code, value)
    for checks in (DATES, NUMBERS, ADDRESSES, OTHERS)
    for check, expected in checks.items()
    for code, texts in expected.items()
    for value in texts
]


@pytest.mark.parametrize(
    ("check", "code", "value"), TABLE, ids=[f"{code}-{number}" for number, (_, code, _) in enumerate(TABLE)]
)
def test_a_value_is_judged(check, code, value):
    assert check(value) == code


@given(st.text(max_size=60))
def test_no_value_breaks_a_check(value):
    for checks in (DATES, NUMBERS, ADDRESSES, OTHERS):
        for check in checks:
            assert check(value) is None or isinstance(check(value), str)


@pytest.mark.parametrize(
    ("uri", "canonical"),
    [
        ("HTTP://Tides.Example", "http://tides.example/"),
        ("http://tides.example:80/", "http://tides.example/"),
        ("https://tides.example:/", "https://tides.example/"),
        ("http://tides.example:443/", "http://tides.example:443/"),
        ("http://tides.example/./a/../b/..", "http://tides.example/"),
        ("http://tides.example/%7Esmith/%c3%87?%2d", "http://tides.example/~smith/%C3%87?-"),
        ("http://Ines@Tides.example/", "http://Ines@tides.example/"),
        ("urn:ISBN:1", "urn:ISBN:1"),
        ("URN:isbn:1", "urn:isbn:1"),
        ("http://tides.example/#", "http://tides.example/#"),
        ("http://tides.example/C%CC%A7", "http://tides.example/%C3%87"),
        ("http://tides.example/%C3%87", "http://tides.example/%C3%87"),
        ("http://tides.example/C\u0327?e\u0301", "http://tides.example/\u00c7?\u00e9"),
        ("http://tides.example/C\u0327%CC%81", "http://tides.example/\u1e08"),
        ("http://tides.example/%5E%CC%81", "http://tides.example/%5E%CC%81"),
        ("http://tides.example/e%CC%FF%81", "http://tides.example/e%CC%FF%81"),
        ("no uri", "no uri"),
    ],
)
def test_an_address_has_one_canonical_form(uri, canonical):
    assert values.canonical(uri) == canonical
    assert values.canonical(canonical) == canonical


def test_many_marks_on_one_letter_are_left_as_they_are():
    uris = [f"http://tides.example/e{mark * 200_000}" for mark in ("%CC%80%CC%A1", "\u0300\u0321")]
    expression = "assert values.canonical(text) == text"
    assert_all_are_done("from feeds.validate import values", expression, uris, cpu_seconds=10)
