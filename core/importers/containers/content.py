"""A file as plain bytes, whatever it is compressed with; a sentence for each way in which it is unreadable."""

import hashlib
import stat
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from core.importers.containers.compression import Compression, DamagedError, compression_of, plain
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.model.terms import Progress
from core.storage.plain_file import open_plain
from core.storage.temporary import temporarily

_BLOCK: Final = 1 << 18
_COMPRESSED_BLOCK: Final = 1 << 16
_START: Final = 1 << 12
_SAID: Final = 120
_UNREAD: Final = ("deeply nested", "recursion depth", "encrypted", "decrypt")
"""What the library says of files that are whole, and of more than it reads."""
_FOREIGN: Final = {b"\xff\xfe": "UTF-16 text", b"\xfe\xff": "UTF-16 text"}


class Content:
    """One file to import: `blocks()` gives its bytes without compression, `sha256()` the digest of what is on disk."""

    def __init__(self, path: Path, name: str = "", progress: Progress | None = None) -> None:
        """Look at the file at `path`, which messages call `name`; raises FormatError when there is nothing to read."""
        self.path = path
        self.name = name or inert_line(str(path))
        self._progress = progress
        self._digest: str | None = None
        self._spool: Spool | None = None
        try:
            found = path.stat()
            self._refuse_special(found.st_mode)
            with open_plain(path) as file:
                start = file.read(_START)
        except FileNotFoundError as error:
            raise FormatError(f"There is no file {self.name}: check the path.") from error
        except (OSError, ValueError) as error:
            raise FormatError(self._unreadable(error)) from error
        self.size = found.st_size
        self.compression: Compression | None = compression_of(start)
        self.start = start if self.compression is None else self._plain_start()
        """The first bytes without compression; none where the file is empty."""
        self._refuse_foreign()

    def blocks(self) -> Iterator[bytes]:
        """Read from the first byte; raises FormatError when the file cannot be read to its end."""
        digest = hashlib.sha256()
        raw = self._raw(digest)
        if self.compression is None:
            yield from raw
        else:
            try:
                yield from plain(raw, self.compression)
            except DamagedError as error:
                raise FormatError(
                    f"{self.name} is cut short or damaged {self.compression.name} data: download or copy it again."
                ) from error
        self._digest = digest.hexdigest()
        self.report(self.size)

    def plain_path(self) -> Path:
        """A file with the plain bytes, for readers that leap about in it: this one, or a temporary copy."""
        if self.compression is None:
            return self.path
        if self._spool is None:
            spool = Spool()
            with temporarily(), spool.path.open("wb") as out:
                out.writelines(self.blocks())
            self._spool = spool
        return self._spool.path

    def sha256(self) -> str:
        """Digest of the file as it is on disk, in hex; free of charge once `blocks()` has been read to the end."""
        if self._digest is None:
            try:
                with open_plain(self.path) as file:
                    self._digest = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise FormatError(self._unreadable(error)) from error
        return self._digest

    def report(self, done: int) -> None:
        """Tell whoever asked for progress that `done` bytes are read."""
        if self._progress is not None:
            self._progress(min(done, self.size), self.size)

    def empty(self) -> FormatError:
        """What to say of a file with nothing in it."""
        return FormatError(f"{self.name} is empty: there is nothing to import.")

    def damaged(self, what: str, error: Exception | None = None) -> FormatError:
        """What to say of a file that is no whole `what`, though it begins as one; or that the system does not read.

        MemoryError where that is the error, which says nothing of the file.
        """
        if isinstance(error, MemoryError):
            raise error
        if isinstance(error, OSError) and error.errno is not None:
            return FormatError(self._unreadable(error))
        said = inert_line(str(error), _SAID) if error is not None else ""
        if isinstance(error, NotImplementedError) or any(each in said for each in _UNREAD):
            return FormatError(f"{self.name} is a {what} file that is not read here ({said.rstrip('.')}): convert it.")
        return FormatError(f"{self.name} is a damaged {what} file: download or copy it again.")

    # Inside

    def _raw(self, digest: "hashlib._Hash") -> Iterator[bytes]:
        block = _BLOCK if self.compression is None else _COMPRESSED_BLOCK
        done = 0
        try:
            with open_plain(self.path) as file:
                while data := file.read(block):
                    digest.update(data)
                    done += len(data)
                    self.report(done)
                    yield data
        except OSError as error:
            raise FormatError(self._unreadable(error)) from error

    def _plain_start(self) -> bytes:
        found = b""
        progress, self._progress = self._progress, None
        for block in self.blocks():
            found += block[: _START - len(found)]
            if len(found) >= _START:
                break
        self._progress = progress
        return found

    def _refuse_foreign(self) -> None:
        if self.compression is not None and compression_of(self.start) is not None:
            raise FormatError(f"{self.name} is compressed twice: decompress it once first.")
        for mark, meaning in _FOREIGN.items():
            if self.start.startswith(mark):
                raise FormatError(f"{self.name} is {meaning}: turn it into UTF-8 text first.")

    def _refuse_special(self, mode: int) -> None:
        if stat.S_ISDIR(mode):
            raise FormatError(f"{self.name} is a folder: name the file in it that is to be imported.")
        if not stat.S_ISREG(mode):
            raise FormatError(f"{self.name} is not an ordinary file: save its content to one first.")

    def _unreadable(self, error: Exception) -> str:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return f"{self.name} cannot be read ({why}): check the path and its permissions."


class Spool:
    """A temporary file that goes when nothing refers to it any more; FormatError where there is no room for it."""

    def __init__(self) -> None:
        with temporarily(), tempfile.NamedTemporaryFile(prefix="discretion-", delete=False) as file:
            self.path = Path(file.name)
        weakref.finalize(self, self.path.unlink, missing_ok=True)
