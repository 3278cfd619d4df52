from __future__ import annotations

import threading

import pytest


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests may have left threads behind, such as Dask's: beside threads a run starts no workers."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)
