"""The command `feeds`, and `python -m feeds`."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command line, in a process of its own."""
    # A run makes many values and few cycles: looking for those every 700 values takes longer than the work itself.
    gc.set_threshold(100_000)
    from feeds.cli import main as run

    run(prog_name="feeds")


if __name__ == "__main__":
    main()
