"""What the roots are asked to sign: the file they sign offline, read and said in words.

The file is the payload of an entry as DSSE signs it; `ssh-keygen -Y sign -n holdfire` signs it as it is.
"""

from holdfire.record import base64s, entries, envelope, passkeys, sshsig
from holdfire.record.entries import Genesis, KeyChange, KeyRevoked, PasskeyGranted, Payload, RootsSet


def read(signed: bytes) -> Payload:
    """What a file says that the roots are to sign. Raises RecordError where it is none."""
    return entries.decode(envelope.payload_of(signed))


def in_words(payload: Payload) -> tuple[str, ...]:
    """What the roots are asked to sign, a sentence for each thing."""
    lines: list[str] = []
    match payload.entry:
        case Genesis() as genesis:
            lines.append(f"The record {payload.log} begins, for the theatre {genesis.theatre}.")
            lines.append(f"Its log's key is {genesis.vkey}.")
            lines += _roots(genesis)
        case RootsSet() as entry:
            lines.append(f"The roots of the record {payload.log} change.")
            lines += _roots(entry)
        case entry:
            lines.append(f"On the record {payload.log}:")
            lines += [_change(change) for change in entries.key_changes(entry)]
    entries_then = f"{payload.seen.size} entr{'y' if payload.seen.size == 1 else 'ies'}"
    lines.append(f"Written on {payload.claimed[:10]}, when the record had {entries_then}.")
    return tuple(lines)


def _roots(entry: Genesis | RootsSet) -> list[str]:
    lines = [f"{entry.threshold} of {len(entry.roots)} roots grant and revoke keys together:"]
    return lines + [f"  {one.name}: {sshsig.public_line(base64s.decode(one.key))}" for one in entry.roots]


def _change(change: KeyChange) -> str:
    if isinstance(change, KeyRevoked):
        doubt = f"; nothing from entry {change.doubt_from} on is vouched for" if change.doubt_from else ""
        return f"  revoke the key of {change.author} ({change.reason}){doubt}"
    until = f", until {change.expires}" if isinstance(change.expires, str) else ""
    seat = f" for {change.seat}" if change.seat else ""
    if isinstance(change, PasskeyGranted):
        what = ", ".join(change.kinds) or "everything they write"
        keys = ", ".join(map(passkeys.key_id, change.keys))
        return f"  {change.author}{seat} signs {what} by passkey at {change.site}{until}: {keys}"
    whose = "kept by the operator" if change.custody == "operator" else "their own"
    line = sshsig.public_line(base64s.decode(change.key))
    return f"  grant {change.author}{seat} this key, {whose}{until}: {line}"
