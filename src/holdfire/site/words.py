"""The words pages use for codes, days and intervals. Machine readings never get a stronger word than said."""

import re
from datetime import date, datetime

STANCES = {
    "state": "states",
    "announce": "announces",
    "accuse": "accuses",
    "deny": "denies",
    "admit": "admits",
    "confirm": "confirms",
    "warn": "warns",
    "threaten": "threatens",
    "demand": "demands",
    "propose": "proposes",
    "support": "supports",
    "oppose": "opposes",
    "welcome": "welcomes",
    "condemn": "condemns",
    "regret": "regrets",
    "pledge": "pledges",
    "believe": "believes",
    "cite": "cites",
    "ask": "asks",
}
KINDS = {
    "violation": "violation",
    "monitoring": "monitoring",
    "detainees": "detainees",
    "restoration": "restoration",
    "agreement": "agreement",
    "format": "format of talks",
    "position": "position",
    "meeting": "meeting",
    "liaison": "liaison",
    "casualty": "casualties",
    "displacement": "displacement",
    "other": "other",
}
MODALITIES = {
    "done": "said to be done",
    "ongoing": "said to be under way",
    "planned": "planned, not done",
    "conditional": "on a condition",
    "possible": "possible, not certain",
    "denied": "said not to have happened",
}
STATES = {
    "machine": "machine-read",
    "confirmed": "confirmed",
    "corrected": "corrected and confirmed",
    "rejected": "rejected",
}
CHECKS = {
    "sum": "A sum that does not hold",
    "total-fell": "A running total that fell",
    "date-after-report": "A date after its report",
    "repeat": "Repeated, not corroborated",
    "contradiction": "Contradiction",
    "copy": "Copied, not corroborated",
    "deadline": "A deadline passed",
    "headline": "A headline its text does not bear out",
    "impossible-date": "A date that does not exist",
    "crosses-midnight": "A time that may fall on either day",
    "previous-period": "A figure against the period before",
    "counts-differ": "Counts that differ",
    "place-outside-zone": "A place outside the zone named",
}
GROUPS = {
    "A": "Fire",
    "B": "Movement and posture",
    "C": "Harm",
    "D": "Persons",
    "E": "The mechanism itself",
    "F": "Information",
    "G": "Commitments",
}
ENTRIES = {
    "genesis": "The record begins",
    "key-granted": "Key granted",
    "passkey-granted": "Passkey granted",
    "keys-changed": "Keys granted or revoked",
    "roots-set": "Roots replaced",
    "key-revoked": "Key revoked",
    "access-granted": "Access granted",
    "access-withdrawn": "Access withdrawn",
    "matter-shredded": "Inquiry’s words shredded",
    "shredding-confirmed": "Shredding confirmed by a copy",
    "report-received": "Report received",
    "date-set": "Date set",
    "claim-decided": "Decision on a claim",
    "incidents-merged": "Incidents merged",
    "incident-split": "Incident split",
    "incident-graded": "Incident graded",
    "decision-undone": "Decision taken back",
    "period-locked": "A period locked",
    "period-unlocked": "A period unlocked",
    "progress-noted": "What was seen of an undertaking",
    "obligation-assessed": "An obligation assessed by a seat",
    "text-filed": "A text of the agreement put on file",
    "custody-moved": "A movement of the custody ledger",
    "person-opened": "The file of a person opened",
    "person-read": "The file of a person read",
    "missing-opened": "A person missing",
    "missing-closed": "A person missing no more",
    "table-received": "Table of a data set received",
}


def day(value: date | str | None) -> str:
    """A day or a moment as a person reads it, at the precision given: 21 October 2021, 14:30 (+04:00)."""
    if not value:
        return ""
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.day} {value:%B %Y}"
    text = value if isinstance(value, str) else value.isoformat()
    try:
        if len(text) == 10:
            return day(date.fromisoformat(text))
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    offset = f"{moment:%z}"
    zone = "" if not offset else " UTC" if offset == "+0000" else f" ({offset[:3]}:{offset[3:5]})"
    return f"{moment.day} {moment:%B %Y, %H:%M}{zone}"


def interval(start: str | None, end: str | None) -> str:
    """An interval, both ends inclusive; equal ends are one day."""
    if not start and not end:
        return ""
    if start == end or not end:
        return day(start) if end else f"from {day(start)}"
    if not start:
        return f"until {day(end)}"
    if start[:7] == end[:7] and len(start) == len(end) == 10:
        return f"{int(start[8:])} to {day(end)}"
    if start[:4] == end[:4] and len(start) == len(end) == 10:
        return f"{day(start).rsplit(' ', 1)[0]} to {day(end)}"
    first, last = day(start), day(end)
    zone = re.search(r" UTC$| \([+-]\d\d:\d\d\)$", first)
    if zone and last.endswith(zone[0]):  # moments of one offset: it is said once
        first = first.removesuffix(zone[0])
        if start[:10] == end[:10]:
            last = last.partition(", ")[2]
    return f"{first} to {last}"


def number(value: int | float | None) -> str:
    """A figure with thin spaces between thousands."""
    if value is None:
        return ""
    whole = int(value) if float(value).is_integer() else value
    return f"{whole:,}".replace(",", "\u202f")
