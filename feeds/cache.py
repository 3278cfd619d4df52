"""What earlier runs worked out, kept in SQLite. Losing or damaging it makes a run slower, never wrong."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_SCHEMA = 2
_CHECK = 8
_BATCH = 500


class Cache:
    """Values by table and key. Whatever goes wrong, it forgets rather than fails."""

    def __init__(self, file: Path | None) -> None:
        """Open the cache in `file`; None: one that is forgotten when it is closed."""
        self._connection = (_open(file) if file else None) or _temporary()

    def get(self, table: str, keys: Iterable[str]) -> dict[str, bytes]:
        """The values that are there and whole."""
        found: dict[str, bytes] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            found.update(self._rows(table, f"AND key IN ({marks})", batch))
        return found

    def all(self, table: str) -> dict[str, bytes]:
        """Every value of the table that is whole."""
        return self._rows(table, "", [])

    def put(self, table: str, values: Iterable[tuple[str, bytes]]) -> None:
        """Remember the values."""
        rows = [(table, key, _checksum(key, value) + value) for key, value in values]
        try:
            with self._connection:
                self._connection.execute("BEGIN")
                self._connection.executemany("INSERT OR REPLACE INTO cache VALUES (?, ?, ?)", rows)
        except sqlite3.Error:
            self._forget()

    def keep(self, table: str, keys: Collection[str]) -> None:
        """Forget the values of the table with other keys."""
        try:
            stored = [
                key for (key,) in self._connection.execute("SELECT key FROM cache WHERE kind = ?", [table])
            ]
            old = [(table, key) for key in stored if key not in keys]
            if old:
                with self._connection:
                    self._connection.execute("BEGIN")
                    self._connection.executemany("DELETE FROM cache WHERE kind = ? AND key = ?", old)
                self._connection.execute("PRAGMA incremental_vacuum")
        except sqlite3.Error:
            self._forget()

    def close(self) -> None:
        self._connection.close()

    def _rows(self, table: str, where: str, parameters: list[str]) -> dict[str, bytes]:
        try:
            rows = self._connection.execute(
                f"SELECT key, value FROM cache WHERE kind = ? {where}", [table, *parameters]
            ).fetchall()
        except sqlite3.Error:
            self._forget()
            return {}
        return {
            key: value[_CHECK:]
            for key, value in rows
            if isinstance(value, bytes) and value[:_CHECK] == _checksum(key, value[_CHECK:])
        }

    def _forget(self) -> None:
        """Go on with an empty cache that is not kept."""
        self._connection.close()
        self._connection = _temporary()


def _temporary() -> sqlite3.Connection:
    return _prepared(sqlite3.connect("", isolation_level=None))


def _open(file: Path) -> sqlite3.Connection | None:
    for _ in range(2):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            return _prepared(sqlite3.connect(file, isolation_level=None, timeout=0))
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                return None
            try:
                file.unlink()
            except OSError:
                return None
        except OSError:
            return None
    return None


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != _SCHEMA:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("DROP TABLE IF EXISTS cache")
        connection.execute(
            "CREATE TABLE cache (kind TEXT, key TEXT, value BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )
        connection.execute(f"PRAGMA user_version = {_SCHEMA}")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _checksum(key: str, value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=_CHECK, key=key.encode("utf-8", "surrogatepass")[:64]).digest()


def default_folder() -> Path:
    """The user's cache folder for this program (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "feeds"
