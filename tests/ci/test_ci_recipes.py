"""What the README, the action and the hook tell people to run, run as far as that goes without a network."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from archives import assert_whole, write_post, write_posts
from loopback import served

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SITE = "/srv/site"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def block(language: str, having: str) -> str:
    (found,) = (text for text in blocks(language) if having in text)
    return found


def program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


FEEDS = f'PYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m feeds "$@"'


@pytest.fixture
def bin(tmp_path: Path) -> Path:  # noqa: A001
    """A folder of programs that stand in for the real ones, first on the PATH."""
    folder = tmp_path / "bin"
    program(folder / "feeds", FEEDS)
    program(folder / "pip", f'echo "$@" >> {folder}/pip.log')
    program(
        folder / "python",
        'test "$1 $2" = "-m venv" || exit 9\nmkdir -p "$3/bin"\n'
        f'cp {folder}/feeds "$3/bin/feeds"\ncp {folder}/pip "$3/bin/pip"',
    )
    program(
        folder / "aws",
        f"exec {shlex.quote(sys.executable)} -c 'import json, sys; print(json.dumps(sys.argv[1:]))' \"$@\""
        f" >> {folder}/aws.log",
    )
    return folder


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[str]:
    """A site where nothing is published yet."""
    (tmp_path / "live").mkdir()
    with served(tmp_path / "live") as address:
        yield address


def shell(script: str, cwd: Path, path: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run as GitHub's runner does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FEEDS_", "GITHUB_"))}
    env = {**kept, "PATH": f"{path}:{os.environ['PATH']}", "NO_PROXY": "*", **environ}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=120)


# --- The action ---------------------------------------------------------------------------------------------


def filled(text: str, inputs: dict[str, str], runner: dict[str, str]) -> str:
    """The expressions of a step, as the runner fills them in."""
    values = {f"inputs.{name}": value for name, value in inputs.items()} | runner
    return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda match: values[match[1]], text)


def run_action(job: Path, path: Path, **given: str) -> list[subprocess.CompletedProcess[str]]:
    inputs = {name: str(row["default"]) for name, row in ACTION["inputs"].items()} | given
    runner = {"github.action_path": str(ROOT)}
    files = {name: str(job / name.lower()) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    ran = []
    for step in ACTION["runs"]["steps"]:
        if "run" in step:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"], "an input in a script is an injection"
            env = {name: filled(text, inputs, runner) for name, text in step.get("env", {}).items()}
            ran.append(shell(step["run"], job, path, RUNNER_TEMP=str(job / "temp"), **files, **env))
    return ran


def test_the_action_builds_and_tells(tmp_path: Path, bin: Path) -> None:  # noqa: A002
    write_posts(tmp_path / "my posts", 3)
    (tmp_path / "my posts" / "bad.md").write_text("---\ntitle: T\n---\nx\n")
    ran = run_action(
        tmp_path, bin, source="my posts", out="public", args="--title=Two words\n\n--self=https://e.org/f/\n"
    )
    assert [each.returncode for each in ran] == [0, 1], ran
    assert (bin / "pip.log").read_text() == f"install --quiet {ROOT}\n"
    assert_whole(tmp_path / "public")
    assert "<title>Two words</title>" in (tmp_path / "public" / "rss.xml").read_text("utf-8")
    assert "::error file=my posts/bad.md,line=1," in ran[1].stdout
    assert (tmp_path / "github_output").read_text() == "changed=true\n"
    assert "3 published, 1 left out" in (tmp_path / "github_step_summary").read_text()
    assert (tmp_path / "temp" / "feeds-cache").is_dir()


def test_the_action_goes_by_what_is_live(tmp_path: Path, bin: Path) -> None:  # noqa: A002
    posts = write_posts(tmp_path / "seeds", 3)
    run_action(tmp_path, bin, out="live")
    write_post(posts, 1, url="https://moved.example/1")
    *_, ran = run_action(tmp_path, bin, against="live")
    assert ran.returncode == 0, ran
    assert "::warning file=seeds/0001.md,line=2,title=url-moved::" in ran.stdout
    assert (
        '<guid isPermaLink="false">https://example.org/p/1</guid>' in (tmp_path / "out/rss.xml").read_text()
    )


def test_inputs_cannot_run_anything(tmp_path: Path, bin: Path) -> None:  # noqa: A002
    write_posts(tmp_path / "seeds", 1)
    run_action(
        tmp_path,
        bin,
        out="$(touch pwned)",
        against="",
        args="--title=`touch pwned`; touch pwned\n$(touch pwned)",
    )
    assert not (tmp_path / "pwned").exists()


def test_the_actions_steps_and_outputs_are_there() -> None:
    names = {step.get("id") for step in ACTION["runs"]["steps"]}
    for output in ACTION["outputs"].values():
        step = re.fullmatch(r"\$\{\{ steps\.(\w+)\.outputs\.changed \}\}", output["value"])
        assert step is not None
        assert step[1] in names
    assert all(row.keys() == {"description", "default"} for row in ACTION["inputs"].values())


# --- Recipes ------------------------------------------------------------------------------------------------


def test_the_workflow_gives_the_action_what_it_takes() -> None:
    workflow = yaml.safe_load(block("yaml", "upload-pages-artifact"))
    assert set(workflow) - {True} == {"name", "permissions", "jobs"}, "YAML reads `on` as true"
    (job,) = workflow["jobs"].values()
    given = next(step["with"] for step in job["steps"] if "feed-publisher" in step.get("uses", ""))
    assert given.keys() <= ACTION["inputs"].keys()
    uploaded = next(step["with"]["path"] for step in job["steps"] if "upload-pages" in step.get("uses", ""))
    assert uploaded == given["out"]


def test_gitlab_pages(tmp_path: Path, bin: Path, empty_site: str) -> None:  # noqa: A002
    write_posts(tmp_path / "posts", 3)
    (job,) = yaml.safe_load(block("yaml", "CI_PAGES_URL")).values()
    ran = shell("\n".join(job["script"]), tmp_path, bin, CI_PAGES_URL=empty_site)
    assert ran.returncode == 0, ran
    assert job["artifacts"]["paths"] == ["public"]
    assert_whole(tmp_path / "public")
    assert (tmp_path / job["cache"]["paths"][0]).is_dir()


def test_a_bucket(tmp_path: Path, bin: Path, empty_site: str) -> None:  # noqa: A002
    write_posts(tmp_path / "posts", 60)
    script = block("bash", "aws s3").replace("https://feeds.example.org/", empty_site)
    ran = shell(script, tmp_path, bin)
    assert ran.returncode == 0, ran
    calls = [json.loads(line) for line in (bin / "aws.log").read_text().splitlines()]
    types: dict[str, str] = {}
    order: list[str] = []
    for call in calls:
        assert call[:5] == ["s3", "sync", "out", "s3://feeds.example.org", "--exclude"], call
        options: dict[str, str] = dict(zip(call[4::2], call[5::2], strict=True))
        assert options["--cache-control"] == "max-age=300"
        for name in _matching(tmp_path / "out", options["--include"]):
            if name not in types:
                order.append(name)
            types[name] = options["--content-type"]
    every = {
        str(file.relative_to(tmp_path / "out")) for file in (tmp_path / "out").rglob("*") if file.is_file()
    }
    assert set(types) == every, "a file is not uploaded"
    expected = {".xml": "application/xml", ".json": "application/feed+json"}
    assert all(types[name] == expected.get(Path(name).suffix, types[name]) for name in types)
    assert order.index("archive/1/rss.xml") < order.index("rss.xml")
    assert order[0] == "ledger.jsonl"


def _matching(folder: Path, pattern: str) -> list[str]:
    """As `aws s3` matches: * is any text, slashes too."""
    from fnmatch import fnmatchcase

    names = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
    return [name for name in names if fnmatchcase(name, pattern)]


def at_site(text: str, tmp_path: Path) -> str:
    """The text with the folder that the README takes for an example in a place that is there."""
    write_posts(tmp_path / "posts", 3)
    program(tmp_path / ".venv" / "bin" / "feeds", FEEDS)
    assert SITE in text
    return text.replace(SITE, str(tmp_path))


def test_the_crontab_line(tmp_path: Path) -> None:
    line = at_site(block("crontab", "feeds build"), tmp_path).strip()
    *times, command = line.split(maxsplit=5)
    assert len(times) == 5
    assert all(re.fullmatch(r"[\d*/,-]+", each) for each in times)
    assert "%" not in command, "cron ends the command there"
    for _ in range(2):
        ran = subprocess.run(
            ["/bin/sh", "-c", command], capture_output=True, check=True, env={"HOME": str(tmp_path)}
        )
        assert (ran.stdout, ran.stderr) == (b"", b"")
    assert_whole(tmp_path / "public" / "feeds")


def test_the_systemd_units(tmp_path: Path) -> None:
    units: dict[str, dict[str, Any]] = {}
    for name, having in (("feeds.service", "ExecStart"), ("feeds.timer", "OnCalendar")):
        text = at_site(block("ini", having), tmp_path) if having == "ExecStart" else block("ini", having)
        (tmp_path / name).write_text(text)
        parser = configparser.ConfigParser(interpolation=None, delimiters="=")
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read_string(text)
        units[name] = {section: dict(parser[section]) for section in parser.sections()}
    assert units["feeds.timer"].keys() == {"Unit", "Timer", "Install"}
    service = units["feeds.service"]["Service"]
    assert service["SuccessExitStatus"] == "75"
    subprocess.run(shlex.split(service["ExecStart"]), cwd=service["WorkingDirectory"], check=True)
    assert_whole(tmp_path / "public" / "feeds")
    if shutil.which("systemd-analyze"):
        files = [str(tmp_path / name) for name in units]
        judged = subprocess.run(
            ["systemd-analyze", "verify", "--user", *files],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        )
        said = [line for line in judged.stderr.splitlines() if "feeds." in line]
        assert not said, judged.stderr


def test_the_hook_is_one_that_pre_commit_takes(tmp_path: Path, bin: Path) -> None:  # noqa: A002
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    used = yaml.safe_load(block("yaml", "hooks:"))["repos"][0]["hooks"][0]
    assert used["id"] == hook["id"]
    assert {"id", "name", "entry", "language"} <= hook.keys()
    write_posts(tmp_path / "posts", 2)
    command = shlex.join([*shlex.split(hook["entry"]), *used["args"]])
    assert shell(command, tmp_path, bin).returncode == 0
    (tmp_path / "posts" / "bad.md").write_text("---\ntitle: T\n---\nx\n")
    ran = shell(command, tmp_path, bin)
    assert ran.returncode == 1
    assert "posts/bad.md:1: error: " in ran.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("number", range(len(blocks("yaml"))))
def test_yaml_blocks_are_yaml(number: int) -> None:
    assert isinstance(yaml.safe_load(blocks("yaml")[number]), dict)
