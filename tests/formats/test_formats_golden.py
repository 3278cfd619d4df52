"""The bytes themselves. After a change that is meant: run this file with Python, and read the difference."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import ANN, NASTY, PODCAST, feed, nasty

from feeds.formats import FORMATS, Subscription, opml, page

GOLDEN = Path(__file__).parent / "golden"
BASE = "https://feeds.example.org/"


def _subscriptions():
    for folder, by, name in (("", "", ""), ("tag/c", "tag", "C++"), ("author/日本", "author", "日本")):
        for row in FORMATS.values():
            path = f"{folder}/{row.file_name}".lstrip("/")
            title = f"Nasty: {name}" if name else "Nasty"
            meta = nasty(self_url=BASE + path, title=title).meta
            yield Subscription(meta, row, path, len(NASTY), by, name)


def _documents():
    older = {"complete": False, "prev_archive": BASE + "archive/2/x", "current": BASE + "x"}
    podcast = feed(
        *PODCAST,
        authors=(ANN,),
        complete=True,
        language="en",
        podcast=(("itunes:owner", "Ann Lee <ann@example.org>"), ("itunes:category", "Arts > Books")),
    )
    listed = list(_subscriptions())
    return {
        "rss.xml": FORMATS["rss"].write(nasty(**older)),
        "atom.xml": FORMATS["atom"].write(nasty(**older)),
        "feed.json": FORMATS["json"].write(nasty(**older)),
        "podcast.xml": FORMATS["rss"].write(podcast),
        "feeds.opml": opml.write("Nasty", listed),
        "index.html": page.write(nasty().meta, listed, NASTY, "feeds.opml"),
    }


@pytest.mark.parametrize("name", _documents())
def test_golden(name):
    assert _documents()[name].decode() == (GOLDEN / name).read_text("utf-8")


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, content in _documents().items():
        (GOLDEN / name).write_bytes(content)
