"""The words that attribute: verbs, nouns and prepositions with the frames they attribute in.

Frames: q a quotation, c a clause ("that ..."), o an object ("denied the report"), x an infinitive
("offered to withdraw"), or a preposition ("accused X of", "called for"). The stance beside each is
what the cue says by itself; `stance.py` refines it from the content.
"""
# ruff: noqa: E501

from typing import NamedTuple

_VERBS = """
say state qc | state state qco | tell state qc | add state qc | explain state qco | note state qco | write state qc,of,about
announce announce qcox | report state qco | declare announce qco | remark state qc,on | observe state qc | comment state q,on
continue state q | reply state qc | respond state qc,with | answer state qc | recall state qco | mention cite qco | stress state qco
emphasize state qco | emphasise state qco | underline state qco | underscore state qco | highlight state qco | reiterate state qco
repeat state qco | assert state qco | claim state qcox | maintain state qc | contend state qc | argue state qc,for,against | insist state qc
allege accuse qco | suggest propose qco | indicate state qc | imply state qc | clarify state qco | specify state qco | point state c,out
tweet state qc,about | post state qc | quip state qc | joke state qc,about | conclude state qc | summarize state qc | elaborate state q,on | opine state qc
concede admit qco | acknowledge admit qco | admit admit qcox,to | confess admit qc,to | confirm confirm qco | verify confirm co
deny deny qco | refute deny co | reject oppose qco | dismiss deny qo | rebut deny qo | disavow deny o | contradict deny qo
accuse accuse qo,of | blame accuse o,for,on | charge accuse qc | denounce condemn qo | condemn condemn qo | criticize condemn qo,for | criticise condemn qo,for
decry condemn qo | deplore condemn qo | slam condemn qo,for | blast condemn qo,for | attack condemn o,for | lambast condemn o,for | lambaste condemn o,for
rebuke condemn o,for | mock condemn qo,for | ridicule condemn o,for | fault accuse o,for | lament regret qco | bemoan regret qo | regret regret qco
complain accuse qc,about,of | protest oppose qco,against | object oppose qc,to | oppose oppose o | resist oppose o | question ask qco | challenge oppose q | doubt oppose co
demand demand qcox | urge demand qox,for | insist demand c | call demand q,for,on,upon | ask ask qcx,for,about | request demand qco | order demand qox | instruct demand x
require demand c | appeal demand q,for | plead demand q,for,with | exhort demand x | implore demand qx | press demand for | seek demand o,to
warn warn qc,of,against,about | caution warn qc,against,about | threaten threaten qcx | vow pledge qcox | pledge pledge qcox | promise pledge qcox
commit pledge x,to | guarantee pledge co | assure pledge qc,of | swear pledge qcx | undertake pledge x | agree support qcx,with,on,to | offer propose qox | volunteer propose qcx
propose propose qcox | recommend propose qco | advise propose qcx | advocate propose qo,for | envisage propose co | envision propose c
support support qo | back support o | endorse support qo | welcome welcome qo | hail welcome qo,as | praise welcome qo,for | applaud welcome qo | commend welcome qo,for | laud welcome o
tout welcome qo,as | celebrate welcome q | thank welcome o,for | congratulate welcome o,on,for | favor support o | favour support o | defend support qo | champion support q
believe believe qcx,in | think believe qc | feel believe qc | consider believe c | expect believe cox | hope believe qcx,for | fear believe co | suspect believe c
predict believe qc | forecast believe co | estimate believe qc | assess believe c | assume believe c | presume believe c | doubt oppose c | reckon believe qc | suppose believe c
know believe c | understand believe c | realize believe c | want demand x | wish demand x | worry believe qc,about | wonder ask qc,about,if | see believe as | view believe as
regard believe o,as | describe state qo,as | characterize state qo,as | characterise state qo,as | label accuse o | brand accuse o | portray state o,as | depict state o,as | refer cite to
cite cite qo | quote cite qo | discuss cite qo | address cite at | outline state o | detail state q | present cite q | raise cite on | recount state qco | speak cite q,of,about | talk cite c,about,of
invoke cite o | reference cite o | reveal announce qco | disclose announce qco | unveil announce o | publish announce q | release announce q | issue announce o | circulate announce o | leak announce o
show state qc | find state c | demonstrate state c | prove state q | document state co | detect state co | record state co | register state co | learn state c | read state q | signal state qco
ask ask qc | inquire ask qc | query ask qc | plan pledge x | intend pledge x | refuse oppose x | decline oppose x | hint state qc,at | boast state qc,about,of | brag state c,about
testify state qc,about | rule state c | decide announce cx | determine state c | inform state qc,of,about | notify state c,of | remind state qc,of | convince state c | persuade state c | caution warn qc
exclaim state q | shout state q | whisper state q | mutter state q | murmur state q | joke state q | interject state q | retort state q | counter state qc | chant state q | yell state q | cry state q
lie state c,about | pretend state c | speculate believe qc,about | theorize believe c | hypothesize believe c | reason believe qc | hop believe cx | express state o | voice state o | point cite to | see believe as | post state qo | tweet state qo
email state qo | list state o | push demand for | recognize admit c | recognise admit c | prefer support ox | credit welcome o | apologize regret qc,for | apologise regret qc,for
rail condemn against | liken state to | lash condemn at | remember state oc | dispute deny oc | doubt oppose o | distance oppose from | brush deny o | assail condemn o | repudiate deny o
recite cite o | touch cite on | anticipate believe c | proclaim announce qco | chide condemn qo,for | calculate believe c | notice state c | pitch propose o,as | echo support qo | aim pledge x
 muse believe q | reflect state q | posit believe c | disagree oppose qc,with
""".replace("\n", " | ")

# Fixed wordings read as one verb: lemma of the head and the particle or object that completes it.
PHRASES = {
    ("point", "out"): ("state", "qco"),
    ("make", "clear"): ("state", "qc"),
    ("make", "known"): ("announce", "qc"),
    ("call", "for"): ("demand", "qo"),
    ("call", "on"): ("demand", "qx"),
    ("express", "hope"): ("believe", "c"),
    ("express", "concern"): ("warn", "c"),
    ("take", "note"): ("state", "c"),
    ("rule", "out"): ("deny", "o"),
    ("go", "on"): ("state", "q"),
    ("leave", "doubt"): ("state", "c"),
    ("lay", "out"): ("state", "o"),
    ("set", "out"): ("state", "o"),
    ("speak", "out"): ("condemn", "o"),
    ("give", "assurance"): ("pledge", "c"),
}

# Nouns that attribute a following clause to their possessor or "by" phrase.
NOUNS = {
    "statement": "state", "claim": "state", "assertion": "state", "allegation": "accuse", "accusation": "accuse",
    "announcement": "announce", "report": "state", "warning": "warn", "belief": "believe", "view": "believe",
    "opinion": "believe", "suggestion": "propose", "denial": "deny", "demand": "demand", "proposal": "propose",
    "promise": "pledge", "pledge": "pledge", "threat": "threaten", "hope": "believe", "fear": "believe",
    "concern": "warn", "conviction": "believe", "assurance": "pledge", "contention": "state", "argument": "state",
    "conclusion": "state", "prediction": "believe", "finding": "state", "decision": "announce", "idea": "believe",
    "suspicion": "believe", "confidence": "believe", "notion": "believe", "insistence": "state", "admission": "admit",
}  # fmt: skip

ACCORDING = {"accord": "to"}
WORDS_OF = ("in the words of", "in the opinion of", "in the view of", "as per", "by the account of", "as reported by",
            "as stated by", "as quoted by", "as announced by", "citing")  # fmt: skip


# Verbs that as often act as speak: with these objects only somebody named, or an office, is a source.
ACTING = {
    "support", "back", "welcome", "condemn", "deny", "demand", "attack", "offer", "defend", "plan", "intend", "oppose", "endorse",
    "want", "seek", "expect", "record", "register", "detect", "issue", "document", "present", "favor", "favour", "detail",
}  # fmt: skip
# Verbs that name their object something: "called it chaos".
NAMING = {
    "call",
    "name",
    "label",
    "brand",
    "dub",
    "term",
    "declare",
    "deem",
    "consider",
    "pronounce",
    "describe",
    "portray",
}


class Cue(NamedTuple):
    """What a verb attributes and how."""

    stance: str
    frames: frozenset[str]  # "q", "c", "o", "x" and prepositions


def _table() -> dict[str, Cue]:
    table: dict[str, Cue] = {}
    for row in _VERBS.split("|"):
        if not row.strip():
            continue
        lemma, stance, frames = row.split()
        letters, _, prepositions = frames.partition(",")
        have = frozenset(letters) | frozenset(prepositions.split(",")) - {""}
        if letters and letters not in {"q", "c", "o", "x"} and not set(letters) <= set("qcox"):
            have = frozenset(frames.split(","))
        old = table.get(lemma)
        table[lemma] = Cue(old.stance if old else stance, (old.frames if old else frozenset()) | have)
    return table


VERBS: dict[str, Cue] = _table()
SPEECH = frozenset(v for v, cue in VERBS.items() if "q" in cue.frames)
