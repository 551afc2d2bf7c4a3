"""Streams through age: content hashed, padded and encrypted as it comes in, and opened piece by piece.

No content is ever whole in memory: a piece of it, its padding and what age holds are all there is. age reads
and writes 8 KiB at a time; here that becomes pieces of a mebibyte, so that hashing is not what takes time.
"""

import io
import queue
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO, Protocol

import pyrage
from pyrage import x25519

PIECE = 1 << 20  # bytes
LEAST = 4096  # bytes a content is padded to at least: a block of a disk, so that it costs nothing


class Reader(Protocol):
    """What can be read piece by piece."""

    def read(self, size: int = -1, /) -> bytes: ...


class Digest(Protocol):
    """What is fed bytes: a hash, an HMAC."""

    def update(self, data: bytes, /) -> None: ...


def encrypt(
    source: Reader, out: BinaryIO, to: x25519.Recipient, content: Sequence[Digest], cipher: Sequence[Digest]
) -> int:
    """Encrypts a stream, padded, feeding the hashes of content and of ciphertext; gives the content's length.

    Raises whatever reading or writing raised.
    """
    given, written = _Padded(source, content), Gathered(_both(out.write, cipher))
    try:
        pyrage.encrypt_io(given, written, [to])
    except (pyrage.EncryptError, OSError) as problem:
        raise given.problem or written.problem or problem from None
    written.end()
    return given.size


def decrypt(
    source: Reader, take: Callable[[bytes], Any], identity: x25519.Identity, cipher: Sequence[Digest] = ()
) -> None:
    """Opens a stream, padding and all, handing it on in pieces; feeds the hashes of the ciphertext.

    Raises pyrage.DecryptError for bytes that do not open, else whatever reading or `take` raised.
    """
    given, out = _Pieces(source, cipher), Gathered(take)
    try:
        pyrage.decrypt_io(given, out, [identity])
    except (OSError, pyrage.DecryptError) as problem:
        if given.problem or out.problem:
            raise given.problem or out.problem or problem from None
        raise pyrage.DecryptError(str(problem)) from problem
    out.end()
    given.drain()


def padded(size: int) -> int:
    """PADME: the least length at which one of this size may be kept, at most 12 % more."""
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    low = exponent - exponent.bit_length()
    mask = (1 << low) - 1 if low > 0 else 0
    return (size + mask) & ~mask


def handed_over(pour: Callable[[Callable[[bytes], Any]], Any]) -> Generator[bytes, None, None]:
    """Turns what pushes pieces into what gives them, a few ahead at most, in a thread of its own.

    The last piece waits until `pour` has returned. What it raises is raised here; whoever stops taking
    pieces stops it.
    """
    waiting: queue.Queue[bytes | BaseException | None] = queue.Queue(maxsize=2)
    given_up = threading.Event()
    last: list[bytes] = []

    def put(piece: bytes | BaseException | None) -> None:
        while not given_up.is_set():
            try:
                return waiting.put(piece, timeout=0.2)
            except queue.Full:
                continue
        raise EOFError

    def take(piece: bytes) -> None:
        if last:
            put(last.pop())
        last.append(piece)

    def work() -> None:
        try:
            pour(take)
            for piece in last:
                put(piece)
            put(None)
        except EOFError:
            pass
        except BaseException as problem:
            with suppress(EOFError):
                put(problem)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        while (piece := waiting.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        given_up.set()
        worker.join()


class Taken:
    """A reader of pieces, up to a length."""

    def __init__(self, pieces: Iterator[bytes], size: int) -> None:
        self._pieces, self._left = pieces, size

    def read(self, size: int = -1) -> bytes:
        """The next piece, whatever size is asked for; empty at the end."""
        while self._left and (piece := next(self._pieces, b"")):
            piece = piece[: self._left]
            self._left -= len(piece)
            return piece
        return b""


class Gathered:
    """A writer that hands on what it is given in pieces of a mebibyte."""

    def __init__(self, take: Callable[[bytes], Any]) -> None:
        self._take, self._waiting = take, bytearray()
        self.problem: Exception | None = None

    def write(self, data: bytes) -> int:
        """Takes bytes; hands on a piece once it is whole."""
        self._waiting += data
        if len(self._waiting) >= PIECE:
            self.end()
        return len(data)

    def flush(self) -> None:
        """Nothing: what waits is handed on when it is whole, or at the end."""

    def end(self) -> None:
        """Hands on what waits."""
        piece, self._waiting = bytes(self._waiting), bytearray()
        if not piece:
            return
        try:
            self._take(piece)
        except Exception as problem:
            self.problem = problem
            raise


class _Pieces:
    """Reads pieces of a mebibyte, feeds hashes, and gives age the few kilobytes it asks for."""

    def __init__(self, source: Reader, digests: Sequence[Digest]) -> None:
        self._source, self._digests = source, digests
        self.problem: Exception | None = None
        self._piece = io.BytesIO()

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            size = PIECE
        if data := self._piece.read(size):
            return data
        try:
            self._piece = io.BytesIO(self.more())
        except Exception as problem:
            self.problem = problem
            raise
        return self._piece.read(size)

    def more(self) -> bytes:
        """The next piece; empty at the end."""
        data = self._source.read(PIECE)
        for one in self._digests if data else ():
            one.update(data)
        return data

    def drain(self) -> None:
        """Reads to the end what age left unread: every byte counts for the hashes."""
        while self.more():
            pass


class _Padded(_Pieces):
    """The same, followed by the zeros that hide how long it was."""

    def __init__(self, source: Reader, digests: Sequence[Digest]) -> None:
        super().__init__(source, digests)
        self.size, self._zeros = 0, -1  # -1: the content has not ended

    def more(self) -> bytes:
        if self._zeros < 0:
            if data := super().more():
                self.size += len(data)
                return data
            self._zeros = padded(max(self.size, LEAST)) - self.size
        count = min(self._zeros, PIECE)
        self._zeros -= count
        return bytes(count)


def _both(write: Callable[[bytes], Any], digests: Sequence[Digest]) -> Callable[[bytes], None]:
    def take(piece: bytes) -> None:
        write(piece)
        for one in digests:
            one.update(piece)

    return take
