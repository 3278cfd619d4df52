"""A preview of a build that only copies: SOURCE/page.html to OUT/index.html.

    copies.py SOURCE OUT SETTINGS

Prints how each run was called. A page that says "bad" is refused, as are settings that do in the first run.
"""

import sys
from pathlib import Path

from feeds import publish
from feeds.outcome import Changes, Outcome
from feeds.problems import FeedsError, problem
from feeds.report import ArtifactReport, BuildReport, PostCounts
from feeds.serve import serve

source, out, settings = map(Path, sys.argv[1:])


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def rebuild(jobs):
    say(f"run with {jobs}")
    content = (source / "page.html").read_bytes()
    if b"bad" in settings.read_bytes():
        raise FeedsError(problem("settings-broken", str(settings), reason="bad"), status=2)
    if b"bad" in content:
        raise FeedsError(problem("no-posts", "page.html", reason="bad"), status=3)
    with publish.locked(out):
        changed = publish.stage(out, "index.html", content)
        publish.swap(out, ["index.html"] if changed else [])
    problems = (problem("url-moved", "page.html", old="a", new="b"),) if b"moved" in content else ()
    problems += (problem("self-unknown", "feeds.toml"),)
    files = (ArtifactReport("index.html", len(content), 1, changed),)
    return Outcome(BuildReport(PostCounts(), files, problems, changed), Changes((), (), (), ()), {}, {}, {})


serve(out, port=0, rebuild=rebuild, watch=[source, settings], say=say)
say("ended")
