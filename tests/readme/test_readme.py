"""The README says what the code does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import pytest
import tables
from archives import write_posts

import feeds
from feeds import cli
from feeds.config import FIELDS
from feeds.keys import KEYS

if TYPE_CHECKING:
    from pathlib import Path

TEXT = tables.README.read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_code() -> None:
    assert tables.updated(TEXT) == TEXT, "run PYTHONPATH=. python tests/readme/tables.py"


def test_settings_can_map_every_field() -> None:
    assert set(FIELDS) == set(KEYS)


def test_every_command_is_listed() -> None:
    assert isinstance(cli.main, click.Group)
    assert set(re.findall(r"^\| `feeds (\w+)", TEXT, re.MULTILINE)) == set(cli.main.commands)


def test_the_exit_statuses_are_those_of_the_help() -> None:
    table = re.findall(r"^\| (\d+) \| (.+) \|$", TEXT, re.MULTILINE)
    help_text = " ".join(cli.EXIT_STATUS.split())
    assert [status for status, _ in table] == re.findall(r"^  (\d+) ", cli.EXIT_STATUS, re.MULTILINE)
    for status, meaning in table:
        assert (
            f"{status} {meaning.partition(';')[0].replace('`', '').partition(' or ')[0][:40]}" in help_text
        ), status


@pytest.mark.parametrize("command", [cli.main, *cli.main.commands.values()], ids=lambda command: command.name)
def test_every_help_has_them(command: click.Command) -> None:
    assert command.epilog == cli.EXIT_STATUS


def test_two_commands_set_it_up() -> None:
    assert len(re.findall(r"^```sh$", TEXT, re.MULTILINE)) == 2


def test_it_works_from_python_as_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (shown,) = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    write_posts(tmp_path / "posts", 2)
    (tmp_path / "feeds.toml").write_text('[feed]\ntitle = "As set"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    exec(shown, {})
    assert "2020-01-02 12:00:00+00:00 https://example.org/p/1 Post 1" in capsys.readouterr().out
    assert b"As set" in (tmp_path / "out" / "rss.xml").read_bytes()
    feeds.build("posts", "out", options=feeds.Options(cache="kept"))
    assert (tmp_path / "kept" / "feeds.sqlite").is_file()


def test_loaded_posts_go_by_the_settings_beside_them(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", 2)
    (posts / "feeds.toml").write_text('[posts]\nignore = ["0001.md"]\n')
    assert [post.source for post in feeds.load_posts(str(posts)).posts] == ["0000.md"]


def test_every_module_has_its_place() -> None:
    listed = set(
        re.findall(r"`(\w+)(?:\.py|/)`", TEXT.partition("## Where things are")[2].partition("\n\nTo add")[0])
    )
    package = tables.README.parent / "feeds"
    modules = {file.stem for file in package.glob("*.py") if not file.stem.endswith("_codes")}
    folders = {folder.name for folder in package.iterdir() if (folder / "__init__.py").is_file()}
    assert listed == (modules | folders) - {"__init__"}
