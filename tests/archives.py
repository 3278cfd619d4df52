"""Small folders of posts, and what tests ask of the output made from them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import feeds
from feeds import validate
from feeds.config import Config, FeedSettings
from feeds.validate import readback

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.outcome import Outcome

FIRST = datetime(2020, 1, 1, 12, 0, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FEEDS = ("rss.xml", "atom.xml", "feed.json")


def write_post(folder: Path, number: int, *, body: str = "Some text.", **keys: Any) -> Path:
    """Post `number`: a day apart, at https://example.org/p/NUMBER."""
    keys = {
        "url": f"https://example.org/p/{number}",
        "date": (FIRST + timedelta(days=number)).isoformat(),
        "title": f"Post {number}",
        "author": "Ann",
    } | keys
    header = "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items() if value is not None)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{number:04}.md"
    file.write_text(f"---\n{header}---\n{body}\n", encoding="utf-8")
    return file


def write_posts(folder: Path, count: int, **keys: Any) -> Path:
    """Posts 0 to `count` - 1."""
    for number in range(count):
        write_post(folder, number, **keys)
    return folder


def build(source: Path, out: Path, *, options: dict[str, Any] | None = None, **settings: Any) -> Outcome:
    """Publish with the given `[feed]` settings, at a fixed time, on one core and without a cache."""
    config = Config(feed=FeedSettings(**settings))
    ways: dict[str, Any] = {"now": NOW, "use_cache": False, "jobs": 1} | (options or {})
    return feeds.build(source, out, config, feeds.Options(**ways))


def contents(out: Path) -> dict[str, bytes]:
    """Every file of the output, by its path."""
    return {
        str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()
    }


def ids(out: Path, name: str = "atom.xml") -> list[str]:
    """The ids of a feed's entries, in order, as a reader sees them."""
    return [entry.id for entry in readback.read((out / name).read_bytes()).entries]


def assert_whole(out: Path) -> None:
    """Every feed that is there is whole and valid."""
    for name, content in contents(out).items():
        if name.endswith(FEEDS) and not name.startswith("."):
            errors = [found for found in validate.findings(content) if found.severity == "error"]
            assert not errors, (name, errors)
