"""The command `feeds`, and `python -m feeds`."""

from __future__ import annotations

import gc
import os
import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line, in a process of its own, and end that process."""
    # A run makes many values and few cycles: looking for those every 700 values takes longer than the work itself.
    gc.set_threshold(100_000)
    status: object = 0
    try:
        from feeds.cli import main as run

        run(prog_name="feeds")
    except SystemExit as done:
        status = done.code or 0
    except KeyboardInterrupt:
        # Before there was a command line that could tell.
        status = _INTERRUPTED
    if not isinstance(status, int):
        sys.exit(str(status))
    sys.stdout.flush()
    sys.stderr.flush()
    # Nothing is open any more. Taking the values apart one by one would take a tenth of a run.
    os._exit(status)


if __name__ == "__main__":
    main()
