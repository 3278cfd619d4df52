"""Turn a folder of posts into valid feeds that keep every original URL and timestamp."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feeds.config import Config
    from feeds.outcome import Outcome
    from feeds.posts import Loaded, load_posts
    from feeds.problems import FeedsError, Problem
    from feeds.run import Options, build

__version__ = "0.1.0"
__all__ = ["Config", "FeedsError", "Loaded", "Options", "Outcome", "Problem", "build", "load_posts"]

_HOMES = {
    "Config": "feeds.config",
    "FeedsError": "feeds.problems",
    "Loaded": "feeds.posts",
    "Options": "feeds.run",
    "Outcome": "feeds.outcome",
    "Problem": "feeds.problems",
    "build": "feeds.run",
    "load_posts": "feeds.posts",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: an unchanged run needs little of it."""
    if name not in _HOMES:
        raise AttributeError(f"module 'feeds' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
