"""Days as claims give them, and as sentences of checks say them."""

from datetime import date


def day_of(iso: str | None) -> date | None:
    """The day of an ISO date or moment; None where there is none."""
    try:
        return date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None


def in_words(day: date | str | None) -> str:
    """A day in words, as in “21 October 2021”; what is no day stays as it is."""
    known = day if isinstance(day, date) else day_of(day)
    return f"{known.day} {known:%B %Y}" if known else str(day or "")
