"""The command line: Click, and nothing but Click."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feeds import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from feeds.outcome import Outcome
    from feeds.problems import FeedsError, Problem
    from feeds.report import BuildReport

_EXIT_STATUS = """\b
Exit status:
  0   done: published, or nothing to change; no errors
  1   errors were found: some posts were left out (the rest is
      published), or a judged feed or post is invalid
  2   usage or settings are wrong; nothing was done
  3   refused: the output would be invalid, or would disturb
      subscribers; the last good feeds stand
  4   --check: the output is out of date
  75  another run holds the lock
"""
_OUT_OF_DATE = 4
_REPORTS = click.Choice(["human", "json", "github", "sarif"])

_SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("feed.title", "TEXT", "What subscribers see as the feed's name."),
    ("feed.link", "URL", "The site that the posts belong to."),
    ("feed.self", "URL", "Where the output folder is hosted."),
    ("feed.description", "TEXT", "One line on what the feed is about."),
    ("feed.language", "TAG", "Language of the posts, such as en or zh-CN."),
    ("feed.author", "NAME", "Author of posts that name none."),
    ("feed.limit", "N|all", "Entries in the polled feeds.  [default: 50]"),
    ("feed.formats", "LIST", "Of rss, atom, json.  [default: all three]"),
    ("feed.by", "LIST", "Feeds by tag, category, author, year."),
    ("feed.max_new", "N", "Most entries that may be new at once."),
    ("posts.timezone", "ZONE", "Zone of times without one, such as Asia/Shanghai."),
    ("posts.base_url", "URL", "What relative permalinks are relative to."),
    ("posts.url_template", "TEXT", "How to make URLs, such as {base}{year}/{month}/{slug}/."),
    ("posts.date_order", "dmy|mdy", "How to read dates such as 3/4/2010."),
    ("posts.encoding", "NAME", 'Encoding of posts that are not UTF-8, or "guess".'),
    ("markdown.engine", "NAME", "markdown or commonmark.  [default: markdown]"),
)
"""Settings that have an option: name, what its value is, help."""


def _setting_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for name, metavar, text in reversed(_SETTINGS):
        key = name.partition(".")[2]
        option = "--" + key.replace("_", "-")
        command = click.option(option, "set_" + key, metavar=metavar, help=text)(command)
    return command


def _report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option(
        "--report-file", type=click.Path(dir_okay=False), help="Write the report to FILE.", metavar="FILE"
    )(command)
    return click.option(
        "--report", type=_REPORTS, default="human", show_default=True, help="Form of the report."
    )(command)


_source = click.argument("source", default="seeds", type=click.Path())
_config = click.option("-c", "--config", type=click.Path(), metavar="FILE", help="Settings file.")


@click.group(epilog=_EXIT_STATUS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="feeds")
def main() -> None:
    """Turn a folder of posts into feeds that keep every original URL and timestamp.

    \b
    Examples:
      feeds build                         seeds/ into out/
      feeds build posts -o public/feeds   another folder into another
      feeds check posts                   what is wrong with the posts?
      feeds validate out/*.xml            judge any feed
    """


@main.command(epilog=_EXIT_STATUS)
@_source
@click.option("-o", "--out", default="out", show_default=True, type=click.Path(), help="Output folder.", metavar="DIR")
@_config
@_setting_options
@click.option("--no-archive", is_flag=True, help="Leave out the archives of older posts.")
@click.option("--future", is_flag=True, help="Publish posts from the future now.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 4 if the output is out of date.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be done.")
@click.option("--diff", count=True, help="Write nothing; show what subscribers would see change. Twice: the bytes too.")
@click.option("--accept", is_flag=True, help="Publish even if it shows many entries as new.")
@click.option("--against", metavar="DIR|URL", help="The feeds as they are live, where DIR does not hold them.")
@click.option("--ping", is_flag=True, help="Tell the hubs what changed: see `feeds ping`.")
@click.option("--now", metavar="TIME", help="The time to go by, for posts from the future.  [default: the clock]")
@click.option("-j", "--jobs", type=click.IntRange(1), help="Worker processes.  [default: the cores there are]")
@click.option("--executor", metavar="URL", help="Work elsewhere: dask://HOST:PORT.")
@click.option("--cache", type=click.Path(file_okay=False), metavar="DIR", help="Folder of the cache.")
@click.option("--no-cache", is_flag=True, help="Make everything anew.")
@_report_options
@click.option("-q", "--quiet", is_flag=True, help="Print only errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print also what is merely worth knowing.")
def build(source: str, out: str, **given: Any) -> None:
    """Make and publish the feeds of the posts below SOURCE.

    Reads every post below SOURCE (default: seeds), writes RSS, Atom and JSON feeds, validates them, and only then
    publishes them to DIR. A post that cannot be published is named with the reason, and left out.

    \b
    Examples:
      feeds build
      feeds build posts -o public --timezone Europe/Berlin
      feeds build -q                      for cron: silent unless wrong
      feeds build --diff                  what would subscribers see?
    """
    from feeds import run

    shown = _Shown(given)
    with shown.errors_end_the_run():
        writes = not (given["check"] or given["dry_run"] or given["diff"])
        collected: dict[str, bytes] = {}
        options = run.Options(
            now=_now(given["now"]),
            write=writes,
            accept=given["accept"],
            against=given["against"],
            jobs=given["jobs"],
            executor=_executor(given["executor"]),
            cache=Path(given["cache"]) if given["cache"] else None,
            use_cache=not given["no_cache"],
            progress=shown.progress,
            put=None if writes else _collector(Path(out), collected),
        )
        outcome = run.build(source, out, _load(source, given), options)
        shown.built(outcome, out, writes)
        if given["diff"]:
            _print_diff(outcome, out, collected if given["diff"] > 1 else {})
        if given["ping"] and outcome.report.changed:
            _ping(source, out, given, [each.path for each in outcome.report.artifacts if each.changed])
        if given["check"] and outcome.report.changed:
            sys.exit(_OUT_OF_DATE)
        sys.exit(_status(outcome.report.problems))
