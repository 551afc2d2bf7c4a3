"""Two people act on one inquiry at the same moment: whoever waits for the other is not refused for it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from holdfire.inquiry import commands
from holdfire.inquiry.models import Act
from holdfire.inquiry.words import Words
from holdfire.record import acts
from tests.inquiry.staff import Staff, person


def test_an_act_that_waited_for_another_is_dated_when_its_turn_comes(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff.open()
    lead, writing, first = person("peacekeepers", "investigator"), commands.writing, [True]

    def suppose(words: str) -> None:
        commands.do(acts.Supposed(inquiry=staff.inquiry, number=0), by=lead, words=Words(text=words))

    @contextmanager
    def waiting() -> Iterator[None]:
        if first.pop() if first else False:
            time.sleep(1.1)  # the other one's turn lasts into the next second
            suppose("carried out while the other waits")
        with writing():
            yield

    monkeypatch.setattr(commands, "writing", waiting)
    suppose("waits")
    assert Act.objects.filter(kind="supposed", refused="").count() == 2
