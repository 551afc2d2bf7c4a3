"""Who acts: all the register needs to know of a person or a program that writes."""

import msgspec


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account in a seat. `id` never changes and names the author on the record; `name` is shown."""

    id: str
    name: str = ""
    seat: str = ""  # seat id of the theatre; "": of no seat (an import, the demonstration)
    role: str = ""  # what the seat lets it do; the pages check rights, the register writes it down
