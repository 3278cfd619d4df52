"""A small archive in which everything is a little wrong, or hard to keep apart."""

# ruff: noqa: E501

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archives import NOW, contents, write_posts

import feeds
from feeds.config import Config, FeedSettings, PostSettings

if TYPE_CHECKING:
    from pathlib import Path

POSTS: dict[str, str | bytes] = {
    "_posts/2020-01-01-no-url.md": "---\ndate: 2020-01-01\ntitle: T\n---\nText.\n",
    "twice.md": "---\nurl: https://example.org/p/3\ndate: 2020-01-01\ntitle: Twice\n---\nText.\n",
    "latin.md": b"---\nurl: https://example.org/latin\ndate: 2020-02-01\ntitle: Caf\xe9\n---\n\xe9\xe8\xe0 \xff\xfe \xe9\n",
    "crlf.txt": "---\r\nurl: https://example.org/crlf\r\ndate: 2020-02-02\r\ntitle: 空行\r\n---\r\n一。\r\n\r\n二。\r\n",
    "bom.md": "\ufeff---\nurl: https://example.org/bom\ndate: 2020-02-03 04:05\ntitle: Bom\n---\nText.\n",
    "draft.md": "---\nurl: https://example.org/draft\ndate: 2020-02-04\ntitle: D\ndraft: true\n---\nText.\n",
    "later.md": "---\nurl: https://example.org/later\ndate: 2027-02-04\ntitle: Later\n---\nText.\n",
    "ends.md": "---\nurl: https://example.org/ends\ndate: 2020-02-05\nexpires: 2027-01-01\ntitle: Ends\n---\nText.\n",
    "order.md": "---\nurl: https://example.org/order\ndate: 3/4/2020\nupdated: 2021-01-01\ntitle: O\n---\n{{ page.date }}\n",
    "tells.md": "---\nurl: https://example.org/tells\ndate: 20/4/2020\ntitle: Tells\n---\nText.\n",
    "link.md": "---\nurl: https://example.org/link\ndate: 2020-03-01\ntitle: L\n---\n[a]({% post_url crlf %}) {% wat %}\n",
    "script.html": "---\nurl: https://example.org/s\ndate: 2020-03-02\ntitle: S\n---\n<script>x</script><p id=a>b</i>\n",
    "sound.md": "---\nurl: https://example.org/m\ndate: 2020-03-03\ntitle: M\naudio: a.mp3\n---\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "many.md": "---\nurl: https://example.org/many\ndate: 2020-03-04\ntitle: M\nauthors: [A, 'B <b@example.org>']\n"
    "tags: [x, 'y, z']\n---\n\x08Text[^1] `a` **b** <https://example.org/>\n\n[^1]: Note.\n",
    "_posts/2020-05-05-named.md": "---\nurl: https://example.org/named\n---\n# Named\n\nText. \U0001f469\u200d\U0001f4bb\n",
    "empty.md": "",
    "_posts/2020-01-02-zeros.md": b"\0\1\2" * 85,
    "a.mp3": b"sound",
}  # fmt: skip
CONFIG = Config(
    feed=FeedSettings(limit=7, self="https://example.org/feeds/", by=("tag",), gzip=True),
    posts=PostSettings(timezone="Asia/Shanghai"),
)


def write(folder: Path) -> Path:
    """The messy posts, and enough others for several pages and workers."""
    write_posts(folder, 70)
    for name, content in POSTS.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def build(posts: Path, out: Path, config: Config = CONFIG, **options: Any) -> feeds.Outcome:
    """Publish on one core, without a cache where none is named."""
    ways: dict[str, Any] = {"now": NOW, "jobs": 1, "use_cache": "cache" in options, "accept": True}
    return feeds.build(posts, out, config, feeds.Options(**ways | options))


def published(posts: Path, out: Path, config: Config = CONFIG, **options: Any) -> dict[str, Any]:
    """Every file that is published, and what is said about the posts."""
    outcome = build(posts, out, config, **options)
    told: list[Any] = [
        each._replace(path=each.path.replace(str(out), "OUT")) for each in outcome.report.problems
    ]
    return {**contents(out), "problems": told, "counts": outcome.report.posts}
