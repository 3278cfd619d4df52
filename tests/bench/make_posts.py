"""Made-up posts, the same bytes for the same arguments: 5 to 6 KB of Markdown each, with an address and a time.

The front matter is one that `feeds`, Hugo and Pelican all read.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITE = "https://posts.example.com"
_FIRST = datetime(2005, 1, 1, tzinfo=UTC)
_LAST = datetime(2025, 1, 1, tzinfo=UTC)
_AUTHORS = ("Ann Lee", "B. O’Connor", "陳大文", "Дарья Ким")
_SIZE = (5_000, 6_000)
_SENTENCES = (
    "The bridge was painted green again this spring, for the third time since the flood.",
    "Nobody could say who had ordered the second clock, but both were wrong by the same hour.",
    "A letter took nine days to cross the valley, and the answer never left the office.",
    "Bread is cheaper on Fridays & fuller on Saturdays, as every child in the street knows.",
    "We counted 1 < 2 hundred swallows on the wire, and stopped when they began to count us.",
    "The library keeps the maps that it cannot fold in a room that it cannot heat.",
    "When the lights went out, the orchestra played on from memory and finished early.",
    "His notebook lists every train he missed, with the reason, in pencil.",
    "It rained on the market, and the price of umbrellas rose as if it had been told.",
    "The museum’s best picture hangs behind a door that opens the wrong way.",
    "昨天下午，老街的茶館重新開門，來的人比椅子還多。",
    "他說這條路修了三次，每一次都修在下雨以前。",
    "書店的貓認得每一位不買書的客人，並且對他們更客氣。",
    "河水退去以後，橋上的字還在，只是沒有人再去讀它。",
)
_HEADINGS = ("Before the flood", "What the neighbours said", "茶館", "Figures", "A correction", "Thanks")
_CODE = "def swallows(wire):\n    return sum(1 for bird in wire if bird.counts)\n"


def write_posts(folder: Path, count: int) -> Path:
    """Write `count` posts into the folder. Returns the newest."""
    folder.mkdir(parents=True)
    newest = folder
    for number in range(count):
        newest = folder / f"{number:06}.md"
        newest.write_text(_post(number, count), "utf-8")
    return newest


def _post(number: int, count: int) -> str:
    choose = random.Random(number)
    moment = _FIRST + (_LAST - _FIRST) * number / count
    lines = (
        "---",
        f"title: Notes from the valley, part {number + 1}",
        f"date: {(moment - timedelta(microseconds=moment.microsecond)).isoformat()}",
        f"author: {choose.choice(_AUTHORS)}",
        f"url: /notes/{number + 1}/",
        "---",
    )
    return "\n".join(lines) + "\n\n" + _body(choose, number)


def _body(choose: random.Random, number: int) -> str:
    wanted = choose.randint(*_SIZE)
    blocks: list[str] = []
    size = 0
    while size < wanted:
        (block,) = choose.choices(list(_BLOCKS), list(_BLOCKS.values()))
        blocks.append(block(choose, number))
        size += len(blocks[-1].encode()) + 2
    return "\n\n".join(blocks) + "\n"


def _paragraph(choose: random.Random, number: int) -> str:
    return " ".join(_sentence(choose, number) for _ in range(choose.randint(2, 6)))


def _sentence(choose: random.Random, number: int) -> str:
    sentence = choose.choice(_SENTENCES)
    if choose.random() < 0.7:
        return sentence
    middle = len(sentence) // 2
    marked = choose.choice(
        ("**{}**", "*{}*", "`{}`", f"[{{}}]({SITE}/notes/{choose.randint(1, number + 1)}/)")
    )
    return sentence[:middle].rstrip() + " " + marked.format(sentence[middle:-1].strip()) + sentence[-1]


def _heading(choose: random.Random, _number: int) -> str:
    return f"{'#' * choose.randint(2, 3)} {choose.choice(_HEADINGS)}"


def _list(choose: random.Random, number: int) -> str:
    mark = choose.choice(("-", "1."))
    return "\n".join(f"{mark} {_sentence(choose, number)}" for _ in range(choose.randint(2, 5)))


def _quote(choose: random.Random, number: int) -> str:
    return f"> {_sentence(choose, number)}"


def _code(_choose: random.Random, _number: int) -> str:
    return f"```python\n{_CODE}```"


def _image(_choose: random.Random, number: int) -> str:
    return f'![The bridge]({SITE}/images/{number}.jpg "The bridge, {number}")'


def _table(choose: random.Random, _number: int) -> str:
    rows = "\n".join(f"| {year} | {choose.randint(1, 999)} |" for year in range(2001, 2004))
    return f"| Year | Swallows |\n| --- | ---: |\n{rows}"


_BLOCKS: dict[Callable[[random.Random, int], str], float] = {
    _paragraph: 0.76,
    _heading: 0.08,
    _list: 0.07,
    _quote: 0.03,
    _code: 0.03,
    _image: 0.02,
    _table: 0.01,
}
"""How often each comes."""
