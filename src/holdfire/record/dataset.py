"""A data set's rows, received as one table: one entry however many rows, which commits to the table's bytes.

The table, the mapping that says which column is what, and the table's name lie in the vault.
"""

from typing import Annotated

import msgspec

from holdfire.record.fields import Count, Hex, Kept, Moment, Name

Slug = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9][a-z0-9._-]{0,63}\Z")]


class TableReceived(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="table-received"
):
    """A table of a data set came in; its rows follow from its bytes, the mapping and the theatre."""

    data_set: Slug
    table: Hex  # the vault object
    bytes: Kept
    mapping: Kept  # which column is what, as JSON
    details: Kept | None = None  # file name, address and title
    licence: Name = ""
    size: Count  # bytes of the padded ciphertext
    taken: Count  # rows
    rejected: Count
    whole: bool  # the data set as it now is: earlier rows that this table lacks are gone from the source
    received_at: Moment
    demo: bool = False
