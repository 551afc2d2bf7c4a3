"""Links the claims of a theatre into incidents: accounts, their likeness, groups, roles and voices."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from holdfire.linking.alike import MISSING, Alike, Rarity, alike, compare
from holdfire.linking.clusters import average_linkage
from holdfire.linking.copying import copies
from holdfire.linking.decided import Bonds, Merged, Split, bind
from holdfire.linking.divided import bound_pairs, divided
from holdfire.linking.incident import LinkedIncident, Member, Role
from holdfire.linking.memory import Memory
from holdfire.linking.mentions import Mention, accounts_of, by_report, located
from holdfire.linking.moments import DAY
from holdfire.linking.people import Sides, sides_of
from holdfire.linking.taught import learn, moved
from holdfire.linking.titles import most_told, title
from holdfire.linking.voices import voices
from holdfire.reading.claim import Claim, FiledClaim, PlaceMention, TimeSpan
from holdfire.theatre import Theatre

UNTRUE = re.compile(
    r"\b(?:do(?:es)? not correspond to (?:reality|the truth)|(?:is|are) (?:un|not )true|(?:is|are) false"
    r"|disinformation|baseless|fabricat\w+|misinformation|fake news|groundless)\b",
    re.I,
)
REACH = 1.5 * DAY  # accounts further apart than this can be no one event, whatever else they say


def link(
    filed: Sequence[FiledClaim],
    theatre: Theatre,
    decided: Sequence[Merged | Split] = (),
    memory: Memory | None = None,
) -> tuple[LinkedIncident, ...]:
    """Incidents of the claims filed, oldest first; the order in which claims are given does not matter.

    A claim belongs to one incident at most. Plans, demands and running totals belong to none. What people
    `decided` holds, whatever the machine would make of it, and from ten decisions on leans on what nobody
    decided (`taught`). With the memory of an earlier run only what is
    new is worked out; the incidents are the same.
    """
    memory = memory or Memory()
    memory.begin(theatre.digest)
    ordered = sorted(filed, key=lambda f: (f.published or "", f.report, f.claim.start, f.id))
    sides = sides_of(theatre)
    bonds = bind(decided)
    reports = by_report(ordered)
    told = [
        account
        for report, own in reports.items()
        for account in memory.told(report, own, lambda claims: accounts_of(claims, theatre, sides))
    ]
    accounts = divided(told, ordered, bonds, theatre, sides)
    together, apart = bound_pairs(accounts, bonds)
    pairs = _pairs(accounts, memory)
    worth = learn(decided, bonds, accounts, pairs)
    pairs = {pair: moved(one, worth) for pair, one in pairs.items()}
    labels = average_linkage(
        len(accounts),
        [(i, j, one.score) for (i, j), one in pairs.items()],
        missing=MISSING,
        together=together,
        apart=[*_told_apart(accounts, bonds), *apart],
    )
    groups: dict[int, list[int]] = defaultdict(list)
    for item, label in enumerate(labels):
        groups[label].append(item)
    copied = _copied(ordered, memory)
    memory.end(tuple(reports))
    incidents = [
        _incident(
            [accounts[i] for i in group], _reasons(group, pairs, accounts), copied, theatre, sides, bonds
        )
        for group in groups.values()
        if _told_of([accounts[i] for i in group], bonds)
    ]
    return tuple(sorted(incidents, key=lambda i: ((i.time.start or "") if i.time else "", i.id)))


def _pairs(accounts: Sequence[Mention], memory: Memory) -> dict[tuple[int, int], Alike]:
    """Every pair of accounts near enough in time to be one event, scored."""
    rarity = Rarity(accounts)
    names = _names(accounts)
    found: dict[tuple[int, int], Alike] = {}
    timed = sorted((m.window.start, i, m.window.end) for i, m in enumerate(accounts) if m.window is not None)
    for n, (_, i, end) in enumerate(timed):
        for k in range(n + 1, len(timed)):
            later, j, _ = timed[k]
            if later - end > REACH:
                break
            if accounts[i].report == accounts[j].report:
                continue
            a, b = accounts[i], accounts[j]
            parts = memory.parts((*names[i], *names[j]), a, b, compare)
            if parts is not None:
                found[min(i, j), max(i, j)] = alike(a, b, rarity, parts)
    return found


def _names(accounts: Sequence[Mention]) -> list[tuple[str, int]]:
    """Each account by its report and its place among that report's."""
    seen: Counter[str] = Counter()
    names = []
    for one in accounts:
        names.append((one.report, seen[one.report]))
        seen[one.report] += 1
    return names


def _told_apart(accounts: Sequence[Mention], bonds: Bonds) -> list[tuple[int, int]]:
    """Accounts that one report tells as two events, but for those a person says are one."""
    by_report: dict[str, list[int]] = defaultdict(list)
    for i, one in enumerate(accounts):
        by_report[one.report].append(i)
    group = [bonds.group(one.claims[0].id) for one in accounts]
    return [
        (i, j)
        for own in by_report.values()
        for n, i in enumerate(own)
        for j in own[n + 1 :]
        if group[i] != group[j]
    ]


def _told_of(group: Sequence[Mention], bonds: Bonds) -> bool:
    """Whether anyone says when or where, or a person that it is one: bare figures are claims, no incident."""
    if any(f.id in bonds for m in group for f in m.claims):
        return True
    return any(m.places or m.family == "persons" or (m.window and m.window.stated) for m in group)


def _reasons(
    group: Sequence[int], pairs: dict[tuple[int, int], Alike], accounts: Sequence[Mention]
) -> dict[str, tuple[str, ...]]:
    """For each report of a group, why it was put there: its best pair with another."""
    why: dict[str, tuple[str, ...]] = {}
    for i in group:
        scored = [(pairs[min(i, j), max(i, j)], j) for j in group if (min(i, j), max(i, j)) in pairs]
        if scored:
            best, _ = max(scored, key=lambda p: (p[0].score, -p[1]))
            why[accounts[i].report] = best.why
    return why


def _copied(ordered: Sequence[FiledClaim], memory: Memory) -> dict[str, str]:
    texts: dict[str, list[str]] = defaultdict(list)
    reports: dict[str, str] = {}
    for one in ordered:
        texts[one.report].append(one.claim.content)
        reports.setdefault(one.report, one.source)
    # A ministry's own statement comes before what is printed of it the same day.
    own = {f.report: f.claim.speaker_party == f.source for f in reversed(ordered)}
    days = {f.report: f.published or "" for f in ordered}
    order = sorted(reports.items(), key=lambda r: (days[r[0]], not own[r[0]], r[0]))
    return copies(order, {r: memory.runs(r, "\n".join(said)) for r, said in texts.items()})


def _incident(
    group: Sequence[Mention],
    why: dict[str, tuple[str, ...]],
    copied: dict[str, str],
    theatre: Theatre,
    sides: Sides,
    bonds: Bonds,
) -> LinkedIncident:
    claims = [f for m in group for f in m.claims]
    reports = {f.report for f in claims}
    roles = {f.id: _role(f, copied, reports) for f in claims}
    asserted = [f for f in claims if roles[f.id] == "asserts"]
    told = asserted or claims
    types = [
        f.claim.violation_type
        for f in told
        if f.claim.violation_type and f.claim.violation_type != "ceasefire-violation"
    ]
    type = most_told(types) or most_told([f.claim.violation_type for f in told if f.claim.violation_type])
    places = _places(told) or _places(claims)
    time = _time(group)
    term = next((t for t in theatre.violation_types if t.code == type), None)
    persons = group[0].family == "persons"
    told_by = voices(claims, sides)
    origins = tuple(dict.fromkeys(told_by[f.id] for f in asserted))
    first = min(claims, key=lambda f: (f.published or "", f.report, f.claim.start, f.id))
    return LinkedIncident(
        id="i" + first.id.removeprefix("c"),
        title=title(theatre, sides.names, family=group[0].family, type=type, places=places, time=time),
        group="D" if persons else (term.group or None) if term else "C",
        type=None if persons else type,
        time=time,
        place=places[0] if places else None,
        voices=len(origins),
        origins=origins,
        members=tuple(
            Member(
                claim=f.id,
                role=roles[f.id],
                voice=told_by[f.id],
                why=(*bonds.because.get(f.id, ()), *_why(f, roles[f.id], why, copied, f is first)),
                against=_denied(f, asserted, told_by, sides) if roles[f.id] == "denies" else (),
            )
            for f in claims
        ),
    )


def _role(filed: FiledClaim, copied: dict[str, str], reports: set[str]) -> Role:
    claim = filed.claim
    if copied.get(filed.report) in reports:
        return "copies"
    # "No one was hurt" is a detail of the event; "we did not fire" and "denied" deny it.
    if claim.polarity == "denies" and (claim.stance == "deny" or claim.kind == "violation"):
        return "denies"
    if UNTRUE.search(claim.content):
        return "denies"
    return "asserts"


def _denied(
    denial: FiledClaim, asserted: Sequence[FiledClaim], told_by: dict[str, str], sides: Sides
) -> tuple[str, ...]:
    """What a denial denies: what others say that the denier's side did, or that nobody is named for."""
    mine = sides.of_voice(told_by[denial.id]) or denial.side
    found = []
    for one in asserted:
        theirs = sides.of_voice(told_by[one.id]) or one.side
        if told_by[one.id] == told_by[denial.id] or (mine and mine == theirs):
            continue
        accused = sides.accused(one.claim)
        if accused is None or mine is None or accused == mine:
            found.append(one.id)
    return tuple(found)


def _places(claims: Sequence[FiledClaim]) -> list[PlaceMention]:
    """Places told, the likeliest place of the event first: told most often, located, and narrow."""
    told: dict[str, list[PlaceMention]] = defaultdict(list)
    for one in claims:
        for place in one.claim.places:
            if place in located(one):
                told[place.place_id or place.name.casefold()].append(place)
    ranked = sorted(
        told.values(),
        key=lambda p: (p[0].lat is None, -len(p), p[0].radius_km or 99, p[0].char_start, p[0].name),
    )
    return [p[0] for p in ranked]


def _time(group: Sequence[Mention]) -> TimeSpan | None:
    """The time told by most accounts, the shortest among equals."""
    spans = [m.when.span for m in group if m.when is not None and m.when.span is not None]
    day = most_told([(s.start or "")[:10] for s in spans])
    same = [m.when for m in group if m.when and m.when.span and (m.when.span.start or "")[:10] == day]
    return min(same, key=lambda w: w.length).span if same else None


def _why(
    filed: FiledClaim, role: str, why: dict[str, tuple[str, ...]], copied: dict[str, str], first: bool
) -> tuple[str, ...]:
    lines = list(why.get(filed.report, ()))
    if first and not lines:
        lines.append("The first report of it.")
    if not _dated(filed.claim):
        lines.append("It continues what its report tells of this event.")
    if role == "copies":
        lines.append("Most of its words stand in an earlier report: a copy adds no voice.")
    if role == "denies":
        lines.append("It denies what others here assert.")
    return tuple(lines)


def _dated(claim: Claim) -> bool:
    return bool((claim.time and claim.time.of == "event") or claim.places)
