"""The errors a person meets: each message is one sentence that says what is wrong and what to do."""


class HoldfireError(Exception):
    """Base of all errors whose message is meant for the person who must act."""


class TheatreError(HoldfireError):
    """A theatre's data does not hold together; the message names file, row and field."""


class IntakeError(HoldfireError):
    """Bytes that were received but cannot be read as a report; the bytes are kept all the same."""


class ReadingError(HoldfireError):
    """A reader or its model is not usable."""


class RecordError(HoldfireError):
    """The record refuses an entry, or does not verify."""


class RegisterError(HoldfireError):
    """A request against the register cannot be carried out (unknown claim, illegal decision)."""


class InquiryError(HoldfireError):
    """An act of an inquiry is refused: out of its turn, without the right, or against the rules of proof."""


class DossierError(HoldfireError):
    """What was to be put into a dossier is refused: unknown, unfounded or out of balance."""
