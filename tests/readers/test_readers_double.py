"""Readers that remember what they saw never see an old post as a new one."""

from __future__ import annotations

import email
import email.policy
import importlib.util
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import feedparser
import pytest
from archives import build, write_post, write_posts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Site

COUNT = 6


def _run(command: list[str], home: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environ = {**kept, "HOME": str(home), "LC_ALL": "C.UTF-8", "NO_PROXY": "*"}
    subprocess.run(command, env=environ, check=True, capture_output=True, timeout=60)


def newsboat(url: str, home: Path) -> list[str]:
    settings = home / ".newsboat"
    settings.mkdir(exist_ok=True)
    (settings / "urls").write_text(f"{url}\n")
    (settings / "config").write_text("max-items 0\ncleanup-on-quit no\n")
    _run(["newsboat", "-x", "reload"], home)
    with closing(sqlite3.connect(settings / "cache.db")) as database:
        return [title for (title,) in database.execute("SELECT title FROM rss_item WHERE deleted = 0")]


def sfeed(url: str, home: Path) -> list[str]:
    """It keeps a line for each title and link that an entry ever had: these are one entry, by its id."""
    (home / "sfeedrc").write_text(f'sfeedpath="{home}"\nfeeds() {{\n  feed it "{url}"\n}}\n')
    _run(["sfeed_update", str(home / "sfeedrc")], home)
    rows = [line.split("\t") for line in (home / "it").read_text("utf-8").splitlines()]
    return list({row[5]: row[1] for row in rows}.values())


def rss2email(url: str, home: Path) -> list[str]:
    """It mails each entry that it has not seen yet."""
    settings, inbox = home / "r2e.cfg", home / "mail" / "INBOX"
    command = ["r2e", "-c", str(settings), "-d", str(home / "r2e.json")]
    if not settings.exists():
        for name in ("cur", "new", "tmp"):
            (inbox / name).mkdir(parents=True)
        settings.write_text(
            "[DEFAULT]\nfrom = robot@reader.invalid\nto = me@reader.invalid\nemail-protocol = maildir\n"
            f"maildir-path = {home / 'mail'}\nmaildir-mailbox = INBOX\n"
        )
        _run([*command, "add", "it", url], home)
    _run([*command, "run"], home)
    mails = [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        for file in (inbox / "new").iterdir()
    ]
    return [str(mail["subject"]) for mail in mails]


def by_feedparser(url: str, home: Path) -> list[str]:
    """What many small readers do: keep the ids that were seen."""
    store = home / "seen"
    seen = dict(line.split("\t") for line in store.read_text("utf-8").splitlines()) if store.exists() else {}
    read = feedparser.parse(url)
    assert not read.bozo
    seen |= {entry.id: entry.title for entry in read.entries}
    store.write_text("".join(f"{name}\t{title}\n" for name, title in seen.items()), "utf-8")
    return list(seen.values())


def by_reader(url: str, home: Path) -> list[str]:
    from reader import make_reader  # type: ignore[import-not-found]

    with closing(make_reader(str(home / "reader.sqlite"))) as library:
        library.add_feed(url, exist_ok=True)
        library.update_feed(url)
        return [entry.title for entry in library.get_entries(feed=url)]


READERS: dict[str, tuple[str, Callable[[str, Path], list[str]]]] = {
    "newsboat": ("newsboat", newsboat),
    "sfeed": ("sfeed_update", sfeed),
    "rss2email": ("r2e", rss2email),
    "feedparser": ("", by_feedparser),
}
if importlib.util.find_spec("reader"):
    READERS["reader"] = ("", by_reader)

STEPS: dict[str, dict[str, str]] = {
    "https": {"url": "https://example.org/p/{}"},
    "a slash": {"url": "https://example.org/p/{}/"},
    "another host and scheme": {"url": "https://blog.example.com/2020/post-{}.html"},
    "titles": {"url": "https://blog.example.com/2020/post-{}.html", "title": "Better post {}"},
    "bodies": {
        "url": "https://blog.example.com/2020/post-{}.html",
        "title": "Better post {}",
        "body": "New.",
    },
}


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
@pytest.mark.parametrize("reader", READERS)
def test_no_entry_doubles(reader: str, name: str, site: Site, home: Path, tmp_path: Path) -> None:
    program, entries = READERS[reader]
    if program and shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    posts = tmp_path / "posts"
    settings = {"self": site.base}

    def publish(**keys: str) -> list[str]:
        for number in range(COUNT):
            write_post(posts, number, **{key: text.format(number) for key, text in keys.items()})  # type: ignore[arg-type]
        build(posts, site.folder, **settings)
        return entries(site.base + name, home)

    assert len(publish(url="http://example.org/p/{}")) == COUNT
    for step, keys in STEPS.items():
        assert len(publish(**keys)) == COUNT, step
    for file in sorted(posts.iterdir()):
        file.rename(file.with_name(f"renamed-{file.name}"))
    (site.folder / "ledger.jsonl").unlink()
    build(posts, site.folder, **settings)
    assert len(entries(site.base + name, home)) == COUNT, "renamed, and the ledger lost"
    (posts / "renamed-0002.md").rename(tmp_path / "kept.md")
    build(posts, site.folder, **settings)
    assert len(entries(site.base + name, home)) == COUNT, "gone"
    (tmp_path / "kept.md").rename(posts / "back.md")
    build(posts, site.folder, **settings)
    assert len(entries(site.base + name, home)) == COUNT, "back"
    write_posts(posts, COUNT + 1, url="https://example.org/new")
    for number in range(COUNT):
        (posts / f"{number:04}.md").unlink()
    build(posts, site.folder, **settings)
    assert len(entries(site.base + name, home)) == COUNT + 1, "a post that is new is seen"
