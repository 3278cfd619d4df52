"""The command line: Click, and nothing but Click."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from feeds import __version__
from feeds.problems import REFUSED, FeedsError, problem
from feeds.report import (
    FORMS,
    BuildReport,
    PostCounts,
    build_summary,
    counts,
    job_summary,
    report_build,
    report_judged,
    summary_by_code,
)
from feeds.report import explain as explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor

    from feeds.config import Config
    from feeds.outcome import Outcome
    from feeds.problems import Problem
    from feeds.validate.command import Judged

EXIT_STATUS = """\b
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
_INTERRUPTED = 130
"""What shells tell of a program that Ctrl-C has ended."""

SETTINGS: tuple[tuple[str, str, str], ...] = (
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
    for name, metavar, text in reversed(SETTINGS):
        key = name.partition(".")[2]
        option = "--" + key.replace("_", "-")
        command = click.option(option, "set_" + key, metavar=metavar, help=text)(command)
    return command


def _report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    # Opened before the run: a name that cannot be written is a mistake, not a reason to fail afterwards.
    file = click.File("w", encoding="utf-8", errors="backslashreplace", lazy=False)
    command = click.option("--report-file", type=file, help="Write the report to FILE.", metavar="FILE")(
        command
    )
    return click.option(
        "--report", type=click.Choice(FORMS), default="human", show_default=True, help="Form of the report."
    )(command)


def _named(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """An empty name is that of a variable which is not set: it would mean the folder that we are in."""
    if value == "":
        raise click.BadParameter("the name is empty")
    return value


_source = click.argument("source", default="seeds", type=click.Path(), callback=_named)
_folder = click.argument("folder", default="out", metavar="[DIR]", type=click.Path(), callback=_named)
_config = click.option(
    "-c", "--config", type=click.Path(), callback=_named, metavar="FILE", help="Settings file."
)


@click.group(epilog=EXIT_STATUS, context_settings={"help_option_names": ["-h", "--help"]})
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


@main.command(epilog=EXIT_STATUS)
@_source
@click.option(
    "-o",
    "--out",
    default="out",
    show_default=True,
    type=click.Path(),
    callback=_named,
    help="Output folder.",
    metavar="DIR",
)
@_config
@_setting_options
@click.option("--no-archive", is_flag=True, help="Leave out the archives of older posts.")
@click.option("--future", is_flag=True, help="Publish posts from the future now.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 4 if the output is out of date.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be done.")
@click.option(
    "--diff", count=True, help="Write nothing; show what subscribers would see change. Twice: the bytes too."
)
@click.option("--accept", is_flag=True, help="Publish even if it shows many entries as new.")
@click.option(
    "--against",
    metavar="DIR|URL",
    callback=_named,
    help="The feeds as they are live, where DIR does not hold them.",
)
@click.option("--ping", is_flag=True, help="Tell the hubs what changed: see `feeds ping`.")
@click.option(
    "--now", metavar="TIME", help="The time to go by, for posts from the future.  [default: the clock]"
)
@click.option(
    "-j", "--jobs", type=click.IntRange(1), help="Processes to work in.  [default: the cores there are]"
)
@click.option("--executor", metavar="URL", help="Work elsewhere: dask://HOST:PORT.")
@click.option(
    "--cache",
    type=click.Path(file_okay=False),
    callback=_named,
    metavar="DIR",
    help="Folder of the cache.",
)
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

    shown = _Shown(given, is_build=True)
    with shown.errors_end_the_run():
        config = _load(source, given)
        if given["ping"]:
            from feeds.ping import addresses, ping_changed

            addresses(config)
        writes = not (given["check"] or given["dry_run"] or given["diff"])
        collected: dict[str, bytes] = {}
        options = run.Options(
            now=_now(given["now"]),
            write=writes,
            accept=given["accept"],
            against=given["against"],
            jobs=given["jobs"],
            cache=given["cache"],
            use_cache=not given["no_cache"],
            progress=shown.progress,
            put=None if writes else _collector(Path(out), collected),
        )
        with _executor(given["executor"]) as executor:
            outcome = run.build(source, out, config, options._replace(executor=executor))
        if given["check"]:
            outcome = _checked(outcome, out)
        told: list[str] = []
        if given["ping"] and writes:
            changed = [each.path for each in outcome.report.artifacts if each.changed]
            told, problems = ping_changed(Path(out), config, changed, say=shown.waits)
            outcome = _with_problems(outcome, *problems)
        shown.built(outcome, out, writes)
        if not given["quiet"]:
            shown.beside(f"{line}\n" for line in told)
        if given["diff"]:
            shown.beside(_diff(outcome, out, collected if given["diff"] > 1 else {}))
        if outcome.refused:
            sys.exit(REFUSED)
        if given["check"] and outcome.report.changed:
            sys.exit(_OUT_OF_DATE)
        sys.exit(_status(outcome.report.problems))


@main.command(epilog=EXIT_STATUS)
@_source
@_config
@_setting_options
@click.option(
    "--now", metavar="TIME", help="The time to go by, for posts from the future.  [default: the clock]"
)
@_report_options
@click.option("-q", "--quiet", is_flag=True, help="Print only errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print also drafts and what is merely worth knowing.")
def check(source: str, **given: Any) -> None:
    """Read and judge the posts below SOURCE; write nothing."""
    from feeds.run import read

    shown = _Shown(given)
    with shown.errors_end_the_run():
        checked = read(source, _load(source, given), _now(given["now"]), shown.progress)
        shown.report(checked)
        if given["report"] == "human" and not given["quiet"]:
            click.echo(f"{counts(checked)}: {summary_by_code(checked.problems)}", nl=False)
        sys.exit(_status(checked.problems))


@main.command(epilog=EXIT_STATUS)
@click.argument("feeds", nargs=-1, required=True, metavar="FEED...")
@click.option("--strict", is_flag=True, help="Warnings make a feed invalid too.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Pass over a code; may be given again.")
@_report_options
@click.option("-q", "--quiet", is_flag=True, help="Print only errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print also what is merely worth knowing.")
def validate(feeds: tuple[str, ...], strict: bool, ignore: tuple[str, ...], **given: Any) -> None:
    """Judge feeds: RSS, Atom or JSON Feed, as files, globs, URLs, or - for standard input.

    \b
    Examples:
      feeds validate out/*.xml out/feed.json
      curl -s https://example.org/feed | feeds validate -
      feeds validate --report json https://example.org/feed
    """
    from feeds.validate.command import judge

    shown = _Shown(given)
    with shown.errors_end_the_run():
        verdicts = judge(feeds, strict=strict, ignore=ignore, stdin=sys.stdin.buffer)
        sys.exit(0 if shown.judged(verdicts) else 1)


@main.command(epilog=EXIT_STATUS)
@click.argument("code")
def explain(code: str) -> None:
    """What a problem CODE means, why it matters, and how to mend it."""
    with _Shown({}).errors_end_the_run():
        click.echo(explained(code), nl=False)


@main.command(epilog=EXIT_STATUS)
@_source
def init(source: str) -> None:
    """Write a commented feeds.toml into SOURCE, from what its posts show.

    What the configuration of Jekyll, Hexo, Hugo, Zola or Pelican says of the site, in SOURCE or up to three folders
    above it, is taken as well.

    On a terminal it asks for what the posts do not tell. A file that is there is never overwritten.
    """
    from feeds import suggest

    with _Shown({}).errors_end_the_run():
        suggestion = suggest.suggest(Path(source))
        if sys.stdin.isatty():
            suggestion = suggestion.answered(lambda what, known: click.prompt(what, default=known or ""))
        click.echo(f"{suggest.write(Path(source), suggestion)}: written")


@main.command(epilog=EXIT_STATUS)
@_folder
@click.option(
    "--source",
    type=click.Path(),
    callback=_named,
    help="The posts to rebuild DIR from.  [default: seeds, for out]",
)
@_config
@_setting_options
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on."
)
def serve(folder: str, source: str | None, host: str, port: int, **given: Any) -> None:
    """Preview DIR over HTTP, rebuilding when a post changes.

    \b
    Examples:
      feeds serve                           seeds/ and out/
      feeds serve public --source posts     another pair of folders
      feeds serve public                    as it stands, without rebuilding
    """
    from feeds import config
    from feeds.serve import serve as serve_folder

    if source is None and folder == "out" and Path("seeds").is_dir():
        source = "seeds"
    with _Shown({}).errors_end_the_run():
        rebuild, watched = None, []
        if source is not None:
            settings = Path(given["config"]) if given["config"] else config.find(Path(source))
            watched = [Path(source), *([settings] if settings else [])]
            rebuild = partial(_rebuilt, source, folder, given)
        serve_folder(Path(folder), host=host, port=port, rebuild=rebuild, watch=watched, say=click.echo)


def _rebuilt(source: str, folder: str, given: dict[str, Any], jobs: int | None) -> Outcome:
    """Read the settings and make the feeds anew, in up to `jobs` processes."""
    from feeds import run

    return run.build(source, folder, _load(source, given), run.Options(jobs=jobs))


@main.command(epilog=EXIT_STATUS)
@_folder
@click.option(
    "--source",
    default="seeds",
    show_default=True,
    type=click.Path(),
    callback=_named,
    help="Where feeds.toml is.",
)
@_config
@_setting_options
def ping(folder: str, source: str, **given: Any) -> None:
    """Tell the WebSub hubs that the feeds in DIR have changed, once they are live."""
    with _Shown({}).errors_end_the_run():
        from feeds.ping import ping as ping_all

        _told(*ping_all(Path(folder), _load(source, given), say=partial(click.echo, err=True)))


def _load(source: str, given: dict[str, Any]) -> Config:
    from feeds import config

    options = {
        name: given["set_" + name.partition(".")[2]]
        for name, _, _ in SETTINGS
        if given.get("set_" + name.partition(".")[2]) is not None
    }
    if given.get("no_archive"):
        options["feed.archive"] = False
    if given.get("future"):
        options["posts.future"] = True
    file = Path(given["config"]) if given.get("config") else None
    return config.load(Path(source), file=file, environ=os.environ, options=options)


def _now(text: str | None) -> datetime:
    """The one clock: --now, else SOURCE_DATE_EPOCH (seconds since 1970), else the machine's."""
    if text:
        return _time(text)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise click.BadParameter("wants seconds since 1970", param_hint="SOURCE_DATE_EPOCH") from None


def _time(text: str) -> datetime:
    from feeds.dates import DateError, parse

    try:
        return parse(text, UTC).value
    except DateError:
        raise click.BadParameter("wants a time, such as 2026-01-31T12:00:00Z", param_hint="--now") from None


def _status(problems: Iterable[Problem]) -> int:
    return 1 if any(each.severity == "error" for each in problems) else 0


class _Shown:
    """What the user gets to see of a run: problems, report and summary, in the form that was asked for."""

    def __init__(self, given: dict[str, Any], *, is_build: bool = False) -> None:
        self._is_build = is_build
        self._form: str = given.get("report", "human")
        self._file: IO[str] | None = given.get("report_file")
        self._quiet: bool = given.get("quiet", False)
        self._verbose: bool = given.get("verbose", False)
        self._bar: Any = None

    @contextmanager
    def errors_end_the_run(self) -> Iterator[None]:
        """Turn FeedsError into problems shown and an exit status: the one place that does."""
        try:
            yield
        except FeedsError as error:
            self._ended(error.problems, error.status)
        except KeyboardInterrupt:
            self._finish_bar()
            sys.exit(_INTERRUPTED)
        except BrokenPipeError:
            raise
        except OSError as error:
            where = os.fsdecode(error.filename) if error.filename else "feeds"
            told = (problem("system-error", where, reason=error.strerror or error),)
            self._ended(told, REFUSED)

    def _ended(self, problems: tuple[Problem, ...], status: int) -> None:
        ended = BuildReport(PostCounts(), (), problems, changed=False)
        try:
            self.report(ended)
            self._tell_github(ended)
        except OSError:
            # The report itself cannot be written.
            self._form, self._file = "human", None
            with suppress(OSError):
                self.report(ended)
        sys.exit(status)

    def built(self, outcome: Outcome, out: str, written: bool) -> None:
        """Show what a build did. Raises FeedsError where that fails when the feeds are published."""
        where = self._file.name if self._file else "feeds"
        try:
            self.report(outcome.report)
            if self._form == "human" and not self._quiet:
                click.echo(build_summary(outcome, out, written=written), nl=False)
            self._tell_github(outcome.report)
        except BrokenPipeError:
            raise
        except OSError as error:
            if not written:
                raise
            self._form, self._file = "human", None
            told = problem("report-not-written", where, reason=error.strerror or error)
            raise FeedsError(*outcome.report.problems, told, status=1) from None

    def _tell_github(self, report: BuildReport) -> None:
        """Tell the later steps of the job, and whoever looks at its page."""
        if self._is_build and self._form == "github":
            _append("GITHUB_OUTPUT", f"changed={str(report.changed).lower()}\n")
            _append("GITHUB_STEP_SUMMARY", job_summary(report))

    def report(self, found: BuildReport) -> None:
        """Show the report of a run; for people, the problems that matter to them."""
        self._finish_bar()
        if self._form in ("human", "github"):
            found = found._replace(problems=self._filtered(found.problems))
        self._out(partial(report_build, self._form, found))

    def judged(self, verdicts: Iterable[Judged]) -> bool:
        """Show the verdict on each feed as it comes; in a form that is one document, all together."""
        valid = True
        collected = []
        for each in verdicts:
            valid = valid and each.valid
            if self._form == "sarif":
                collected.append(each)
            elif self._form == "json":
                self._out(partial(report_judged, self._form, [each]))
            elif not (self._quiet and each.valid):
                shown = each._replace(problems=self._filtered(each.problems))
                self._out(partial(report_judged, self._form, [shown]))
        if self._form == "sarif":
            self._out(partial(report_judged, self._form, collected))
        return valid

    def progress(self, done: int, total: int) -> None:
        """Draw a bar on standard error, where somebody looks at it."""
        if self._bar is None and not self._quiet and sys.stderr.isatty():
            label = "Making feeds" if self._is_build else "Reading posts"
            self._bar = click.progressbar(length=total, label=label, file=sys.stderr)
        if self._bar is not None:
            self._bar.update(done - self._bar.pos)

    def waits(self, line: str) -> None:
        """Say on standard error what the command waits for."""
        self._finish_bar()
        if not self._quiet:
            click.echo(line, err=True)

    def beside(self, lines: Iterable[str]) -> None:
        """Print what is no part of the report, and does not break it where that is a document on standard output."""
        err = self._form in ("json", "sarif") and self._file is None
        for line in lines:
            click.echo(line, nl=False, err=err)

    def _finish_bar(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None

    def _filtered(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        wanted = {"error"}
        if not self._quiet:
            wanted |= {"warning", "info"} if self._verbose else {"warning"}
        return tuple(each for each in problems if each.severity in wanted)

    def _out(self, text: Callable[..., str]) -> None:
        if self._file is not None:
            self._file.write(text(colour=False))
            self._file.flush()
        else:
            err = self._form == "human"
            stream = sys.stderr if err else sys.stdout
            click.echo(text(colour=stream.isatty() and "NO_COLOR" not in os.environ), nl=False, err=err)


def _checked(outcome: Outcome, out: str) -> Outcome:
    """The outcome, with the problem that the output is out of date where it is."""
    from feeds.report import count

    changed = sum(each.changed for each in outcome.report.artifacts)
    if not changed:
        return outcome
    return _with_problems(outcome, problem("out-of-date", out, count=count(changed, "file")))


def _with_problems(outcome: Outcome, *problems: Problem) -> Outcome:
    report = outcome.report
    return outcome._replace(report=report._replace(problems=(*report.problems, *problems)))


def _append(variable: str, text: str) -> None:
    """Add to a file that GitHub Actions names in the environment."""
    if path := os.environ.get(variable):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)


def _collector(out: Path, collected: dict[str, bytes]) -> Callable[[str, bytes], bool]:
    """What takes the finished files where none is to be written."""
    from feeds.publish import differs

    def put(path: str, content: bytes) -> bool:
        changed = differs(out, path, content)
        if changed:
            collected[path] = content
        return changed

    return put


def _diff(outcome: Outcome, out: str, collected: dict[str, bytes]) -> Iterator[str]:
    from feeds import diff
    from feeds.memory import from_folder

    fetch = from_folder(Path(out))
    yield from diff.entries(outcome)
    for each in outcome.report.artifacts:
        # What was collected for a post that was left out in the end stays as it is.
        if each.changed and each.path in collected:
            yield from diff.content(each.path, fetch(each.path), collected[each.path])


@contextmanager
def _executor(address: str | None) -> Iterator[Executor | None]:
    if address is None:
        yield None
        return
    from feeds.parallel import dask

    with dask(address) as executor:
        yield executor


def _told(lines: Iterable[str], problems: Sequence[Problem]) -> None:
    """Show which hub was told of what. Raises FeedsError for what went wrong."""
    for line in lines:
        click.echo(line)
    if problems:
        raise FeedsError(*problems, status=1)
