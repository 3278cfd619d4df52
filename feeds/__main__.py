"""The command `feeds`, and `python -m feeds`."""

from __future__ import annotations

import gc
import os
import sys

_REFUSED = 3
_INTERRUPTED = 130


def main() -> None:
    """Run the command line, in a process of its own, and end that process."""
    # A run makes many values and few cycles: looking for those every 700 values takes longer than the work itself.
    gc.set_threshold(100_000)
    _open_standard_streams()
    status: object = 0
    try:
        _speak_utf8()
        from feeds.cli import main as run

        run(prog_name="feeds")
    except SystemExit as done:
        status = done.code or 0
    except KeyboardInterrupt:
        # Before there was a command line that could tell.
        status = _INTERRUPTED
    except OSError as error:
        # Help that cannot be written: the commands themselves tell what stops them.
        sys.stderr.write(f"feeds: error: the system refuses: {error.strerror or error}\n")
        os._exit(_REFUSED)
    if not isinstance(status, int):
        sys.exit(str(status))
    sys.stdout.flush()
    sys.stderr.flush()
    # Nothing is open any more. Taking the values apart one by one would take a tenth of a run.
    os._exit(status)


def _speak_utf8() -> None:
    """Begin anew in Python's UTF-8 mode where the locale is another: names of files are parts of addresses."""
    asked = os.environ.get("PYTHONUTF8") == "1"
    if sys.getfilesystemencoding() != "utf-8" and not asked and sys.executable:
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONUTF8": "1"})


def _open_standard_streams() -> None:
    """Lead those nowhere that were closed by who started this: the next file to be opened would take their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


if __name__ == "__main__":
    main()
