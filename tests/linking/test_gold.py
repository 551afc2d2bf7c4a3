"""Incidents and reports of 2020 and 2021 as coded facts: what was linked by hand is linked, and nothing else.

Each report becomes one claim of what was coded of it: who is accused and its counts, with the day and
place coded for its event (the reports' own are not in the data), under one of the names seen. Lists of
places and running totals are thereby easier here than in reports' words. No parameter of linking was set
by these.
"""

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from holdfire.linking import LinkedIncident, link
from holdfire.reading.claim import Claim, ClaimSpans, FiledClaim, PlaceMention, Quantity, TimeSpan
from holdfire.theatre import load

GOLD = Path(__file__).parents[2] / ".." / "shared" / "data" / "karabakh_gold"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not GOLD.exists(), reason="../shared/data/karabakh_gold is not beside the checkout"),
]
SIDES = {"ARM": "armenia", "AZ": "azerbaijan", "RU": "russia"}
LOSSES = {
    "killed_arm": ("killed", "Armenian"),
    "killed_az": ("killed", "Azerbaijani"),
    "wounded_arm": ("wounded", "Armenian"),
    "wounded_az": ("wounded", "Azerbaijani"),
    "captured_arm": ("captured", "Armenian"),
    "missing_arm": ("missing", "Armenian"),
}
SAID = {
    "shelling": "Positions came under shelling",
    "civilian_shot": "Civilians were shot",
    "small_arms": "Fire was opened from small arms",
    "vehicle_fire": "A vehicle was fired at",
    "battle": "Fighting broke out",
    "armed_clash": "Positions were attacked",
    "attack": "Servicemen were attacked",
    "detainee_exchange": "Detainees were exchanged",
    "detainee_release": "Detainees were released",
    "detainees_for_mine_maps": "Detainees were returned for maps of mines",
}


@pytest.fixture(scope="module")
def truth() -> dict[str, str]:
    return {r["report_id"]: r["incident_id"] for r in _rows("reports.csv") if r["incident_id"][0] in "IE"}


@pytest.fixture(scope="module")
def incidents(truth: dict[str, str]) -> tuple[LinkedIncident, ...]:
    told = {r["incident_id"]: r for r in _rows("incidents.csv")}
    rows = [r for r in _rows("reports.csv") if r["report_id"] in truth]
    return link([_filed(row, told[row["incident_id"]], n) for n, row in enumerate(rows)], load())


def _rows(name: str) -> list[dict[str, str]]:
    with (GOLD / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _filed(row: dict[str, str], event: dict[str, str], n: int) -> FiledClaim:
    persons = event["type"].startswith("detainee")
    names = [name for name in event["names_seen"].split("|") if name]
    name = names[n % len(names)] if names else ""
    where = f" near {name}" if name else ""
    quantities = []
    words = SAID[event["type"]] + where
    for column, (role, of) in LOSSES.items():
        if row[column] and int(row[column]) > 0:
            words += f", {row[column]} {of} servicemen {role}"
            value = int(row[column])
            at = len(words)
            quantities.append(
                Quantity(
                    text=row[column], char_start=at - 1, char_end=at, value=value, low=value, high=value,
                    unit="servicemen", role=role, of=of,
                )
            )  # fmt: skip
    speaker = SIDES.get(row["perspective"])
    accused = {"AZ": "Azerbaijan", "ARM": "Armenia"}.get(row["accused"])
    day = TimeSpan(
        text="on that day", char_start=0, char_end=1, start=event["date_start"], end=event["date_end"]
    )
    place = PlaceMention(
        text=name, char_start=0, char_end=1, name=name,
        lat=float(event["lat"]) if event["lat"] else None,
        lon=float(event["lon"]) if event["lon"] else None, radius_km=8.0,
    )  # fmt: skip
    denies = row["stance"] == "denial"
    return FiledClaim(
        id=row["report_id"], report=row["report_id"], published=row["published"] or None,
        source=row["publisher"], side=speaker if speaker != "russia" else None, group=row["publisher"],
        claim=Claim(
            start=0, end=len(words), content=words, spans=ClaimSpans(content=((0, len(words)),)),
            mode="indirect", speaker=row["publisher"], speaker_party=speaker,
            stance="deny" if denies else "accuse" if accused else "state",
            kind="detainees" if persons else "violation", polarity="denies" if denies else "asserts",
            target=accused, time=day, times=(day,), places=(place,) if name else (),
            quantities=tuple(quantities),
        ),
    )  # fmt: skip


def _incident(incidents: tuple[LinkedIncident, ...], report: str) -> LinkedIncident:
    return next(i for i in incidents if any(m.claim == report for m in i.members))


def test_pairs_are_those_linked_by_hand(incidents: tuple[LinkedIncident, ...], truth: dict[str, str]) -> None:
    linked = {p for i in incidents for p in combinations(sorted(m.claim for m in i.members), 2)}
    by_hand = defaultdict(list)
    for report, incident in truth.items():
        by_hand[incident].append(report)
    right = {p for group in by_hand.values() for p in combinations(sorted(group), 2)}
    f1 = 2 * len(linked & right) / (len(linked) + len(right))
    assert f1 >= 0.90, (f1, sorted(linked - right)[:20], sorted(right - linked)[:20])


def test_the_shootings_of_one_week_stay_apart(incidents: tuple[LinkedIncident, ...]) -> None:
    assert len({_incident(incidents, report).id for report in ("R017", "R012", "R013")}) == 3


def test_the_denied_halves_of_one_evening_stand_side_by_side(incidents: tuple[LinkedIncident, ...]) -> None:
    evening = _incident(incidents, "R012")
    roles = {m.claim: m.role for m in evening.members}
    assert roles["R012"] == "asserts" and roles["R015"] == "denies"
    denial = next(m for m in evening.members if m.claim == "R015")
    assert "R012" in denial.against


def test_a_copy_of_a_ministry_is_no_second_voice(incidents: tuple[LinkedIncident, ...]) -> None:
    told = _incident(incidents, "R026")
    assert told.id == _incident(incidents, "R027").id
    assert told.voices == 1
