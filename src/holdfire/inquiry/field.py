"""Where a monitor's observation lies: from position, direction and distance, a point and an error ellipse."""

from holdfire.intake.tables.observation import Ellipse, Sighting
from holdfire.intake.tables.observe import placed
from holdfire.record.field import Observed

DEGREE = 10_000_000


def place_of(observed: Observed) -> tuple[float | None, float | None, Ellipse | None]:
    """(latitude, longitude, ellipse in km); None where the monitor's own position has no coordinates."""
    if observed.lat is None or observed.lon is None:
        return None, None, None

    def scaled(value: int | None, by: int) -> float | None:
        return None if value is None else value / by

    return placed(
        Sighting(
            position="",
            location="",
            lat=observed.lat / DEGREE,
            lon=observed.lon / DEGREE,
            radius_km=scaled(observed.radius_m, 1000),
            bearing=scaled(observed.bearing, 10),
            bearing_half=scaled(observed.bearing_half, 10),
            distance_low_km=scaled(observed.distance_low_m, 1000),
            distance_high_km=scaled(observed.distance_high_m, 1000),
        )
    )
