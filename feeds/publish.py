"""Artifacts into the output folder: all or nothing in the reader's eyes, and only what changed.

New files are staged in a hidden folder inside DIR. When all of them are there, they are flushed to the disk and
renamed over the old ones. Whoever reads DIR, whenever, finds each file whole: the old one or the new one.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections import deque
from contextlib import contextmanager, suppress
from stat import S_IMODE
from typing import TYPE_CHECKING

from feeds.problems import REFUSED, USAGE, FeedsError, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

STAGING = ".feeds-new"
_KEPT = ".before"
"""Folder in that one, for what is published until all of the new files are in its place."""
LOCKED = 75
_SECOND = 1_000_000_000
_AT_ONCE = 8
"""Files that are flushed at the same time."""
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ELOOP, errno.EISDIR)


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the output folder for one run; what a killed run left behind is removed.

    The lock is on the folder itself and ends with the process, so that a crash leaves nothing stale.

    Raises FeedsError: status 75 where another run holds it, 2 where the folder cannot be made or opened.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise failure(out, error) from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(folder)
        raise FeedsError(problem("locked", str(out)), status=LOCKED) from None
    try:
        discard(out)
        yield
    finally:
        os.close(folder)


def stage(out: Path, path: str, content: bytes) -> bool:
    """Write `content` beside what is published as `path`. Returns False where that has the same bytes already.

    Raises FeedsError where it cannot be written.
    """
    target = out / path
    try:
        if holds(target, content):
            return False
        staged = out / STAGING / path
        staged.parent.mkdir(parents=True, exist_ok=True)
        staged.write_bytes(content)
        if target.exists():
            before = target.stat()
            # Whoever serves the file may read it, whatever the umask of this run is.
            staged.chmod(S_IMODE(before.st_mode))
            newer = before.st_mtime_ns + _SECOND
            if staged.stat().st_mtime_ns < newer:
                # HTTP dates count whole seconds: a file that did not look newer would be taken for unchanged.
                os.utime(staged, ns=(newer, newer))
    except OSError as error:
        raise failure(target, error) from None
    return True


def stamp(file: str) -> list[int] | None:
    """What changes whenever somebody writes to the file; None where there is none."""
    try:
        stat = os.stat(file)
    except OSError:
        return None
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]


def holds(target: Path, content: bytes) -> bool:
    """Whether the file has just this content."""
    try:
        return target.stat().st_size == len(content) and target.read_bytes() == content
    except (FileNotFoundError, NotADirectoryError):
        return False


def differs(out: Path, path: str, content: bytes) -> bool:
    """Whether `content` is not what is published as `path`. Raises FeedsError where that cannot be read."""
    try:
        return not holds(out / path, content)
    except OSError as error:
        raise failure(out / path, error) from None


def swap(out: Path, paths: Iterable[str]) -> None:
    """Put the staged files in the place of the published ones, in the order of `paths`.

    Raises FeedsError; the published files are then what they were.
    """
    targets = {path: out / path for path in paths}
    folders = {target.parent for target in targets.values()}
    try:
        for folder in sorted(folders):
            folder.mkdir(parents=True, exist_ok=True)
        for target in targets.values():
            if target.is_dir() and not target.is_symlink():
                raise IsADirectoryError(errno.EISDIR, "a folder has the name of this file", str(target))
        _flush(out / STAGING / path for path in targets)
        _replace(out, targets)
        _flush(folders | {out})
        discard(out)
    except OSError as error:
        raise failure(out, error) from None


def _replace(out: Path, targets: Mapping[str, Path]) -> None:
    """Rename each staged file over its target; where one refuses, take all of it back. Raises OSError."""
    kept = out / STAGING / _KEPT
    if targets:
        kept.mkdir()
    replaced: list[tuple[Path, Path | None]] = []
    try:
        for number, (path, target) in enumerate(targets.items()):
            old: Path | None = kept / str(number)
            try:
                os.link(target, kept / str(number), follow_symlinks=False)
            except FileNotFoundError:
                old = None
            except OSError:  # not every file system has links: there the new file has to stay
                old = target
            (out / STAGING / path).replace(target)
            replaced.append((target, old))
    except OSError:
        for target, old in reversed(replaced):
            with suppress(OSError):
                if old:
                    old.replace(target)
                else:
                    target.unlink()
        raise


def _flush(paths: Iterable[Path]) -> None:
    """Wait until the files or folders are on the disk, which takes several of them in the time of one."""
    from threading import Thread

    left = deque(paths)
    helpers = [Thread(target=_help, args=(left,), daemon=True) for _ in range(min(len(left), _AT_ONCE) - 1)]
    with suppress(RuntimeError):  # where no more threads are to be had, there are fewer
        for helper in helpers:
            helper.start()
    _help(left)
    for helper in helpers:
        if helper.ident:
            helper.join()
    _flush_each(left)


def _help(left: deque[Path]) -> None:
    # What failed, perhaps for want of handles, is tried again when the other threads are done.
    with suppress(OSError):
        _flush_each(left)


def _flush_each(left: deque[Path]) -> None:
    """Take one after the other, and put back what fails. Raises OSError."""
    while left:
        try:
            path = left.popleft()
        except IndexError:  # another thread has taken the last one
            break
        try:
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError:
            left.append(path)
            raise


def discard(out: Path) -> None:
    """Remove what is staged."""
    try:
        (out / STAGING).rmdir()
    except FileNotFoundError:
        return
    except OSError:
        import shutil

        shutil.rmtree(out / STAGING, ignore_errors=True)


def failure(path: Path, error: OSError) -> FeedsError:
    """The error to end the run with where `path` cannot be written."""
    reason = error.strerror or str(error)
    if error.errno in _DENIED:
        return FeedsError(problem("out-not-writable", str(path), reason=reason), status=USAGE)
    return FeedsError(problem("write-failed", str(path), reason=reason), status=REFUSED)
