"""Keys that expire, in a log whose clocks nobody vouches for: what can be shown, and what cannot.

An entry that itself claims a time at or after its key's expiry never counts: its author says so. One that
claims an earlier time may be dated back, and what bounds it are the witnesses: a checkpoint over it that
a quorum cosigned before the expiry shows that it was there in time. Where none did, and some witness's clock
has passed the expiry, nothing shows it, and it is named. That it was late cannot be proved, and is not said.
"""

from collections.abc import Iterable

from holdfire.errors import RecordError
from holdfire.record import policy
from holdfire.record.entries import moment
from holdfire.record.policy import Policy


def unproven(signed: Iterable[tuple[int, str]], checkpoints: Iterable[str], rule: Policy) -> tuple[int, ...]:
    """Which of these entries nobody shows to have been signed before their key expired.

    `signed` are entries and their key's expiry, `checkpoints` signed notes with the cosignatures they got.
    """
    waiting = [(index, int(moment(expires).timestamp())) for index, expires in signed]
    if not waiting or not rule.witnesses:
        return ()
    seen = sorted(_seen(checkpoints, rule))  # by the moment a quorum had cosigned
    latest = max((clock for _, _, clock in seen), default=0)
    return tuple(
        index
        for index, expires in waiting
        if latest >= expires and not any(at < expires and size > index for at, size, _ in seen)
    )


NEVER = 2**62


def _seen(checkpoints: Iterable[str], rule: Policy) -> Iterable[tuple[int, int, int]]:
    """When a quorum had cosigned a checkpoint, its size, and the latest clock among its witnesses."""
    for note in checkpoints:
        try:
            judged = policy.judge(note, rule)
        except RecordError:  # it is named where checkpoints are verified
            continue
        if not judged.cosigned:
            continue
        times = sorted(judged.cosigned.values())
        enough = (at for at in times if policy.met(rule, rule.quorum, _by(judged.cosigned, at)))
        yield next(enough, NEVER), judged.checkpoint.size, times[-1]


def _by(cosigned: dict[str, int], at: int) -> dict[str, int]:
    return {name: time for name, time in cosigned.items() if time <= at}
