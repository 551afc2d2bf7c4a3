"""Satellite hot spots near an incident, and the chance that they lie there by coincidence.

The background is what the satellite saw in the same season around the same place: every hot spot within
`AROUND_KM` and `SEASON_DAYS` of the day of the year, in all years of the data but not on the days of the
incident itself. Pixels of one fire count once a day and cell of 3 km. If hot spots came at that rate, evenly
and independently (Poisson), the chance of one or more near the incident is 1 - exp(-expected). Fires cluster,
which the plain Poisson chance does not know: it is a guide for a person, and no proof of shelling.
"""

import math
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

AROUND_KM = 30.0
SEASON_DAYS = 30  # to either side of the day of the year
KEPT_OUT_DAYS = 3  # around the incident: what burns then may be of the incident
CELL_KM = 3.0
PIXEL_KM = 1.0  # how far a hot spot's centre may lie from the fire
LEAST_DAYS = 30  # of background; below it there is no rate to speak of
SELDOM = 0.05  # at this chance or below, hot spots count as an instrument that agrees
KM_A_DEGREE = 111.19
YEAR = 365.25
DAY = 24.0

Hours = NDArray[np.float64]


class Spots(msgspec.Struct, frozen=True):
    """Hot spots: degrees, and hours of one clock since 1970; `first` to `last` is the time the data cover."""

    lat: Hours
    lon: Hours
    hour: Hours
    first: float
    last: float


class Coincidence(msgspec.Struct, frozen=True, kw_only=True):
    """What lies near an incident and how likely it would by chance. Cells count once a day."""

    near: int  # hot spots
    reach_km: float
    background: int  # cell-days of the background
    days: float  # of the background
    expected: float  # cell-days near the incident, by the background
    chance: float  # of one or more
    sentence: str

    @property
    def agrees(self) -> bool:
        """Whether hot spots lie near that would seldom lie there by chance."""
        return self.near > 0 and self.chance <= SELDOM


def coincidence(
    spots: Spots, *, lat: float, lon: float, radius_km: float, start: float, end: float
) -> Coincidence | Literal["outside", "thin"]:
    """Hot spots within `radius_km` of a place between two hours, against their background.

    "outside": the data do not cover those hours; "thin": too few days of the season to know a rate by.
    """
    if start < spots.first or end > spots.last:
        return "outside"
    reach = radius_km + PIXEL_KM
    km = _km(spots, lat, lon)
    inside = (spots.hour >= start) & (spots.hour < end)
    near = int((inside & (km <= reach)).sum())
    days = _season_days(spots, start, end)
    if days < LEAST_DAYS:
        return "thin"
    around = _cell_days(spots, (km <= AROUND_KM) & _in_season(spots.hour, start, end), lat)
    # Half a cell-day is added, so that where nothing ever burnt the rate is small and not nothing.
    rate = (around + 0.5) / (math.pi * AROUND_KM**2 * days)
    expected = rate * math.pi * reach**2 * max(1.0, (end - start) / DAY)
    chance = -math.expm1(-expected)
    return Coincidence(
        near=near,
        reach_km=reach,
        background=around,
        days=days,
        expected=expected,
        chance=chance,
        sentence=_sentence(near, reach, around, days, chance),
    )


def _km(spots: Spots, lat: float, lon: float) -> Hours:
    """Distances on a local plane: good to a percent within a few hundred kilometres."""
    east = (spots.lon - lon + 180) % 360 - 180
    x = east * np.cos(np.radians((spots.lat + lat) / 2))
    return np.asarray(np.hypot(x, spots.lat - lat) * KM_A_DEGREE)


def _in_season(hour: Hours, start: float, end: float) -> NDArray[np.bool_]:
    middle = (start + end) / 2
    apart = ((hour - middle) / DAY + YEAR / 2) % YEAR - YEAR / 2
    of_it = (hour >= start - KEPT_OUT_DAYS * DAY) & (hour < end + KEPT_OUT_DAYS * DAY)
    return np.asarray((np.abs(apart) <= SEASON_DAYS) & ~of_it)


def _season_days(spots: Spots, start: float, end: float) -> float:
    """How many days of the data the background covers."""
    days = np.arange(spots.first, spots.last, DAY)
    return float(_in_season(days, start, end).sum())


def _cell_days(spots: Spots, of: NDArray[np.bool_], lat: float) -> int:
    """Hot spots counted once for each cell and day."""
    size = CELL_KM / KM_A_DEGREE
    rows = np.floor(spots.lat[of] / size)
    columns = np.floor(spots.lon[of] * math.cos(math.radians(lat)) / size)
    return len(set(zip(rows, columns, np.floor(spots.hour[of] / DAY), strict=True)))


def _sentence(near: int, reach: float, around: int, days: float, chance: float) -> str:
    said = f"{near} satellite hot spot{'s' if near != 1 else ''} lie{'s' if near == 1 else ''}"
    beside = (
        f"In this season {around} were seen within {AROUND_KM:.0f} km on {days:.0f} other days (those of one "
        f"{CELL_KM:.0f} km cell and day counted once)"
    )
    if near == 0:
        return (
            f"No satellite hot spot lies within {reach:.0f} km then. That says nothing against it: "
            "small arms leave none, and clouds and the hours between passes hide others."
        )
    return (
        f"{said} within {reach:.0f} km at the time told. {beside}: by coincidence some would be there "
        f"{in_words(chance)}. Fires of fields and forests look the same from above."
    )


def in_words(chance: float) -> str:
    """A chance as a person reads it."""
    if chance >= 0.5:
        return "more often than not"
    if chance >= 0.1:
        return f"about {round(chance * 10)} times in 10"
    if chance >= 0.01:
        return f"about {round(chance * 100)} times in 100"
    return f"less than {math.ceil(chance * 1000)} in 1,000 times"
