"""The command `feeds`, and `python -m feeds`."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line, in a process of its own, and end that process."""
    # A run makes many values and few cycles: looking for those every 700 values takes longer than the work itself.
    gc.set_threshold(100_000)
    from feeds.cli import main as run

    try:
        run(prog_name="feeds")
    except SystemExit as done:
        if not isinstance(done.code, int):
            raise
        sys.stdout.flush()
        sys.stderr.flush()
        # Nothing is open any more. Taking the values apart one by one would take a tenth of a run.
        os._exit(done.code)


if __name__ == "__main__":
    main()
