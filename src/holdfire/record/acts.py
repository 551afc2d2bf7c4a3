"""The acts of an inquiry: one frozen type each, as it stands in its entry on the record.

An act holds codes, numbers, seats, days and digests. Its words (statements, questions, reasoning, names)
are private: they lie in the vault, and `words` commits to them. Who acted and when is not in the act: the
entry's signature says the one, its time the other. What the codes mean in words, and the practice they
come from, is in `holdfire.inquiry.terms`; which act has its turn when, in `holdfire.inquiry.rules`.
"""

from typing import Annotated, Literal

import msgspec

from holdfire.record.fields import Count, Day, Hex, Id, Kept, Name
from holdfire.record.passkeys import Passkey

Outcome = Literal[
    "violation", "not-a-violation", "not-attributable", "probable", "inconclusive", "unverifiable",
    "unfounded", "duplicate", "outside-mandate", "withdrawn",
]  # fmt: skip
Standard = Literal["suspicion", "reasonable-grounds", "balance", "clear", "beyond-doubt"]
Severity = Literal["none", "non-compliance", "minor", "serious"]
Intent = Literal["undetermined", "accidental", "intended"]
Limit = Literal[
    "no-access", "late-access", "no-answer", "witnesses", "evidence-lost", "sensors", "time", "language"
]
Ground = Literal["mandate", "specific", "in-time", "not-duplicate", "first-hand"]
EvidenceKind = Literal[
    "report", "document", "photograph", "video", "audio", "sensor", "object", "testimony", "site-report"
]
Access = Literal["granted", "delayed", "refused"]
Weight = Literal["supports", "contradicts", "neutral"]

Few = msgspec.Meta(max_length=64)
Part = Annotated[int, msgspec.Meta(ge=0, le=10_000)]  # ten-thousandths of a page's width or height
Why = Literal["person", "place", "source", "method", "other"]  # what an area protects
Seats = Annotated[tuple[Id, ...], Few]
Rung = Annotated[int, msgspec.Meta(ge=0, le=5)]  # of the ladder of attribution
Numbers = Annotated[tuple[Count, ...], Few]
Cites = tuple[Annotated[str, msgspec.Meta(pattern=r"\A(?:[ERV][1-9][0-9]{0,3}|A)\Z")], ...]

Reasoning = Annotated[tuple[Cites, ...], msgspec.Meta(max_length=400)]  # what each sentence cites


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Common to all acts: the inquiry they belong to and where their words are."""

    inquiry: Id
    words: Kept | None = None


class Alleged(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-alleged"):
    """An allegation comes in: a seat alleges that a party broke clauses of an agreement."""

    against: Name = ""  # party id; "": nobody is named
    answers: Name = ""  # the seat that answers for that party, which may not judge the allegation away
    clauses: Annotated[tuple[Id, ...], Few] = ()  # obligation ids of the agreement
    incidents: Annotated[tuple[Id, ...], Few] = ()
    violation: Name = ""  # violation type
    start: Day | None = None  # first and last day of what is alleged, ISO 8601
    end: Day | None = None
    call: Name = ""  # the call of the liaison log it was made in
    demo: bool = False  # constructed for a demonstration


class Judged(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-judged"):
    """The allegation is found admissible, or not; `fails` are the grounds it does not meet."""

    admissible: bool
    fails: Annotated[tuple[Ground, ...], Few] = ()


class Withdrawn(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-withdrawn"):
    """The seat that alleged takes its allegation back; the inquiry may still end in a finding."""


class Named(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-named"):
    """A seat names one of its own as investigator."""

    account: Id


class Released(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-released"):
    """A seat releases one of its investigators."""

    account: Id


class Opened(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-opened"):
    """The inquiry opens. The seats that sign, and those that see without a vote, are fixed here."""

    voting: Seats
    witnesses: Seats = ()
    due: Day | None = None  # the day a finding is due


class Deposited(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-deposited"):
    """An item of evidence comes into the inquiry, in the hands of the one who deposits it."""

    number: Count
    kind: EvidenceKind
    bytes: Kept | None = None  # None: a thing, or a report on file
    report: Name = ""  # report of the register
    restricted: bool = False  # its description stays out of the public version


class Area(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rectangle of a page that is painted over, and what that protects."""

    page: Annotated[int, msgspec.Meta(ge=1, le=1_000)]
    left: Part
    top: Part
    right: Part
    bottom: Part
    why: Why


class Redacted(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-redacted"):
    """A redacted version of an item is made, for publication with a finding; the original stays sealed.

    `areas` may be empty: the file is then encoded anew, without whatever else it carried. A later one of the
    same item takes the place of an earlier one.
    """

    number: Count
    original: Kept  # what was deposited
    file: Kept  # the redacted version
    public: Hex  # SHA-256 of the redacted version, as anybody may check it
    media_type: Literal["image/png", "image/jpeg", "application/pdf"]
    areas: Annotated[tuple[Area, ...], Few] = ()


class Offered(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-offered"):
    """The holder signs that an item leaves their hands for another's."""

    number: Count
    to: Id  # account


class TookOver(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-took-over"):
    """The other hand signs: the item is theirs from now on."""

    number: Count


class Inspected(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-inspected"):
    """An item was inspected; `unchanged` says whether it is as it was deposited."""

    number: Count
    unchanged: bool


class Returned(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-returned"):
    """The holder returns an item to its owner, outside the inquiry."""

    number: Count


class Requested(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-requested"):
    """A request to a party or a seat, to be answered by a day."""

    number: Count
    to: Id  # seat id, or party id without a seat
    due: Day


class Reminded(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-reminded"):
    """The one asked is reminded of a request."""

    number: Count


class Answered(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-answered"):
    """A request is answered; `evidence` are the items that came with the answer."""

    number: Count
    evidence: Numbers = ()


class Silent(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-silent"):
    """The day passed without an answer; the silence is on record."""

    number: Count


class VisitPlanned(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-visit-planned"):
    """A visit to a site: when, and under whose control the site is."""

    number: Count
    start: Day
    end: Day
    place: Name = ""  # place id
    controlled_by: Name = ""  # party whose permission is needed


class VisitReported(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-visit-reported"):
    """What became of a visit: access granted, delayed or refused. A refusal is itself a fact."""

    number: Count
    access: Access


class Supposed(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-supposed"):
    """A hypothesis is put beside the others."""

    number: Count


class Weighed(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-weighed"):
    """A seat says what an item of evidence does to a hypothesis; a later word of the seat replaces it."""

    hypothesis: Count
    evidence: Count
    weight: Weight


class DraftKept(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-draft-kept"):
    """A seat keeps a draft of its own; nobody else sees its words."""


class Drafted(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-drafted"):
    """A draft finding, as the seats are asked to sign it."""

    version: Count
    outcome: Outcome
    standard: Standard
    attribution: Rung = 0
    party: Name = ""
    clauses: Annotated[tuple[Id, ...], Few] = ()
    severity: Severity = "none"
    intent: Intent = "undetermined"
    limits: Annotated[tuple[Limit, ...], Few] = ()
    duplicate_of: Name = ""
    cites: Reasoning = ()
    comments_until: Day


class Commented(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-commented"):
    """A seat comments on the draft; `final` says it has nothing more to say."""

    version: Count
    final: bool = False


class Submitted(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-submitted"):
    """The draft is put to the seats for signature until a day."""

    version: Count
    sign_until: Day


class Recalled(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-recalled"):
    """The draft is taken back, with a reason; what was signed under it no longer counts."""

    version: Count


class Signed(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-signed"):
    """A seat signs the finding whose words are `over`."""

    version: Count
    over: Hex  # the draft's digest, see `holdfire.inquiry.state.digest_of`
    passkey: Passkey | None = None  # over `holdfire.inquiry.state.said_by`; None: the entry's key alone


class Dissented(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-dissented"):
    """A seat dissents with reasons. Of equal rank with a signature, and published with the finding."""

    version: Count
    over: Hex
    passkey: Passkey | None = None
    outcome: Outcome | None = None  # what the seat would have found, where it says so
    attribution: Rung = 0
    party: Name = ""


class Published(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-published"):
    """The finding is published; every voting seat stands in exactly one of the three lists."""

    version: Count
    signed: Seats
    dissented: Seats
    silent: Seats = ()
    public: Hex  # SHA-256 of the public version, byte for byte
    page: Kept  # the public version
    confidential: Kept  # the same without what is withheld being withheld


class ErratumProposed(
    Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-erratum-proposed"
):
    """A seat proposes to correct what is published; until another seat agrees the published text stands."""

    number: Count


class ErratumReviewed(
    Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-erratum-reviewed"
):
    """Another seat accepts the erratum, or not."""

    number: Count
    accepted: bool


class Appealed(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-appealed"):
    """A seat appeals against a refusal to admit, or against a published finding."""

    number: Count


class AppealDecided(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-appeal-decided"):
    """Another seat decides an appeal; granted, it reopens the inquiry or admits the allegation."""

    number: Count
    granted: bool


class Read(Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="inquiry-read"):
    """Somebody opened sealed words or evidence; the log says who and when, and nothing of what it holds."""

    of: Count  # entry whose sealed matter was read


AnyAct = (
    Alleged
    | Judged
    | Withdrawn
    | Named
    | Released
    | Opened
    | Deposited
    | Redacted
    | Offered
    | TookOver
    | Inspected
    | Returned
    | Requested
    | Reminded
    | Answered
    | Silent
    | VisitPlanned
    | VisitReported
    | Supposed
    | Weighed
    | DraftKept
    | Drafted
    | Commented
    | Submitted
    | Recalled
    | Signed
    | Dissented
    | Published
    | ErratumProposed
    | ErratumReviewed
    | Appealed
    | AppealDecided
    | Read
)
