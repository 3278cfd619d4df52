"""What the settings put into the feeds is what feeds can hold: anything else stops the run before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from archives import contents, write_posts

from feeds import Options, build, validate
from feeds.config import load
from feeds.problems import FeedsError

if TYPE_CHECKING:
    from pathlib import Path


def settings(tmp_path: Path, lines: str) -> Path:
    source = write_posts(tmp_path / "posts", 2)
    (source / "feeds.toml").write_text(f"[feed]\n{lines}\n", encoding="utf-8")
    return source


@pytest.mark.parametrize(
    "line",
    [
        r'title = "a\u0001b"',
        r'rights = "a\u000bb"',
        r'description = "a\uffffb"',
        r'author = "A\u0000"',
        r'author = {name = "A", email = "no mail"}',
        r'author = {name = "A", email = "a@b"}',
        r'author = {name = "A", email = "a@my_b.example"}',
        r'author = {name = "A", email = "a@märz.example"}',
        r'categories = ["\u0002"]',
        'link = "example.org"',
        'link = "https://example.org:99999/"',
        'link = "https://exa mple.org/"',
        'link = "ftp://example.org/"',
        'self = "https://example.org/?feed=1"',
        'self = "https://example.org/#feeds"',
        'icon = "/icon.png"',
        'hub = ["https://hub.example.org/", "hub"]',
    ],
)
def test_what_no_feed_can_hold_is_refused(line: str, tmp_path: Path) -> None:
    source = settings(tmp_path, line)
    with pytest.raises(FeedsError) as raised:
        load(source)
    assert raised.value.status == 2
    assert [(each.line, each.code) for each in raised.value.problems] == [(2, "settings-value")]


@pytest.mark.parametrize(
    "line",
    [
        'link = "https://例え.jp/ブログ/?x=%zz"',
        'self = "https://例え.jp/フィード"',
        'icon = "https://例え.jp/ア.png"',
        'logo = "https://例え.jp/ア.png"',
        'hub = "https://例え.jp/ハブ"',
        'author = {name = "A", url = "https://例え.jp/私"}',
    ],
)
def test_addresses_in_any_script_go_into_the_feeds_as_uris(line: str, tmp_path: Path) -> None:
    source, out = settings(tmp_path, line), tmp_path / "out"
    build(source, out, load(source), Options(use_cache=False, jobs=1))
    for name, document in contents(out).items():
        if name.endswith((".xml", ".json", ".opml")):
            assert not [each for each in validate.findings(document) if each.severity == "error"]
            assert "例え".encode() not in document
            assert (
                name.endswith(".opml") or b"xn--r8jz45g.jp" in document or "icon" in line or "author" in line
            )
