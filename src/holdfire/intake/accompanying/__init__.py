"""What came with received bytes beside what they say: where a photograph was taken, which way a letter went.

One file a kind: photographs, provenance (C2PA), letters, web archives. What is found is recorded as it
stands in the file, and proves nothing by itself: all of it can be made up. Nothing here refuses a report, and
whatever a file was built to do, receiving it goes on.
"""

from collections.abc import Callable, Iterator

import msgspec

from holdfire.intake.accompanying.found import Found, Item

Key = Callable[[str], bytes | None]  # a DKIM key by its DNS name, where somebody gave it

MOST = 400  # items of one report
VALUE = 400  # characters of one value


def look(data: bytes, key: Key = lambda _: None) -> Found | None:
    """What lies in these bytes beside their content; None where there is nothing.

    `data` may be only the beginning of more. `key` gives the DKIM key of a DNS name, from a file: nothing is
    asked of a network.
    """
    from holdfire.intake.accompanying import archive, letter, photograph, provenance

    items: list[Item] = []
    notes: list[str] = []
    cut = False
    for read in (
        photograph.read,
        provenance.read,
        lambda data: letter.read(data, key),
        archive.read,
    ):
        try:
            for one in _each(read, data):
                if isinstance(one, str):
                    notes.append(one)
                elif len(items) < MOST:
                    items.append(_short(one))
                else:
                    cut = True
                    break
        except Exception:
            notes.append("Part of what came with it could not be read: it is damaged, or was built to be.")
    if cut:
        notes.append(f"There is more than {MOST} entries of it: the rest is in the file.")
    return Found(items=tuple(items), notes=tuple(dict.fromkeys(notes))) if items or notes else None


def _each(read: Callable[[bytes], Iterator[Item | str]], data: bytes) -> Iterator[Item | str]:
    yield from read(data)


def _short(item: Item) -> Item:
    value = "".join(c if c.isprintable() else " " for c in item.value).strip()
    if len(value) > VALUE:
        value = value[: VALUE - 1] + "…"
    return msgspec.structs.replace(item, name=item.name[:80], value=value)
