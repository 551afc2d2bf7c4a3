"""What a sentence of a finding may cite: E1 an item of evidence, R1 a request, V1 a visit, A the allegation.

A request is cited for its answer or for its silence, a visit for what was seen or for its refusal.
"""

import re

from holdfire.inquiry.rules import refuse
from holdfire.inquiry.state import Inquiry
from holdfire.inquiry.words import Sentence

CITE = re.compile(r"[ERV][1-9][0-9]*|A")
AT_THE_END = re.compile(r"\s*\[((?:\s*(?:[ERV][1-9][0-9]*|A)\s*[,;]?)+)\]\s*([.!?]?)\s*$")


def exists(cite: str, inquiry: Inquiry) -> bool:
    """Whether what is cited is there and has something to say."""
    if cite == "A":
        return True
    kind, number = cite[0], int(cite[1:])
    if kind == "E":
        return any(i.number == number for i in inquiry.items)
    if kind == "R":
        return any(r.number == number and not r.open for r in inquiry.requests)
    return any(v.number == number and v.access for v in inquiry.visits)


def check_cites(cites: tuple[tuple[str, ...], ...], inquiry: Inquiry) -> None:
    """Every sentence cites something that is there. Refuses with the number of the sentence at fault."""
    if not cites:
        refuse(
            "A finding gives its reasoning: write at least one sentence, and cite at its end what it "
            "rests on, as [E1]."
        )
    for n, sentence in enumerate(cites, 1):
        if not sentence:
            refuse(f"Sentence {n} of the reasoning cites nothing: end it with what it rests on, as [E1].")
        for cite in sentence:
            if not CITE.fullmatch(cite) or not exists(cite, inquiry):
                refuse(
                    f"Sentence {n} of the reasoning cites {cite}, which this inquiry does not have "
                    "or nobody answered yet: cite evidence E…, a closed request R… or a reported visit V…."
                )


def read_sentences(text: str) -> tuple[Sentence, ...]:
    """A reasoning as a person writes it, one sentence a line, each ending in `[E1, R2]`."""
    sentences = []
    for line in text.splitlines():
        line = line.strip()
        if not line:
            continue
        found = AT_THE_END.search(line)
        cites = tuple(dict.fromkeys(CITE.findall(found.group(1)))) if found else ()
        said = (line[: found.start()] + found.group(2)).rstrip() if found else line
        sentences.append(Sentence(said, cites))
    return tuple(sentences)


def written(sentences: tuple[Sentence, ...]) -> str:
    """The same, as a person would write it again."""
    return "\n".join(f"{s.text} [{', '.join(s.cites)}]" if s.cites else s.text for s in sentences)
