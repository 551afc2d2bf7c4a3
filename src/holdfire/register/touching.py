"""Entries that only an author's device can sign: what waits for its touch, and the answer once it is given.

Whoever can ask a device opens `asking`: an entry that needs one raises `TouchNeeded` with its payload, and
everything it had begun is undone. The same is done again inside `answered`, with the signature over exactly
those bytes. Where nothing else was signed meanwhile the same payload comes of it, and goes on the record.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import msgspec

from holdfire.record.entries import PasskeyGranted


class Touch(msgspec.Struct, frozen=True):
    """A device's answer: the payload it was touched for, the key's id, the signature."""

    payload: bytes
    keyid: str
    signature: bytes


class TouchNeeded(Exception):
    """An entry waits for its author's device. No HoldfireError: nothing is wrong, and it must undo all."""

    def __init__(self, payload: bytes, grant: PasskeyGranted, salt: str) -> None:
        super().__init__("an entry waits for its author's device")
        self.payload, self.grant, self.salt = payload, grant, salt


class _Desk:
    """Where a device can be asked: the salt of the words kept meanwhile, and one answer, to be used once."""

    def __init__(self, salt: str, touch: Touch | None) -> None:
        self.salt, self.touch = salt, touch


_desk: ContextVar[_Desk | None] = ContextVar("desk", default=None)


@contextmanager
def asking() -> Iterator[None]:
    """Inside, a device can be asked."""
    with _at(_Desk(secrets.token_hex(16), None)):
        yield


@contextmanager
def answered(touch: Touch, salt: str) -> Iterator[None]:
    """Inside, a device has answered; `salt` is the one that `TouchNeeded` brought along."""
    with _at(_Desk(salt, touch)):
        yield


@contextmanager
def _at(desk: _Desk) -> Iterator[None]:
    token = _desk.set(desk)
    try:
        yield
    finally:
        _desk.reset(token)


def can_ask() -> bool:
    """Whether a device can be asked here."""
    return _desk.get() is not None


def salt() -> str:
    """The salt of words that are kept here: the same when the same is done again after a touch."""
    desk = _desk.get()
    return desk.salt if desk else secrets.token_hex(16)


def take() -> Touch | None:
    """The answer, the first time it is asked for: one touch signs one entry."""
    desk = _desk.get()
    if desk is None:
        return None
    touch, desk.touch = desk.touch, None
    return touch
