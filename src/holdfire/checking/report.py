"""Every check within one report, in the order a person should see them."""

from holdfire.checking import dates, headlines, periods, repeats, sums
from holdfire.checking.check import Check
from holdfire.reading.claim import Reading


def check_report(reading: Reading) -> tuple[Check, ...]:
    """What does not hold within one reading. `claims` of a check are indices into `reading.claims`."""
    return (
        *sums.check(reading),
        *headlines.check(reading),
        *dates.check(reading),
        *periods.check(reading),
        *repeats.check(reading),
    )
