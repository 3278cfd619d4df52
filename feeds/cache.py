"""What earlier runs worked out, kept in SQLite. Losing or damaging it makes a run slower, never wrong."""

from __future__ import annotations

import os
import sqlite3
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_SCHEMA = 3
_CHECK = 4
"""Bytes before each value that tell whether it is whole, and the one of its key."""
_BATCH = 500
_FAILURES = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; the latter where the text of an error is itself a piece of a damaged file."""
_DAMAGE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
"""Such as no table, or not the one that was made. An error without a code is of a text that is no UTF-8."""


class Cache:
    """Values by table and key. Whatever goes wrong, it forgets rather than fails."""

    def __init__(self, file: Path | None) -> None:
        """Open the cache in `file`; None: one that is forgotten when it is closed."""
        self._file = file
        self._connection = (_open(file) if file else None) or _temporary()

    def get(self, table: str, keys: Iterable[str]) -> dict[str, bytes]:
        """The values that are there and whole."""
        found: dict[str, bytes] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), _BATCH):
            found.update(self._rows(table, wanted[start : start + _BATCH]))
        return found

    def put(self, table: str, values: Iterable[tuple[str, bytes]]) -> None:
        """Remember the values."""
        rows = [(table, key, _checksum(key, value) + value) for key, value in values]
        try:
            with self._connection:
                self._connection.execute("BEGIN")
                self._connection.executemany("INSERT OR REPLACE INTO cache VALUES (?, ?, ?)", rows)
        except _FAILURES as error:
            self._forget(error)

    def keep(self, table: str, keys: Collection[str]) -> None:
        """Forget the values of the table with other keys, where it has more than `keys`."""
        try:
            count = self._connection.execute("SELECT count(*) FROM cache WHERE kind = ?", [table])
            if count.fetchone()[0] <= len(keys):
                return
            stored = self._connection.execute("SELECT key FROM cache WHERE kind = ?", [table])
            old = [(table, key) for (key,) in stored if key not in keys]
            if old:
                with self._connection:
                    self._connection.execute("BEGIN")
                    self._connection.executemany("DELETE FROM cache WHERE kind = ? AND key = ?", old)
                self._connection.execute("PRAGMA incremental_vacuum").fetchall()
        except _FAILURES as error:
            self._forget(error)

    def close(self) -> None:
        """Let go of the file. The cache is not used any more."""
        self._connection.close()

    def _rows(self, table: str, keys: list[str]) -> dict[str, bytes]:
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, value FROM cache WHERE kind = ? AND key IN ({marks})"
        try:
            rows = self._connection.execute(query, [table, *keys]).fetchall()
        except _FAILURES as error:
            self._forget(error)
            return {}
        return {
            key: value[_CHECK:]
            for key, value in rows
            if isinstance(key, str)
            and isinstance(value, bytes)
            and value[:_CHECK] == _checksum(key, value[_CHECK:])
        }

    def _forget(self, error: Exception) -> None:
        """Go on with an empty cache that is not kept; the next run makes a new one where this is past mending."""
        self._connection.close()
        if self._file and _is_damage(error):
            _remove(self._file)
        self._connection = _temporary()


def _temporary() -> sqlite3.Connection:
    return _connected("")


def _open(file: Path) -> sqlite3.Connection | None:
    """The cache in the file, made anew where it is damaged; None where there can be none."""
    for _ in range(2):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            return _connected(file)
        except _FAILURES as error:
            if not _is_damage(error) or not _remove(file):
                return None
        except OSError:
            return None
    return None


def _is_damage(error: Exception) -> bool:
    """Whether the file is no whole database; otherwise it is locked, full or out of reach."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _DAMAGE


def _remove(file: Path) -> bool:
    """Remove the file, and the journal that would be played back into the next one of its name."""
    try:
        file.unlink()
        file.with_name(f"{file.name}-journal").unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _connected(file: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, timeout=0)
    try:
        _prepare(connection)
    except _FAILURES:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    # A run that is killed may damage the file: the next one then makes a new one.
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA journal_mode = MEMORY")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != _SCHEMA:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("DROP TABLE IF EXISTS cache")
        connection.execute(
            "CREATE TABLE cache (kind TEXT, key TEXT, value BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )
        connection.execute(f"PRAGMA user_version = {_SCHEMA}")


def _checksum(key: str, value: bytes) -> bytes:
    return zlib.crc32(value, zlib.crc32(key.encode("utf-8", "surrogatepass"))).to_bytes(_CHECK, "big")


def default_folder() -> Path | None:
    """The user's cache folder for this program (XDG Base Directory Specification); None for a user without a home."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(base):
        return Path(base, "feeds")
    try:
        return Path.home() / ".cache" / "feeds"
    except RuntimeError:
        return None
