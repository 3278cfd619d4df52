from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

watched = pytest.mark.skipif(find_spec("watchfiles") is None, reason="needs watchfiles")

WITHOUT_WATCHFILES = """
import runpy, sys
sys.modules["watchfiles"] = None
del sys.argv[0]
runpy.run_path(sys.argv[0])
"""


class Running:
    """A preview in a process of its own, which a test reads line by line."""

    def __init__(self, tmp_path, *python):
        self.page = tmp_path / "posts" / "page.html"
        self.settings = tmp_path / "settings.toml"
        self.out = tmp_path / "out"
        self.page.parent.mkdir()
        self.page.write_text("<body>first</body>")
        self.settings.write_text("")
        script = Path(__file__).with_name("copies.py")
        self._command = [sys.executable, *python, script, self.page.parent, self.out, self.settings]

    def start(self):
        root = Path(__file__).parents[2]
        self.process = subprocess.Popen(
            self._command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        self._watchdog = threading.Timer(30, self.process.kill)
        self._watchdog.start()

    def until(self, pattern):
        """The lines up to the first that holds `pattern`."""
        lines = []
        for line in self.process.stdout:
            lines.append(line.rstrip("\n"))
            if found := re.search(pattern, line):
                return found, lines
        raise AssertionError(f"{lines}, not {pattern}: {self.process.stderr.read()}")

    def serving(self):
        found, lines = self.until(r"at (http://127\.0\.0\.1:\d+/) ")
        self.address = found[1]
        return lines

    def shown(self):
        with build_opener(ProxyHandler({})).open(self.address, timeout=10) as answer:
            return answer.read().decode()

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        _, lines = self.until("ended")
        return lines

    def end(self):
        self._watchdog.cancel()
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def preview(tmp_path):
    running = Running(tmp_path)
    yield running
    running.end()


def replace(file, text):
    """As editors do."""
    new = file.with_name("new~")
    new.write_text(text)
    new.replace(file)


@watched
def test_an_edit_is_seen(preview):
    preview.start()
    assert preview.serving()[0] == "run with None"
    assert preview.shown() == "<body>first</body>"
    preview.until("run with 1")  # what changed before the watch was up is seen, too
    replace(preview.page, "<body>second</body>")
    preview.until("Made anew: 1 file changed")
    assert preview.shown() == "<body>second</body>"
    replace(preview.page, "<body>third, moved</body>")
    preview.until("Made anew: 1 file changed")
    preview.until(r"page\.html: warning: .*\[url-moved\]")
    assert "[url-moved]" in preview.shown()
    assert "[self-unknown]" not in preview.shown()
    assert (preview.out / "index.html").read_text() == "<body>third, moved</body>"


@watched
def test_a_run_that_fails_leaves_the_last_good_output(preview):
    preview.start()
    preview.serving()
    preview.until("run with 1")
    replace(preview.page, "<body>bad</body>")
    preview.until(r"page\.html: error: .*\[no-posts\]")
    preview.until("Nothing was published")
    shown = preview.shown()
    assert "[no-posts]" in shown
    assert shown.endswith("first</body>")
    replace(preview.page, "<body>good</body>")
    preview.until("Made anew")
    assert preview.shown() == "<body>good</body>"


@watched
def test_settings_are_watched(preview):
    preview.start()
    preview.serving()
    preview.until("run with 1")
    replace(preview.settings, "bad")
    preview.until(r"settings\.toml: error: .*\[settings-broken\]")
    assert "[settings-broken]" in preview.shown()
    replace(preview.settings, "good")
    preview.until("run with 1")


def test_a_first_run_that_fails_is_shown(preview):
    replace(preview.page, "bad")
    preview.start()
    lines = preview.serving()
    assert "Nothing was published; what was published before is still served" in lines
    with pytest.raises(OSError, match="404") as raised:
        preview.shown()
    with raised.value as answer:
        assert b"[no-posts]" in answer.read()


def test_settings_that_are_wrong_from_the_start_end_it(preview):
    replace(preview.settings, "bad")
    preview.start()
    _, errors = preview.process.communicate(timeout=30)
    assert preview.process.returncode
    assert "FeedsError" in errors


@pytest.mark.parametrize("python", [(), ("-W", "error")], ids=["", "strict"])
def test_ctrl_c_ends_it_cleanly(tmp_path, python):
    running = Running(tmp_path, *python)
    running.start()
    try:
        running.serving()
        assert running.interrupt()[-1] == "ended"
        assert running.process.wait(30) == 0
        assert running.process.stderr.read() == ""
    finally:
        running.end()


def test_without_the_watching_package_it_serves(tmp_path):
    running = Running(tmp_path, "-c", WITHOUT_WATCHFILES)
    running.start()
    try:
        running.serving()
        running.until(r'pip install "feed-publisher\[serve\]" \[watch-missing\]')
        assert running.shown() == "<body>first</body>"
    finally:
        running.end()
