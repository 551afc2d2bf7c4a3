"""Merge, split and undo by people: on the record, through rebuilds, against whatever comes in later."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.errors import RegisterError
from holdfire.linking.decided import bind
from holdfire.record import entries, envelope
from holdfire.register import commands, deciding, incidents
from holdfire.register.account import Account
from holdfire.register.instance import Instance
from holdfire.register.models import Claim, Entry, Incident, IncidentClaim, IncidentDecision
from holdfire.register.rebuild import rebuild
from holdfire.register.rights import RIGHTS, Right, Role
from tests.register.people import ANALYST

TEXTS = (
    "Armenia's Defence Ministry said that Azerbaijani forces opened fire near Yeraskh on 14 October 2021.",
    "Azerbaijan's Defence Ministry denied that its units opened fire near Yeraskh on 14 October 2021.",
    "The Defence Ministry of Armenia said that a serviceman was wounded near Yeraskh on 14 October 2021.",
    "Azerbaijan's Defence Ministry said that on 16 October 2021 Armenian units fired at its Kalbajar posts.",
    "The Defence Ministry of Armenia said that on 13 October 2021 Azerbaijani forces fired at Yeraskh.",
)


def receive(n: int) -> None:
    commands.receive(f"{TEXTS[n]}\n".encode(), by=ANALYST, published=date(2021, 10, 17))


@pytest.fixture
def two(instance: Instance) -> tuple[str, str]:
    """Two incidents: of three claims, two of one side and a denial; and of one claim."""
    for n in range(4):
        receive(n)
    one, other = (i.id for i in Incident.objects.order_by("time_start"))
    return one, other


def members(id: str) -> set[str]:
    return set(IncidentClaim.objects.filter(incident=id).values_list("claim_id", flat=True))


def test_two_incidents_merged_are_one_and_the_address_of_either_leads_there(two: tuple[str, str]) -> None:
    every = members(two[0]) | members(two[1])
    merged = incidents.merge(two[1], two[0], by=ANALYST, reason="One exchange of fire.")
    assert members(merged.incident) == every
    assert {incidents.standing_at(id) for id in two} == {Incident.objects.get()}
    (why,) = (m.why for m in IncidentClaim.objects.filter(claim_id="c" + two[1][1:]))
    assert why[0] == f"Somebody merged it into this incident: entry {merged.entry} of the record."


def test_the_reason_is_in_the_vault_and_not_on_the_record(two: tuple[str, str]) -> None:
    merged = incidents.merge(*two, by=ANALYST, reason="Private words.")
    data = bytes(Entry.objects.get(index=merged.entry).envelope)
    payload = entries.decode(envelope.unseal(data).payload)
    assert b"Private" not in envelope.unseal(data).payload
    assert (payload.author, payload.seat) == ("analyst", "peacekeepers")
    assert IncidentDecision.objects.get().reason == "Private words."


def test_taken_back_the_machine_links_as_it_would_have(two: tuple[str, str]) -> None:
    before = {id: members(id) for id in two}
    merged = incidents.merge(*two, by=ANALYST, reason="One.")
    undone = incidents.undo(merged.entry, by=ANALYST, reason="They were two after all.")
    assert {i.id: members(i.id) for i in Incident.objects.all()} == before
    assert IncidentDecision.objects.get(entry=undone.entry).undoes_id == merged.entry
    with pytest.raises(RegisterError, match="taken back already"):
        incidents.undo(merged.entry, by=ANALYST, reason="Again.")
    assert rebuild(check=True).differences == ()


def test_what_a_person_split_the_machine_never_joins_again(two: tuple[str, str]) -> None:
    out = Claim.objects.get(content__contains="wounded").id
    new = incidents.split(two[0], [out], by=ANALYST, reason="Another day, the ministry said later.").incident
    assert members(new) == {out}
    receive(4)  # one more report of the same place and week
    at = dict(IncidentClaim.objects.values_list("claim_id", "incident_id"))
    assert out in at
    assert all(at[c] != at[out] for c in members(two[0]) - {out})
    assert rebuild(check=True).differences == ()
    assert rebuild().ok


def test_an_earlier_report_moves_the_address_and_the_old_one_still_leads_there(instance: Instance) -> None:
    commands.receive(TEXTS[2].encode(), by=ANALYST, published=date(2021, 10, 17))
    old = Incident.objects.get().id
    commands.receive(TEXTS[0].encode(), by=ANALYST, published=date(2021, 10, 15))
    new = Incident.objects.get()
    assert new.id != old
    assert incidents.standing_at(old) == new


@pytest.mark.parametrize("role", Role.values)
def test_the_table_says_who_may(role: str, two: tuple[str, str]) -> None:
    who = Account(id=f"a-{role}", seat="peacekeepers", role=role)
    before = Entry.objects.count()
    if Right.LINK in RIGHTS[role]:
        assert incidents.merge(*two, by=who, reason="One.").incident
    else:
        with pytest.raises(RegisterError, match="may not merge, split or grade incidents"):
            incidents.merge(*two, by=who, reason="One.")
        assert Entry.objects.count() == before


def test_what_cannot_be_decided_is_refused_in_a_sentence_and_leaves_no_entry(two: tuple[str, str]) -> None:
    one, other = two
    before = Entry.objects.count()
    everything = sorted(members(one))
    for act, said in (
        (lambda: incidents.merge(one, one, by=ANALYST, reason="x"), "one incident already"),
        (lambda: incidents.merge(one, "i-nowhere", by=ANALYST, reason="x"), "no incident “i-nowhere”"),
        (lambda: incidents.merge(one, other, by=ANALYST, reason="  "), "Say in a few words"),
        (lambda: incidents.split(one, [], by=ANALYST, reason="x"), "at least one claim"),
        (lambda: incidents.split(one, everything, by=ANALYST, reason="x"), "Leave at least one"),
        (
            lambda: incidents.split(one, [*members(other)], by=ANALYST, reason="x"),
            "no longer in this incident",
        ),
        (lambda: incidents.undo(0, by=ANALYST, reason="x"), "Entry 0 of the record is no decision"),
    ):
        with pytest.raises(RegisterError, match=said):
            act()
    assert Entry.objects.count() == before


def test_a_shredded_report_takes_the_reasons_with_it_and_the_decision_holds(two: tuple[str, str]) -> None:
    incidents.merge(*two, by=ANALYST, reason="Her name was Somebody.")
    report = Claim.objects.get(content__contains="wounded").report_id
    commands.shred(report, "safety", ANALYST)
    assert IncidentDecision.objects.get().reason == ""
    assert Incident.objects.count() == 1
    assert rebuild(check=True).differences == ()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "merge", "split", "undo", "date", "reject", "confirm"]),
        st.integers(0, 9),
        st.integers(1, 9),
    ),
    min_size=3,
    max_size=9,
)


def take(verb: str, a: int, b: int) -> None:
    """One step of a day's work, on whatever is there; what is refused writes nothing."""
    there = list(Incident.objects.order_by("id"))
    claims = list(Claim.objects.order_by("id"))
    decided = list(IncidentDecision.objects.exclude(verb="undo").order_by("entry"))
    try:
        if verb == "receive":
            receive(a % len(TEXTS))
        elif verb == "merge" and there:
            incidents.merge(there[a % len(there)].id, there[b % len(there)].id, by=ANALYST, reason="so")
        elif verb == "split" and there:
            one = there[a % len(there)]
            incidents.split(one.id, sorted(members(one.id))[:b], by=ANALYST, reason="so")
        elif verb == "undo" and decided:
            incidents.undo(decided[a % len(decided)].entry, by=ANALYST, reason="so")
        elif verb == "date" and claims:
            commands.set_date(claims[a % len(claims)].report_id, date(2021, 10, 14 + b), ANALYST)
        elif verb in ("reject", "confirm") and claims:
            commands.decide(claims[a % len(claims)].id, verb, by=ANALYST, reason="so")  # type: ignore[arg-type]
    except RegisterError:
        pass


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_no_standing_decision_is_violated_and_a_rebuild_gives_the_same(
    steps: list[tuple[str, int, int]], instance: Instance
) -> None:
    with transaction.atomic():
        for n in range(4):
            receive(n)
        for step in steps:
            take(*step)
            bonds = bind(deciding.standing())
            at = dict(IncidentClaim.objects.values_list("claim_id", "incident_id"))
            here = sorted(c for c in at if c in bonds)
            for x in here:
                for y in here:
                    if bonds.group(x) == bonds.group(y):
                        assert at[x] == at[y]
                    if bonds.are_apart(x, y):
                        assert at[x] != at[y]
        assert rebuild(check=True).differences == ()
        transaction.set_rollback(True)
