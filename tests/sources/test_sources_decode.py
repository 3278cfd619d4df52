"""Bytes of any encoding and line ending -> text, or the reason why not."""

from __future__ import annotations

import codecs

import pytest

from feeds.characters import legal_text
from feeds.config import Config, PostSettings, text_codec
from feeds.posts import parse
from feeds.sources import decode

TEXT = "---\ntitle: 例え 😀\n---\nText.\n"
CHINESE = (
    "---\ntitle: 谈谈电子商务\n---\n"
    + "这是一个关于电子商务的文章，我们来看看平台的数据到底说明了什么问题。\n" * 4
)
RUSSIAN = (
    "---\ntitle: Заметки\n---\n" + "Сегодня утром мы поехали на дачу, и погода была очень хорошая.\n" * 4
)
JAPANESE = "---\ntitle: 日記\n---\n" + "きょうは朝からとても天気がよかったので、散歩に出かけました。\n" * 4


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\r\n", 2).encode(),
        TEXT.replace("\n", "\r\n").encode("utf-16"),
    ],
)
def test_unicode_is_known_by_itself(data: bytes) -> None:
    assert decode(data, "a.md") == (TEXT, ())


@pytest.mark.parametrize(
    ("text", "encoding", "written"),
    [
        (CHINESE, "gbk", "gbk"),
        (CHINESE, "gb2312", "gb18030"),
        (CHINESE, "gb18030", "gb18030"),
        (JAPANESE, "shift_jis", "shift_jis"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc-jp", "euc_jp"),
        (JAPANESE, "iso-2022-jp", "iso2022_jp"),
        (RUSSIAN, "koi8-r", "koi8_r"),
        (RUSSIAN, "windows-1251", "cp1251"),
        ("title: Größe – “so”\n", "iso-8859-1", "cp1252"),
        (CHINESE, "gbk", "utf-8"),
    ],
)
def test_other_encodings_by_their_names(text: str, encoding: str, written: str) -> None:
    assert decode(text.encode(written), "a.md", encoding) == (text, ())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(CHINESE, "gbk"), (CHINESE, "gb18030"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"), (RUSSIAN, "koi8_r"),
     (RUSSIAN, "cp1251"),
     ("L’été à la plage : où êtes-vous, ma sœur ? « Ça va »\n", "cp1252"),
     ("El niño comió una manzana mañana. ¿Qué pasó? ¡Lástima!\n", "cp1252"),
     ("Det är en vacker dag på ön, och någon köper mjölk åt oss.\n", "cp1252"),
     ("Zażółć gęślą jaźń, a książka leży na półce u źródła.\n", "iso8859_2"),
     ("Příliš žluťoučký kůň úpěl ďábelské ódy a šel.\n", "cp1250"),
     ("Şimdi İstanbul'da yağmur yağdı, çocuklar üzülmedi.\n", "cp1254")],
)  # fmt: skip
@pytest.mark.parametrize("damage", [b"", b"\xff\n"])
def test_a_guess_is_told(text: str, encoding: str, damage: bytes) -> None:
    guessed, problems = decode(text.encode(encoding) + damage, "a.md", "guess")
    assert guessed.startswith(text)
    assert problems[0].code == "encoding-guessed"
    assert problems[0].severity == "warning"


def test_one_bad_byte_is_mended_and_named() -> None:
    data = "---\ntitle: 例え\n---\nA\xff文\n".encode().replace("ÿ".encode(), b"\xff")
    text, problems = decode(data, "a.md")
    assert text == "---\ntitle: 例え\n---\nA\ufffd文\n"
    assert [(found.code, found.line, found.severity) for found in problems] == [
        ("bytes-mended", 4, "warning")
    ]
    assert "0xFF" in problems[0].message


@pytest.mark.parametrize("encoding", [None, "gb18030"])
def test_a_bad_byte_is_mended_whatever_the_settings(encoding: str | None) -> None:
    text, problems = decode("标题：例".encode() + b"\xff", "a.md", encoding)
    assert text == "标题：例\ufffd"
    assert [found.code for found in problems] == ["bytes-mended"]


def test_what_is_not_utf8_is_an_error_with_its_line() -> None:
    text, problems = decode(CHINESE.encode("gbk"), "a.md")
    assert text == ""
    assert [(found.code, found.line, found.severity) for found in problems] == [("not-utf8", 2, "error")]
    assert "encoding" in problems[0].message


def test_a_page_says_its_encoding() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body>“So”, sagt sie: schön, größer, älter.</body></html>'
    assert decode(page.encode("cp1252"), "a.html") == (page, ())


@pytest.mark.parametrize(
    "name",
    ["hex", "zlib", "rot13", "idna", "punycode", "undefined", "unicode_escape", "no-such", "aliases", "a.b"],
)
def test_what_a_page_says_is_no_encoding_is_passed_over(name: str) -> None:
    page = f'<html><head><meta charset="{name}"></head><body>schön, größer, älter: \\ud800</body></html>'
    assert [found.code for found in decode(page.encode("cp1252"), "a.html")[1]] == ["not-utf8"]
    with pytest.raises(LookupError):
        text_codec(name)


def test_half_a_character_is_left_to_be_taken_out_later() -> None:
    post = b"---\nurl: https://example.org/a\ndate: 2020-01-01\ntitle: T\n---\nA +2AA- b.\n"
    assert decode(post, "a.md", "utf-7")[0].endswith("A \ud800 b.\n")
    assert parse("a.md", post, Config(posts=PostSettings(encoding="utf-7"))).post


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 9, b"a\0" * 9 + b"\0\0b\0" * 40 + b"\xff"]
)
def test_binary_data_is_an_error(data: bytes) -> None:
    _, problems = decode(data, "a.md")
    assert [found.severity for found in problems] == ["error"]


def test_a_stray_null_is_left_to_be_taken_out_later() -> None:
    assert decode(b"a\0b " + b"c" * 200, "a.md")[1] == ()


@pytest.mark.parametrize(
    ("text", "clean", "char", "line"),
    [
        ("a\x08b", "ab", "U+0008", 1),
        ("a\n\n\ufffeb\x00", "a\n\nb", "U+FFFE", 3),
        ("\ud800", "", "U+D800", 1),
    ],
)
def test_characters_that_xml_forbids_go(text: str, clean: str, char: str, line: int) -> None:
    assert legal_text(text) == (clean, (line, char))


def test_legal_text_stays() -> None:
    assert legal_text("a\tb\nc 😀 \x85") == ("a\tb\nc 😀 \x85", None)
