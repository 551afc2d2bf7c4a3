"""Claims and checks as pages show them: every word ready, so that templates hold no logic."""

from collections.abc import Iterable, Sequence

import msgspec

from holdfire.reading.claim import Claim, PlaceMention, Quantity, TimeSpan
from holdfire.register.models import Claim as ClaimRow
from holdfire.site import words


class PlaceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A place with all its names."""

    name: str
    others: tuple[str, ...]
    relation: str
    located: str  # "39.400, 47.027 ± 3 km"; "": not located


class ClaimCard(msgspec.Struct, frozen=True, kw_only=True):
    """One claim, ready to be shown. `number` is its place in the text, from 1."""

    number: int
    id: str
    claim: Claim
    speaker: str
    as_named: str  # the text's own words for the speaker, where they differ
    through: str
    stance: str
    quoted: bool
    kind: str
    subject: str  # "sniper fire, against Azerbaijan"
    denies: bool
    modality: str
    open: bool  # planned, conditional or possible: not said to have happened
    hedge: str
    when: str
    when_text: str
    when_said: bool  # the time is that of the utterance
    other_times: tuple[str, ...]
    places: tuple[PlaceLine, ...]
    figures: tuple[str, ...]
    why: str
    state: str
    state_word: str
    failing: tuple[str, ...] = ()  # sentences of checks about it


class CheckCard(msgspec.Struct, frozen=True, kw_only=True):
    """One check. For a sum: `parts` = `computed` against `stated`."""

    kind: str
    heading: str
    sentence: str
    parts: tuple[str, ...]
    computed: str
    stated: str
    difference: str
    claims: tuple[str, ...]  # numbers in the report, or nothing
    failing: bool

    @property
    def arithmetic(self) -> bool:
        """Whether there is a sum to draw."""
        return bool(self.parts and self.stated)


FAILING = {"sum", "total-fell", "date-after-report", "place-outside-zone", "deadline"}


def card(
    number: int, claim: Claim, *, id: str = "", state: str = "machine", failing: Iterable[str] = ()
) -> ClaimCard:
    """The card of one claim."""
    from holdfire.site.watched import type_name

    subject = [type_name(claim.violation_type)] if claim.violation_type else []
    if claim.target:
        subject.append(f"about {claim.target}")
    if claim.weapon and claim.weapon not in " ".join(subject):
        subject.append(claim.weapon)
    when = claim.time
    speaker = claim.speaker or "Nobody named"
    return ClaimCard(
        number=number,
        id=id,
        claim=claim,
        speaker=speaker,
        as_named=claim.speaker_text
        if claim.speaker_text and claim.speaker_text.casefold() not in speaker.casefold()
        else "",
        through=claim.reported_through or "",
        stance=words.STANCES.get(claim.stance, claim.stance),
        quoted=claim.mode == "direct",
        kind=words.KINDS.get(claim.kind, claim.kind),
        subject=", ".join(subject),
        denies=claim.polarity == "denies",
        modality=words.MODALITIES.get(claim.modality or "", "") if claim.modality != "done" else "",
        open=claim.modality in {"planned", "conditional", "possible"},
        hedge=claim.hedge or "",
        when=_when(when) if when else "",
        when_text=when.text if when else "",
        when_said=bool(when and when.of == "utterance"),
        other_times=tuple(_when(t) for t in claim.times if t != when),
        places=tuple(dict.fromkeys(_place(p) for p in claim.places if not p.government)),
        figures=tuple(_figure(q) for q in claim.quantities),
        why=claim.why,
        state=state,
        state_word=words.STATES.get(state, state),
        failing=tuple(failing),
    )


def card_of_row(row: ClaimRow, number: int, failing: Iterable[str] = ()) -> ClaimCard:
    """The card of a claim of the register, as it stands now."""
    return card(number, msgspec.convert(row.data, Claim), id=row.id, state=row.state, failing=failing)


def check_card(check: object, numbers: Sequence[str] = ()) -> CheckCard:
    """The card of a check, from the machine's type or from a row's data."""
    data = check if isinstance(check, dict) else msgspec.to_builtins(check)
    kind = str(data.get("kind", ""))
    return CheckCard(
        kind=kind,
        heading=words.CHECKS.get(kind, kind.replace("-", " ").capitalize()),
        sentence=str(data.get("sentence", "")),
        parts=tuple(words.number(p) for p in data.get("parts") or ()),
        computed=words.number(data.get("computed")),
        stated=words.number(data.get("stated")),
        difference=words.number(abs(data["difference"])) if data.get("difference") else "",
        claims=tuple(numbers),
        failing=kind in FAILING,
    )


def _when(time: TimeSpan) -> str:
    return words.interval(time.start, time.end) or f"“{time.text}”, not resolved"


def _place(place: PlaceMention) -> PlaceLine:
    others = [n for n in dict.fromkeys(place.names) if n.casefold() != place.name.casefold()]
    located = ""
    if place.lat is not None and place.lon is not None:
        located = f"{place.lat:.3f}, {place.lon:.3f}" + (
            f" ± {place.radius_km:g} km" if place.radius_km else ""
        )
    relation = place.relation or ""
    return PlaceLine(name=place.name, others=tuple(others), relation=relation, located=located)


def _figure(quantity: Quantity) -> str:
    value = words.number(quantity.value)
    if quantity.low is not None and quantity.high is not None and quantity.low != quantity.high:
        value = f"{words.number(quantity.low)} to {words.number(quantity.high)}"
    elif quantity.low is not None and quantity.high is None:
        value = f"at least {words.number(quantity.low)}"
    elif quantity.high is not None and quantity.low is None:
        value = f"at most {words.number(quantity.high)}"
    line = " ".join(w for w in (value, quantity.of or "", quantity.unit) if w)
    extra = (
        [f"as {quantity.role}"]
        if quantity.role in ("total", "part")
        else [quantity.role]
        if quantity.role
        else []
    )
    if quantity.from_:
        extra.append(f"from {quantity.from_}")
    if quantity.to:
        extra.append(f"to {quantity.to}")
    # A unit that already says the role ("12 wounded, wounded") is not said twice.
    return ", ".join([line, *(e for e in extra if e and e not in line)])
