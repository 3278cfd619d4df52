"""The settings that fit an archive, as far as its posts tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from feeds import config
from feeds.posts import load_posts
from feeds.problems import FeedsError
from feeds.suggest import suggest, write

if TYPE_CHECKING:
    from pathlib import Path

CHINESE = "这是一个关于电子商务的文章，我们来看看平台的数据到底说明了什么问题。"
TEXTS = {
    "zh-CN": CHINESE,
    "zh-TW": "這是一個關於電子商務的文章，我們來看看平臺的數據到底說明了什麼問題。",
    "ja": "きょうは朝からとても天気がよかったので、散歩に出かけました。",
    "ko": "오늘 아침에는 날씨가 매우 좋아서 산책을 했습니다.",
    "ru": "Сегодня утром мы поехали на дачу, и погода была очень хорошая.",
    "uk": "Сьогодні вранці ми поїхали на дачу, і погода була дуже гарна.",
    "ar": "ذهبنا هذا الصباح إلى البحر وكان الطقس جميلا، ثم عدنا إلى البيت.",
    "fa": "امروز صبح به کنار دریا رفتیم و هوا خیلی خوب بود، سپس به خانه برگشتیم.",
    "hi": "आज सुबह हम समुद्र के किनारे गए और मौसम बहुत अच्छा था।",
    "vi": "Sáng nay chúng tôi đi ra biển và thời tiết rất đẹp, sau đó trời mưa.",
    "tr": "Bu sabah deniz kenarına gittik ve hava çok güzeldi, bir çay içtik.",
    "pl": "Dzisiaj rano nie było łatwo, ale się udało, że jest dobrze na dworze.",
    "cs": "Dnes ráno jsem byl na zahradě a bylo krásně, ale pak se ukázalo, že je zima.",
    "hu": "Ma reggel az idő nem volt szép, és úgy tűnt, hogy egy vihar jön.",
    "da": "I dag er vejret ikke godt, og det er langt til byen, også af den grund.",
    "nb": "I dag er været ikke bra, og det er langt til byen, også av den grunn.",
    "de": "Das Wetter ist heute nicht so gut, und der Weg ist weit.",
    "en": "The weather is not that good today, and the way to the shop is long.",
    None: "12345 67890",
}


def archive(
    root: Path,
    header: str = "date: 2013-10-09 09:23",
    body: str = CHINESE,
    count: int = 3,
    name: str = "{}.md",
) -> Path:
    for number in range(count):
        path = root / name.format(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"---\ntitle: Post {number}\n{header.format(number)}\n---\n{body}\n", encoding="utf-8"
        )
    return root


def test_what_is_written_can_be_read_and_fits(tmp_path: Path) -> None:
    archive(tmp_path, "url: https://example.org/{}\ndate: 2013-10-09 09:23")
    path = write(tmp_path, suggest(tmp_path))
    assert path == tmp_path / "feeds.toml"
    found = config.load(tmp_path)
    assert (found.feed.link, found.feed.title, found.feed.language) == (
        "https://example.org/",
        "example.org",
        "zh-CN",
    )
    assert found.posts.timezone == "Asia/Shanghai"
    assert load_posts(tmp_path, found).problems == ()
    assert "title (3)" in path.read_text(encoding="utf-8")


def test_every_example_is_a_setting_that_works(tmp_path: Path) -> None:
    archive(tmp_path, "date: 3/4/2010", body="12345")
    turned_on = re.sub(r"(?m)^# (?=\w+ = )", "", suggest(tmp_path).text())
    (tmp_path / "feeds.toml").write_text(turned_on, encoding="utf-8")
    found = config.load(tmp_path)
    assert (found.posts.timezone, found.posts.date_order, found.posts.base_url) == (
        "Europe/Berlin",
        "dmy",
        "https://example.org/",
    )


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    archive(tmp_path)
    (tmp_path / "feeds.toml").write_text("mine")
    with pytest.raises(FeedsError) as raised:
        write(tmp_path, suggest(tmp_path))
    assert (raised.value.status, raised.value.problems[0].code) == (2, "settings-exist")
    assert (tmp_path / "feeds.toml").read_text() == "mine"


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_that_posts_look_like(tmp_path: Path, language: str | None) -> None:
    assert suggest(archive(tmp_path, body=TEXTS[language])).language == language


def test_addresses_are_in_no_language(tmp_path: Path) -> None:
    body = "A short text: https://www.example.com/a, example.com, mail.example.com"
    assert suggest(archive(tmp_path, body=body)).language is None


def test_the_language_that_posts_say_they_are_in(tmp_path: Path) -> None:
    assert suggest(archive(tmp_path, "date: 2013-10-09\nlang: pt-BR")).language == "pt-BR"


@pytest.mark.parametrize(
    ("times", "language", "zone"),
    [
        (("2013-10-09 09:23",), "zh-CN", "Asia/Shanghai"),
        (("2013-10-09 09:23", "2013-10-09 09:23 +0800"), "zh-CN", "Asia/Shanghai"),
        (("2013-10-09 09:23", "2013-10-09 09:23 +0900"), "zh-CN", "+09:00"),
        (("2013-10-09 09:23", "2013-10-09 09:23 +0200", "2013-12-09 09:23 +0100"), "de", "Europe/Berlin"),
        (("2013-10-09 09:23", "2013-10-09 09:23 -0500", "2013-12-09 09:23 -0400"), "en", None),
        (("2013-10-09 09:23", "2013-10-09 09:23Z"), "en", "UTC"),
        (("2013-10-09 09:23",), "en", None),
        (("2013-10-09 09:23 +0800",), "zh-CN", None),
    ],
)
def test_the_zone_that_offsets_or_language_hint_at(
    tmp_path: Path, times: tuple[str, ...], language: str, zone: str | None
) -> None:
    for number, time in enumerate(times):
        archive(tmp_path, f"date: {time}", body=TEXTS[language], count=1, name=f"{number}.md")
    assert suggest(tmp_path).timezone == zone


def test_a_zone_that_is_guessed_is_marked(tmp_path: Path) -> None:
    assert "a guess" in suggest(archive(tmp_path)).text()


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("_posts/2013-10-09-{}.md", "{base}/{year}/{month}/{day}/{slug}/"),
        ("blog/{}.md", "{base}/{folder}/{slug}/"),
        ("{}.md", "{base}/{slug}/"),
    ],
)
def test_addresses_need_an_answer(tmp_path: Path, name: str, template: str) -> None:
    found = suggest(archive(tmp_path, name=name))
    assert found.url_template == template
    asked = []

    def ask(question: str, known: str | None) -> str:
        asked.append(question)
        return "https://example.org/" if "Root" in question else known or ""

    answered = found.answered(ask)
    assert len(asked) == 6
    write(tmp_path, answered)
    loaded = load_posts(tmp_path, config.load(tmp_path))
    assert len(loaded.posts) == 3
    assert loaded.problems == ()


def test_an_answer_that_is_no_setting_is_asked_again(tmp_path: Path) -> None:
    archive(tmp_path)
    answers = {
        "Language": ["https://example.org/", "de"],
        "Time zone": ["Berlin", "Europe/Berlin"],
        "Address": ["example.org", ""],
    }
    asked: list[str] = []

    def ask(question: str, known: str | None) -> str:
        asked.append(question)
        return next((given.pop(0) for words, given in answers.items() if words in question), known or "")

    write(tmp_path, suggest(tmp_path).answered(ask))
    assert not any(answers.values())
    assert sum(question.startswith("No, that wants ") for question in asked) == 3
    found = config.load(tmp_path)
    assert (found.feed.language, found.posts.timezone) == ("de", "Europe/Berlin")


def test_what_needs_no_answer_is_not_asked(tmp_path: Path) -> None:
    archive(tmp_path, "url: https://example.org/{}\ndate: 2013-10-09 09:23 +0800")
    asked: list[str] = []
    suggest(tmp_path).answered(lambda question, known: asked.append(question) or known or "")  # type: ignore[func-returns-value]
    assert len(asked) == 3


def test_keys_of_their_own(tmp_path: Path) -> None:
    archive(tmp_path, "adresse: https://example.org/{}\nverfasst: 2013-10-09 09:23", body=TEXTS["de"])
    write(tmp_path, suggest(tmp_path))
    found = config.load(tmp_path)
    assert found.keys == {"url": ("adresse",), "published": ("verfasst",)}
    assert len(load_posts(tmp_path, found).posts) == 3


def test_the_order_of_day_and_month(tmp_path: Path) -> None:
    archive(tmp_path, "date: 3/4/2010", count=1)
    assert "# date_order" in suggest(tmp_path).text()
    archive(tmp_path, "date: 20/9/2010", count=1, name="b.md")
    assert suggest(tmp_path).date_order == "dmy"


def test_an_encoding(tmp_path: Path) -> None:
    text = f"---\ntitle: 谈谈\ndate: 2013-10-09\n---\n{CHINESE * 3}\n"
    (tmp_path / "a.md").write_bytes(text.encode("gbk"))
    assert suggest(tmp_path).encoding == "gb18030"


def test_an_empty_folder(tmp_path: Path) -> None:
    write(tmp_path, suggest(tmp_path))
    assert config.load(tmp_path) == config.Config(file=str(tmp_path / "feeds.toml"))
