from __future__ import annotations

import random
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.validate import findings, format_name

FEEDS = Path(__file__).parents[1]
ATOM = (FEEDS / "valid" / "atom" / "every-element.xml").read_bytes()
SAMPLES = [
    path.read_bytes()
    for folder in ("rss", "atom", "ext")
    for path in sorted((FEEDS / "valid" / folder).glob("*.xml"))
]
RSS = """\
<?xml version="1.0" encoding="{}"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>{}</title><link>https://tides.example/</link><description>Tides</description><language>zh</language>
<atom:link rel="self" href="https://tides.example/rss.xml"/>
</channel></rss>
"""
NAMES = """
    xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
    xmlns:media="http://search.yahoo.com/mrss/" xmlns:georss="http://www.georss.org/georss" xmlns:x="https://x.example/"
"""
PIECES = """
    <entry> </entry> <item> </item> <title> </title> <title/> <link/> <link>x</link> <guid> </guid> <source> </source>
    <author> </author> <content></content> <atom:link/> <itunes:category/> <media:content/> <georss:where/> <div/>
    <x:y/> <channel> </channel> <id/> text &amp; <updated>2013</updated> <enclosure/> <image> </image>
"""


def codes(data: bytes) -> list[str]:
    return [finding.code for finding in findings(data)]


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        ("utf-8", "潮汐", []),
        ("UTF8", "潮汐", []),
        ("utf-16", "潮汐", []),
        ("gbk", "潮汐", ["encoding-nonstandard"]),
        ("gb18030", "潮汐", ["encoding-nonstandard"]),
        ("big5", "潮汐", ["encoding-nonstandard"]),
        ("shift_jis", "潮汐", ["encoding-nonstandard"]),
        ("euc-jp", "潮汐", ["encoding-nonstandard"]),
        ("koi8-r", "Прилив", ["encoding-nonstandard"]),
        ("iso-8859-1", "Marée", ["encoding-nonstandard"]),
        ("cp437", "Marée", ["encoding-obscure"]),
    ],
)
def test_encodings_are_read(name, title, expected):
    assert codes(RSS.format(name, title).encode(name)) == expected


@pytest.mark.parametrize(
    "name", ["idna", "rot13", "hex", "undefined", "unicode_escape", "base64", "punycode", "utf-7"]
)
def test_codecs_that_are_no_encodings_are_unknown(name):
    assert codes(RSS.format(name, "Tides").encode()) == ["encoding-unknown"]


def test_utf16_without_a_declaration():
    text = RSS.format("", "Tides").partition("\n")[2]
    assert codes(text.encode("utf-16")) == ["no-encoding"]
    assert format_name(text.encode("utf-16")) == "RSS 2.0"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("\ufeff", []),
        ("\ufeff\ufeff", ["not-well-formed"]),
        ("\n", ["xml-declaration-misplaced"]),
        ("\ufeff\n", ["xml-declaration-misplaced"]),
    ],
)
def test_a_mark_stands_once_and_first(start, expected):
    assert codes((start + RSS.format("utf-8", "Tides")).encode()) == expected


def test_a_bad_byte_is_found_at_its_line_and_the_rest_is_judged():
    data = RSS.format("utf-8", "Tides").encode().replace(b"<language>zh", b"\n<!-- \xff --><language>Chinese")
    assert [(finding.code, finding.line) for finding in findings(data)] == [
        ("bytes-not-in-encoding", 4),
        ("language", 4),
    ]


def test_entity_bombs_do_not_go_off():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE rss [<!ENTITY e0 "tide">{entities}]>'
    data = f'{doctype}<rss version="2.0"><channel><title>&e11;</title></channel></rss>'
    tracemalloc.start()
    found = codes(data.encode())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "not-well-formed" in found
    assert peak < 50_000_000


def test_external_entities_are_not_fetched(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("spring tide")
    data = f"""<!DOCTYPE rss [<!ENTITY s SYSTEM "{secret.as_uri()}">]>
<rss version="2.0"><channel><title>&s;</title></channel></rss>"""
    found = list(findings(data.encode()))
    assert "external-entity" in [finding.code for finding in found]
    assert not any("spring tide" in finding.message for finding in found)


@pytest.mark.parametrize(
    "inside", ["<a>", "<atom:a>", '<itunes:category text="Arts">', '<content type="xhtml"><b>']
)
def test_deep_nesting_is_refused(inside):
    start = f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMES}><entry>'
    found = codes((start + inside * 100_000).encode())
    assert "too-deep" in found


@pytest.mark.parametrize("inside", ["<x:a/>", "<a/>", '<title x:a=""/>', "<outline/>"])
@pytest.mark.parametrize("root", ["rss", "feed", "opml"])
def test_a_long_namespace_is_not_repeated_in_every_name(root, inside):
    long = "a" * 500_000
    data = f'<{root} xmlns="{long}" xmlns:x="urn:{long}">{inside * 50_000}'.encode()
    assert [finding.code for finding in findings(data) if finding.severity == "error"] == [
        "namespace-too-long"
    ]
    assert format_name(data) == "unknown"


_PEAK = """
import sys, tracemalloc
from feeds.validate import findings
data = sys.stdin.buffer.read()
for _ in findings(data[:data.index(b"</entry>") + 8] + b"</feed>"): pass
tracemalloc.start()
assert not list(findings(data))
print(tracemalloc.get_traced_memory()[1])
"""


def test_memory_does_not_grow_with_the_feed():
    entry = ATOM[ATOM.index(b"<entry>") : ATOM.index(b"</entry>") + 8]
    start, end = ATOM[: ATOM.index(b"<entry>")], ATOM[ATOM.index(b"</feed>") :]

    def peak(count: int) -> int:
        """In a process of its own: nothing else may allocate meanwhile."""
        entries = b"".join(entry.replace(b"mar\xc3\xa9e", b"%d" % number) for number in range(count))
        run = subprocess.run(
            [sys.executable, "-c", _PEAK], input=start + entries + end, capture_output=True, check=True
        )
        return int(run.stdout)

    assert peak(2000) < peak(100) + 2_000_000


def test_a_line_of_ten_megabytes():
    data = ATOM.replace(b"At 3 &lt; 4 metres.", b"High and low. " * 750_000)
    assert codes(data) == []


def test_many_children_of_one_name():
    data = RSS.format("utf-8", "Tides").replace(
        "</channel>", "<category>Sea</category>" * 5000 + "</channel>"
    )
    assert codes(data.encode()) == []


def mutations(count: int) -> list[bytes]:
    """Good feeds with bytes of them lost, doubled, swapped or replaced, the same on every run."""
    chance = random.Random(4)
    made = []
    for _ in range(count):
        data = bytearray(chance.choice(SAMPLES))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            end = min(len(data), at + chance.randint(1, 40))
            match chance.randrange(4):
                case 0:
                    del data[at:end]
                case 1:
                    data[at:at] = data[at:end]
                case 2:
                    data[at] = chance.randrange(256)
                case _:
                    other = chance.choice(SAMPLES)
                    data[at:end] = other[at : at + chance.randint(0, 60)]
        made.append(bytes(data))
    return made


def test_no_mutation_of_a_good_feed_breaks_it():
    for data in mutations(600):
        lines = data.count(b"\n") + data.count(b"\r") + 1
        for finding in findings(data):
            assert finding.line is None or 1 <= finding.line <= lines
            assert finding.message.isprintable()


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_no_bytes_break_it(data):
    starts = (
        b"",
        b"<rss>",
        b'<feed xmlns="http://www.w3.org/2005/Atom">',
        b"\xff\xfe",
        b"<?xml version='1.0' encoding='",
    )
    for start in starts:
        assert codes(start + data)


@given(st.lists(st.sampled_from(PIECES.split()), max_size=30))
@settings(max_examples=200)
def test_no_order_of_elements_breaks_it(pieces):
    inner = " ".join(pieces)
    assert codes(f'<rss version="2.0" {NAMES}>{inner}</rss>'.encode())
    assert codes(f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMES}>{inner}</feed>'.encode())
