"""The report on paper: typst sets it, and its text goes in as data, never as markup.

The fonts are those of the system: Noto or DejaVu cover Latin, Cyrillic and Armenian. Where typst finds none
for a letter it draws an empty box; `missing_fonts` says so beforehand.
"""

from importlib.resources import files

import msgspec
import typst

from holdfire.errors import HoldfireError
from holdfire.publishing.daily import Daily

COVER = ("Noto Serif", "DejaVu Serif")
ARMENIAN = ("Noto Serif Armenian", "DejaVu Serif")


def missing_fonts() -> str:
    """One sentence when letters would be missing on this machine; empty when none would."""
    known = {font.family for font in typst.Fonts().fonts()}
    lacking = [
        name
        for name, any_of in (("Latin and Cyrillic", COVER), ("Armenian", ARMENIAN))
        if not known & set(any_of)
    ]
    if not lacking:
        return ""
    return f"No font here covers {' or '.join(lacking)}: install fonts-noto-core, or letters will be missing."


def to_pdf(daily: Daily) -> bytes:
    """The report as a PDF."""
    markup = files("holdfire.publishing").joinpath("daily.typ").read_bytes()
    try:
        data = msgspec.json.encode(daily).decode()
        return bytes(typst.compile(markup, sys_inputs={"data": data}))
    except typst.TypstError as problem:
        raise HoldfireError(f"The report could not be set on paper: {problem}.") from problem
