"""Where the programs that some tests need are sure to be installed, a skipped test is a failed one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skipped test where FEEDS_TESTS_SKIP=never says that nothing is missing."""
    report = yield
    if report.skipped and os.environ.get("FEEDS_TESTS_SKIP") == "never":
        report.outcome = "failed"
        report.longrepr = f"skipped, though nothing may be missing here: {item.nodeid}: {report.longrepr}"
    return report
