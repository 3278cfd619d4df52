"""Problems, and what a run did, as text: for people, programs, GitHub and code scanners."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from feeds import __version__
from feeds.problems import CODES, find_code, on_one_line
from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feeds.codes import Code
    from feeds.outcome import Outcome
    from feeds.problems import Problem
    from feeds.validate.command import Judged

FORMS = ("human", "json", "github", "sarif")
"""What `--report` can be."""

_SEVERITIES = ("error", "warning", "info")
_ANSI = {"error": "\x1b[31m", "warning": "\x1b[33m", "info": "\x1b[36m"}
_ANSI_END = "\x1b[0m"
_GITHUB_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_GITHUB_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_GITHUB_PROPERTY = _GITHUB_DATA | str.maketrans({":": "%3A", ",": "%2C"})
_SARIF_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_RUNNER_COMMAND = regex(r"##((?:vso)?\[)")
_PLACEHOLDER = regex(r"\{(\w+)[^}]*\}")
_MARKDOWN_SPECIAL = regex(r"[^\w\s.,;/+=-]|_")
_MOST_IN_SUMMARY = 100
_MOST_FILES = 6


class PostCounts(NamedTuple):
    """What became of the posts of a run."""

    read: int = 0
    published: int = 0
    left_out: int = 0
    """Because of an error."""
    drafts: int = 0
    """And others that are no posts yet: hidden, private, or from the future."""


class ArtifactReport(NamedTuple):
    """A file of the output."""

    path: str
    bytes: int
    entries: int
    changed: bool


class BuildReport(NamedTuple):
    """What a run of `feeds build` did; of `feeds check`, without artifacts."""

    posts: PostCounts
    artifacts: tuple[ArtifactReport, ...]
    problems: tuple[Problem, ...]
    changed: bool


def report_build(form: str, report: BuildReport, *, colour: bool = False) -> str:
    """The report of a run in `form`, one of FORMS: "" or lines that each end in a newline."""
    if form == "json":
        return build_json(report)
    return _report_problems(form, report.problems, colour=colour)


def report_judged(form: str, judged: Iterable[Judged], *, colour: bool = False) -> str:
    """The report of `feeds validate` in `form`, one of FORMS: "" or lines that each end in a newline."""
    if form == "json":
        return "".join(map(judged_json, judged))
    if form == "human":
        return "".join(human(each.problems, colour=colour) + judged_summary(each) for each in judged)
    return _report_problems(form, [found for each in judged for found in each.problems], colour=colour)


def _report_problems(form: str, problems: Iterable[Problem], *, colour: bool) -> str:
    if form == "human":
        return human(problems, colour=colour)
    if form == "github":
        return github(problems)
    return sarif(problems)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By path, then line, with what concerns the whole file first."""
    return sorted(problems, key=_place)


def _place(found: Problem) -> tuple[str, int, int, str, str]:
    return (found.path, found.line or 0, _SEVERITIES.index(found.severity), found.code, found.message)


def human(problems: Iterable[Problem], *, colour: bool = False) -> str:
    """`path:line: severity: message [code]`, one line a problem."""
    return "".join(_human_line(found, colour=colour) for found in in_order(problems))


def _human_line(found: Problem, *, colour: bool) -> str:
    place = _logged_path(found.path) if found.line is None else f"{_logged_path(found.path)}:{found.line}"
    severity = f"{_ANSI[found.severity]}{found.severity}{_ANSI_END}" if colour else found.severity
    return f"{place}: {severity}: {_logged(found.message)} [{found.code}]\n"


def _logged(text: str) -> str:
    """`text` with nothing in it that the log of a CI job would take for a command, anywhere in a line."""
    return _RUNNER_COMMAND.sub(r"#\\x23\1", on_one_line(text))


def _logged_path(path: str) -> str:
    """A line that starts with `::`, even after white space, is a command to GitHub's runner."""
    return _logged(f"./{path}" if path.lstrip().startswith("::") else path)


def judged_summary(judged: Judged) -> str:
    """One line on a feed: whether it is valid, and how much was found."""
    verdict = "valid" if judged.valid else "invalid"
    kind = "feed" if judged.format == "unknown" else judged.format
    return f"{_logged_path(judged.feed)}: {verdict} {kind}{_tally(judged.problems)}\n"


def _tally(problems: Iterable[Problem]) -> str:
    counts = Counter(found.severity for found in problems)
    return "".join(f", {count(counts[each], each)}" for each in _SEVERITIES if counts[each])


def count(number: int, noun: str) -> str:
    """ "1 error", "2 errors", "2 entries", "2 info"."""
    plural = {"info": "info", "entry": "entries"}.get(noun, f"{noun}s")
    return f"{number} {noun if number == 1 else plural}"


def summary_by_code(problems: Iterable[Problem]) -> str:
    """How many of each code, on one line: "3 errors (2 no-url, 1 no-title), 1 warning (1 no-zone)"."""
    counts = Counter(found.code for found in problems)
    parts = []
    for severity in _SEVERITIES:
        codes = sorted((-number, code) for code, number in counts.items() if CODES[code].severity == severity)
        if codes:
            listed = ", ".join(f"{-number} {code}" for number, code in codes)
            parts.append(f"{count(-sum(number for number, _ in codes), severity)} ({listed})")
    return (", ".join(parts) or "no problems") + "\n"


def counts(report: BuildReport) -> str:
    """What became of the posts, in words."""
    posts = report.posts
    return (
        f"{count(posts.read, 'post')} read, {posts.published} published, {posts.left_out} left out, "
        f"{count(posts.drafts, 'draft')}"
    )


def build_summary(outcome: Outcome, out: str, *, written: bool) -> str:
    """What a run did, in a few lines for a person."""
    lines = [counts(outcome.report)]
    changed = [each for each in outcome.report.artifacts if each.changed]
    if not changed:
        return f"{lines[0]}; nothing changed in {_logged(out)}\n"
    lines.append(str(outcome.changes))
    verb = "wrote" if written else "would write"
    names = [f"{each.path} ({count(each.entries, 'entry')})" for each in changed[:_MOST_FILES]]
    more = f" and {len(changed) - _MOST_FILES} more" if len(changed) > _MOST_FILES else ""
    lines.append(f"{verb} {', '.join(names)}{more} to {_logged(out)}")
    return "\n".join(lines) + "\n"


def build_json(report: BuildReport) -> str:
    """The JSON report of `feeds build`: one object, indented."""
    return _json(
        {
            "posts": report.posts._asdict(),
            "artifacts": [each._asdict() for each in report.artifacts],
            "problems": [_problem_json(found) for found in in_order(report.problems)],
            "changed": report.changed,
        },
        indent=2,
    )


def judged_json(judged: Judged) -> str:
    """The JSON report of `feeds validate` on one feed: one object on one line."""
    return _json(
        {
            "feed": _unicode(judged.feed),
            "format": judged.format,
            "valid": judged.valid,
            "problems": [
                _problem_json(found) | {"w3c": CODES[found.code].w3c} for found in in_order(judged.problems)
            ],
        }
    )


def _problem_json(found: Problem) -> dict[str, object]:
    return {
        "path": _unicode(found.path),
        "line": found.line,
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
    }


def _json(value: object, *, indent: int | None = None) -> str:
    import json

    return json.dumps(value, indent=indent) + "\n"


def _unicode(path: str) -> str:
    """An odd byte in a path as text: many a JSON parser refuses half a surrogate pair."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def github(problems: Iterable[Problem]) -> str:
    """Workflow commands that GitHub Actions shows as annotations at the file and line."""
    return "".join(map(_github_command, in_order(problems)))


def _github_command(found: Problem) -> str:
    properties = {"file": found.path, "line": found.line, "title": found.code}
    listed = ",".join(
        f"{name}={on_one_line(str(value)).translate(_GITHUB_PROPERTY)}"
        for name, value in properties.items()
        if value is not None
    )
    message = on_one_line(found.message).translate(_GITHUB_DATA)
    return f"::{_GITHUB_COMMANDS[found.severity]} {listed}::{message}\n"


def sarif(problems: Iterable[Problem]) -> str:
    """A SARIF 2.1.0 log with one run, whose rules are the codes that were found."""
    ordered = in_order(problems)
    codes = sorted({found.code for found in ordered})
    indexes = {code: index for index, code in enumerate(codes)}
    driver = {
        "name": "feeds",
        "semanticVersion": __version__,
        "rules": [_sarif_rule(CODES[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(found, indexes[found.code]) for found in ordered],
    }
    return _json({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _sarif_rule(code: Code) -> dict[str, object]:
    return {
        "id": code.slug,
        "shortDescription": {"text": described(code)},
        "help": {"text": code.help},
        "defaultConfiguration": {"level": _SARIF_LEVELS[code.severity]},
    }


def _sarif_result(found: Problem, rule: int) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": _uri(found.path)}}
    if found.line is not None:
        place["region"] = {"startLine": found.line}
    return {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": _SARIF_LEVELS[found.severity],
        "message": {"text": found.message},
        "locations": [{"physicalLocation": place}],
    }


def _uri(path: str) -> str:
    """A path as a relative URI, its odd bytes as they are on disk; an absolute path as a file URI."""
    from urllib.parse import quote

    if path.startswith(("http://", "https://")):
        return quote(path, safe="%/:?#[]@!$&'()*+,;=~")
    quoted = quote(os.fsencode(path), safe="/~")
    return f"file://{quoted}" if path.startswith("/") else quoted


def job_summary(report: BuildReport) -> str:
    """What a run did, in Markdown for GITHUB_STEP_SUMMARY."""
    lines = [
        "### Feeds",
        "",
        f"{counts(report)}. The output {'changed' if report.changed else 'did not change'}.",
    ]
    if report.artifacts:
        rows = [
            f"| {_markdown(each.path)} | {each.bytes} | {each.entries} | {'yes' if each.changed else 'no'} |"
            for each in report.artifacts
        ]
        lines += ["", "| File | Bytes | Entries | Changed |", "| --- | ---: | ---: | --- |", *rows]
    if report.problems:
        lines += ["", "| Where | Severity | What | Code |", "| --- | --- | --- | --- |"]
        lines += [_markdown_row(found) for found in in_order(report.problems)[:_MOST_IN_SUMMARY]]
    if len(report.problems) > _MOST_IN_SUMMARY:
        rest = summary_by_code(report.problems).rstrip()
        lines += ["", f"The first {_MOST_IN_SUMMARY} of {len(report.problems)} are listed; in all: {rest}."]
    return "\n".join(lines) + "\n"


def _markdown_row(found: Problem) -> str:
    place = found.path if found.line is None else f"{found.path}:{found.line}"
    return f"| {_markdown(place)} | {found.severity} | {_markdown(found.message)} | {found.code} |"


def _markdown(text: str) -> str:
    """Character references cannot open or close anything in Markdown (CommonMark, 2.5)."""
    return _MARKDOWN_SPECIAL.sub(lambda match: f"&#{ord(match[0])};", on_one_line(text))


def described(code: Code) -> str:
    """The message of a code with the names of its details in place of their values."""
    return _PLACEHOLDER.sub(r"<\1>", code.message)


def explain(slug: str) -> str:
    """What a code means and how to mend it. Raises FeedsError where there is no such code."""
    import textwrap

    code = find_code(slug)
    paragraphs = [f"{code.slug} ({code.severity})", described(code), code.help]
    if code.section:
        paragraphs.append(f"See {code.section}.")
    if code.w3c:
        paragraphs.append(f"The W3C Feed Validator calls it {code.w3c}.")
    return "\n\n".join(textwrap.fill(each, break_on_hyphens=False) for each in paragraphs) + "\n"


def code_table() -> str:
    """All codes as a Markdown table, in the order of their names."""
    rows = [
        f"| `{code.slug}` | {code.severity} | {_code_span(described(code))} | {code.section} |"
        for code in sorted(CODES.values())
    ]
    head = ["| Code | Severity | What it says | Standard |", "| --- | --- | --- | --- |"]
    return "".join(f"{row}\n" for row in (*head, *rows))


def _code_span(text: str) -> str:
    """`text` as it is, in a cell of a table (CommonMark, 6.1; GitHub Flavored Markdown, 4.10)."""
    fence = "``" if "`" in text else "`"
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}".replace("|", "\\|")
