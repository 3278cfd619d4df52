"""Turn a folder of posts into valid feeds that keep every original URL and timestamp."""

__version__ = "0.1.0"
