"""Intake: bytes in, a document out; one file per format. Pure: nothing is stored, fetched or executed.

`open_report` tells the format by the bytes themselves, never by a name, and never raises: what cannot be
read carries one sentence in `problem` that says how to mend it. What it may cost is in `limits`.
"""

from holdfire.intake.document import Document
from holdfire.intake.opening import open_report

__all__ = ["Document", "open_report"]
