"""The README says what the code does."""

from __future__ import annotations

import re

import click
import tables

from feeds import cli
from feeds.config import FIELDS
from feeds.posts import KEYS

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
    for status, meaning in table:
        assert (
            f"{status} {meaning.partition(';')[0].replace('`', '').partition(' or ')[0][:40]}" in help_text
        ), status


def test_two_commands_set_it_up() -> None:
    assert len(re.findall(r"^```sh$", TEXT, re.MULTILINE)) == 2
