"""Work under limits on the process: no clock decides whether it takes too long."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]


def limit(cpu_seconds: int, memory: int) -> None:
    """Bound this process: it is killed when it has worked so long, and gets no more bytes than these."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def run(
    *words: str, cpu_seconds: int, memory: int = 2 << 30, given: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run Python with these words, and `given` on its standard input."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        preexec_fn=partial(limit, cpu_seconds, memory),
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def assert_all_are_done(
    setup: str, call: str, texts: Sequence[str], *, cpu_seconds: int, memory: int = 2 << 30
) -> None:
    """Run `call`, which says what is to be done with `text`, for each; together they may take so long."""
    program = (
        f"import json, sys\n{setup}\nfor text in json.load(sys.stdin):\n    {call}\n    print(flush=True)"
    )
    done = run("-c", program, cpu_seconds=cpu_seconds, memory=memory, given=json.dumps(texts))
    reached = done.stdout.count("\n")
    assert done.returncode == 0, f"{texts[reached][:60]!r}: {done.returncode} {done.stderr[-2000:]}"
    assert reached == len(texts)
