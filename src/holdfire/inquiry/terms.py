"""The words an inquiry may use: outcomes, ladder of attribution, standards of proof, custody, access.

From the practice of ceasefire commissions: outcomes after SLMM, Nuba JMC, IGAD MVM, IMT and the Colombian
MM&V; the ladder from "not attributed" up to a unit; standards of proof as commissions of inquiry name them.
Custody acts carry the event type of PREMIS 3.0 (Library of Congress, `eventType`) they are exported as.
"""

from typing import Literal

OUTCOMES: dict[str, str] = {
    "violation": "confirmed violation",
    "not-a-violation": "confirmed event, not a violation",
    "not-attributable": "violation, not attributable",
    "probable": "probable",
    "inconclusive": "inconclusive",
    "unverifiable": "unverifiable (no access)",
    "unfounded": "unfounded",
    "duplicate": "duplicate",
    "outside-mandate": "outside mandate",
    "withdrawn": "withdrawn",
}
# What an inquiry without a finding is. Never an outcome: "unverifiable" says that access was sought in vain.
NOT_YET = "not yet verified"

# Outcomes that say an event took place, so that somebody's part in it can be said.
HAPPENED = frozenset({"violation", "not-a-violation", "not-attributable", "probable"})

ATTRIBUTION: tuple[str, ...] = (
    "not attributed",
    "direction or area of origin",
    "area controlled by",
    "consistent with the weapons or positions of",
    "forces of",
    "unit of",
)
NAMES_A_PARTY = 2  # from this rung up a party is named

STANDARDS: dict[str, str] = {
    "suspicion": "reasonable suspicion",
    "reasonable-grounds": "reasonable grounds to believe",
    "balance": "balance of probabilities",
    "clear": "clear and convincing",
    "beyond-doubt": "beyond reasonable doubt",
}

SEVERITIES: dict[str, str] = {
    "none": "no breach",
    "non-compliance": "non-compliance",
    "minor": "minor violation",
    "serious": "serious violation",
}

INTENTS: dict[str, str] = {
    "undetermined": "intent not determined",
    "accidental": "accidental",
    "intended": "intended",
}

WHY_PAINTED: dict[str, str] = {
    "person": "a person",
    "place": "a place",
    "source": "who gave it",
    "method": "how it was come by",
    "other": "something else",
}

LIMITS: dict[str, str] = {
    "no-access": "the site could not be reached",
    "late-access": "the site was reached late",
    "no-answer": "a party did not answer",
    "witnesses": "witnesses could not be heard",
    "evidence-lost": "evidence was lost or altered",
    "sensors": "sensors were absent or jammed",
    "time": "the time was short",
    "language": "accounts were read in translation",
}

GROUNDS: dict[str, str] = {
    "mandate": "it is within the mandate",
    "specific": "it says what, where and when",
    "in-time": "it came in time",
    "not-duplicate": "it was not alleged before",
    "first-hand": "its source can be asked",
}

EVIDENCE: dict[str, str] = {
    "report": "report on file",
    "document": "document",
    "photograph": "photograph",
    "video": "video",
    "audio": "audio",
    "sensor": "sensor record",
    "object": "object",
    "testimony": "testimony",
    "site-report": "site visit report",
}

CustodyAct = Literal["deposited", "offered", "handed-over", "inspected", "returned"]
# Our word, and the PREMIS event type it is exported as; an offer is no event until the other hand signs.
CUSTODY: dict[str, tuple[str, str]] = {
    "deposited": ("deposited", "accession"),
    "offered": ("offered to the next hand", ""),
    "handed-over": ("handed over, both hands signing", "transfer"),
    "inspected": ("inspected", "fixity check"),
    "returned": ("returned to its owner", "deaccession"),
}

ACCESS: dict[str, str] = {
    "granted": "access granted",
    "delayed": "access delayed",
    "refused": "access refused",
}

WEIGHTS: dict[str, str] = {"supports": "supports", "contradicts": "contradicts", "neutral": "is neutral"}

Stage = Literal["received", "inadmissible", "admitted", "open", "comment", "signing", "published"]
STAGES: dict[str, str] = {
    "received": "allegation received",
    "inadmissible": "not admissible",
    "admitted": "admissible, waiting for investigators",
    "open": "open",
    "comment": "draft finding open to comment",
    "signing": "finding open to signatures and dissents",
    "published": "published",
}
