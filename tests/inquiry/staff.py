"""Works a case through the commands, as the people of three seats would."""

from datetime import UTC, datetime, timedelta
from typing import Any

from holdfire.inquiry import commands
from holdfire.inquiry.cites import read_sentences
from holdfire.inquiry.commands import Done
from holdfire.inquiry.state import digest_of
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.register.account import Account

SEATS = ("armenia", "azerbaijan", "peacekeepers")
SECRET = "the shepherd of the upper farm"
REASONING = f"The post was hit from the north [[by {SECRET}]] [E1].\nThe company gave no answer [R1]."


def person(seat: str, role: str = "head") -> Account:
    """An account of a seat."""
    return Account(id=f"{seat}-{role}", seat=seat, role=role)


class Staff:
    """The commission at work; its clock moves a minute an act."""

    def __init__(self) -> None:
        self.now = datetime(2021, 10, 18, 9, tzinfo=UTC)
        self.inquiry = ""
        self.last: Done | None = None

    def day(self, ahead: int = 0) -> str:
        return f"{self.now + timedelta(days=ahead):%Y-%m-%d}"

    def allege(self, by: Account | None = None, **fields: Any) -> Done:
        alleged = acts.Alleged(
            inquiry="new", against="azerbaijan-mod", answers="azerbaijan", clauses=("1a",), **fields
        )
        words = Words(title=f"Shots at a post, told by [[{SECRET}]]", text="Six were wounded.")
        done = commands.allege(alleged, by=by or person("armenia"), words=words, at=self.now)
        self.inquiry = done.inquiry
        return done

    def do(
        self, kind: type[acts.Act], by: Account, words: Words | str | None = "said", /, **fields: Any
    ) -> Done:
        self.now += timedelta(minutes=1)
        if isinstance(words, str):
            words = Words(text=words)
        act: Any = kind(inquiry=self.inquiry, **fields)
        if isinstance(act, acts.Deposited):
            return commands.deposit(act, b"bytes of it", by=by, words=words or Words(), at=self.now)
        return commands.do(act, by=by, words=words, at=self.now)

    def open(self) -> None:
        """To an open inquiry, investigators of two seats named."""
        self.allege()
        self.do(acts.Judged, person("peacekeepers"), admissible=True)
        self.do(acts.Named, person("peacekeepers"), account="peacekeepers-investigator")
        self.do(acts.Named, person("armenia"), account="armenia-investigator")
        self.do(acts.Opened, person("peacekeepers"), voting=SEATS, witnesses=("guarantor",))

    def work(self) -> None:
        """Evidence, a request into silence, a hypothesis and its weight."""
        lead = person("peacekeepers", "investigator")
        self.do(acts.Deposited, lead, f"Photograph by {SECRET}", number=0, kind="photograph", restricted=True)
        self.do(acts.Requested, lead, "Where was the post?", number=0, to="company", due=self.day(2))
        self.now += timedelta(days=3)
        self.do(acts.Silent, lead, number=1)
        self.do(acts.Supposed, lead, "Fire from the north", number=0)
        self.do(acts.Weighed, lead, hypothesis=1, evidence=1, weight="supports")

    def draft(self) -> None:
        """A finding on the table."""
        words = Words(
            title="Finding", text=f"Summary [[naming {SECRET}]].", sentences=read_sentences(REASONING)
        )
        self.do(
            acts.Drafted, person("peacekeepers", "investigator"), words,
            version=0, outcome="violation", standard="balance", attribution=3, party="azerbaijan-mod",
            clauses=("1a",), severity="serious", comments_until=self.day(5),
        )  # fmt: skip

    def submit(self) -> None:
        """Every seat has said its last; the finding is put to signature."""
        for seat in SEATS:
            self.do(acts.Commented, person(seat), None, version=1, final=True)
        self.do(acts.Submitted, person("peacekeepers", "investigator"), version=1, sign_until=self.day(5))

    def over(self) -> str:
        finding = commands.standing(self.inquiry).finding
        assert finding
        return digest_of(finding.draft)

    def vote(self) -> None:
        """Two signatures and a dissent."""
        over = self.over()
        self.do(acts.Signed, person("armenia"), None, version=1, over=over)
        self.do(acts.Signed, person("peacekeepers"), None, version=1, over=over)
        self.do(
            acts.Dissented, person("azerbaijan"), f"Our posts did not fire, as [[{SECRET}]] knows.",
            version=1, over=over, outcome="unfounded",
        )  # fmt: skip

    def publish(self) -> Done:
        self.now += timedelta(minutes=1)
        return commands.publish(self.inquiry, by=person("peacekeepers"), at=self.now)

    def all(self) -> Done:
        """From allegation to publication."""
        for stage in (self.open, self.work, self.draft, self.submit, self.vote):
            stage()
        return self.publish()
