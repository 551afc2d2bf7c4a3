"""Who says that an incident happened, who denies it, and how far they depend on one another.

An origin is what counts as one: all voices of one side together, else an independence group of outlets; a
copy adds nothing to either. Nobody here says who is right.
"""

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from holdfire.linking.incident import LinkedIncident, Member
from holdfire.linking.losses import of as losses_of
from holdfire.linking.people import Sides, sides_of
from holdfire.reading.claim import Claim, FiledClaim
from holdfire.theatre import Theatre

OWN_LOSSES = "tells of losses of its own forces"
COMBATANTS = ("servicem", "soldier", "officer", "troops", "fighter", "military", "военнослуж", "солдат")


class Interest(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that harms whoever makes it, and how."""

    claim: str
    sentence: str


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """One origin: a side with all its voices, or a group of outlets without a side.

    `asserts`, `denies` and `copies` are claim ids; `denied` the claims of others that it denies; `accuses`
    the sides that it says did it.
    """

    key: str
    side: str | None
    name: str
    voices: tuple[str, ...] = ()  # named
    asserts: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    accuses: tuple[str, ...] = ()
    against_interest: tuple[Interest, ...] = ()


class Sensed(msgspec.Struct, frozen=True, kw_only=True):
    """What monitors or an instrument took in near the incident's place and time.

    `origin` is the side or seat whose monitors these are ("": nobody's, as of a satellite); `instrument` is
    false for what people saw or heard; `sentence` says what it was, ready to be read.
    """

    origin: str
    instrument: bool
    sentence: str


class Corroboration(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that speaks for an incident and against it, without a grade."""

    origins: tuple[Origin, ...]
    sensed: tuple[Sensed, ...] = ()

    @property
    def asserting(self) -> tuple[Origin, ...]:
        """The origins that say it happened."""
        return tuple(o for o in self.origins if o.asserts)

    @property
    def denying(self) -> tuple[Origin, ...]:
        """The origins that deny what others say of it."""
        return tuple(o for o in self.origins if o.denies)


def corroborate(
    incident: LinkedIncident, filed: Sequence[FiledClaim], theatre: Theatre, sensed: Sequence[Sensed] = ()
) -> Corroboration:
    """The corroboration of an incident; `filed` holds its claims, others are passed over."""
    sides = sides_of(theatre)
    claims = {f.id: f for f in filed}
    found: dict[str, list[tuple[Member, FiledClaim]]] = defaultdict(list)
    for member in incident.members:
        if (one := claims.get(member.claim)) is not None:
            found[side_of(member, one, sides) or member.voice].append((member, one))
    names = {s.id: s.name for s in theatre.seats}
    origins = [_origin(key, told, names, sides) for key, told in found.items()]
    return Corroboration(
        origins=tuple(sorted(origins, key=lambda o: (not o.asserts, o.key))),
        sensed=tuple(sensed),
    )


def side_of(member: Member, filed: FiledClaim, sides: Sides) -> str | None:
    """The side whose voice a member is; None for a voice of no side."""
    return sides.of_voice(member.voice) or filed.side


def _origin(
    key: str, told: Sequence[tuple[Member, FiledClaim]], names: dict[str, str], sides: Sides
) -> Origin:
    member, filed = told[0]
    side = side_of(member, filed, sides)
    own = [(m, f) for m, f in told if m.role != "copies"]
    voices = dict.fromkeys(sides.voice_name(m.voice) for m, _ in own)
    accuses = {
        of
        for m, f in told
        if m.role == "asserts" and f.claim.kind == "violation" and (of := sides.accused(f.claim))
    }
    against = [
        Interest(claim=f.id, sentence=said)
        for m, f in own
        if side
        and (said := against_interest(f.claim, m.role == "denies", side, sides))
        # Whoever accuses another of the same event tells of its losses in its interest.
        and not (said == OWN_LOSSES and accuses - {side})
    ]
    return Origin(
        key=key,
        side=side,
        name=names.get(side or "", sides.voice_name(key)),
        voices=tuple(voices),
        asserts=tuple(m.claim for m, _ in told if m.role == "asserts"),
        denies=tuple(m.claim for m, _ in told if m.role == "denies"),
        copies=tuple(m.claim for m, _ in told if m.role == "copies"),
        denied=tuple(dict.fromkeys(c for m, _ in told for c in m.against)),
        accuses=tuple(sorted(accuses)),
        against_interest=tuple(against),
    )


def against_interest(claim: Claim, denies: bool, side: str, sides: Sides) -> str:
    """How a claim harms the side that makes it, in words; "" where it does not.

    A side speaks against its interest where it admits what it is accused of, names itself as who did it,
    clears the other side, or tells of losses of its own forces without accusing anybody.
    """
    accused = sides.accused(claim)
    if denies:
        refused = claim.polarity == "denies" and claim.kind == "violation"
        if refused and accused is not None and accused != side:
            return "clears the other side of what it could be accused of"
        return ""
    if claim.stance == "admit":
        return "admits it"
    if accused == side and claim.kind == "violation" and claim.modality in (None, "done", "ongoing"):
        return "says that its own side did it"
    if claim.stance in ("accuse", "condemn") or (accused is not None and accused != side):
        return ""
    units = {q.value: q.unit.casefold() for q in claim.quantities}
    for loss in losses_of(claim, sides):
        if loss.side == side and any(word in units.get(loss.value, "") for word in COMBATANTS):
            return OWN_LOSSES
    return ""
