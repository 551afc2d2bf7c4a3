"""The observation form of monitors: what they write, as the entry and its words."""

from datetime import UTC, timedelta, timezone
from typing import Any, get_args
from uuid import uuid4

from django import forms

from holdfire.inquiry.words import Words
from holdfire.intake.tables.bearings import read_bearing
from holdfire.intake.tables.positions import locator
from holdfire.record.entries import spell
from holdfire.record.field import Description, Means, Observed, Sighted
from holdfire.site.views.inquiry_form import area, pick
from holdfire.site.watched import theatre

DEGREE = 10_000_000
TIME = "%Y-%m-%dT%H:%M"
GPS_METRES = 50  # how well a position typed as coordinates is taken to be known, if nobody says


class Observe(forms.Form):
    """One row of the table."""

    observation = forms.UUIDField(widget=forms.HiddenInput)
    patrol = forms.CharField(label="Patrol or team", max_length=80)
    position = forms.CharField(
        label="Your position", max_length=200, help_text="a post or place by name, or “1 km SW of …”"
    )
    lat = forms.DecimalField(
        label="Latitude", required=False, min_value=-90, max_value=90, help_text="decimal degrees"
    )
    lon = forms.DecimalField(
        label="Longitude", required=False, min_value=-180, max_value=180, help_text="decimal degrees"
    )
    accuracy = forms.IntegerField(
        label="Position known to, metres", required=False, min_value=0, max_value=200_000
    )
    bearing = forms.CharField(
        label="Direction", required=False, max_length=12, help_text="NNE, or degrees: 22"
    )
    nearest = forms.DecimalField(label="Distance, km", required=False, min_value=0, max_value=150)
    farthest = forms.DecimalField(label="Up to, km", required=False, min_value=0, max_value=150)
    means = pick("How", {m: m for m in get_args(Means)})
    count = forms.IntegerField(label="How many", required=False, min_value=0, max_value=1_000_000)
    sighted = pick("What", {s: s for s in get_args(Sighted)})
    description = pick(
        "Assessed as",
        {d: d for d in ("undetermined", *(d for d in get_args(Description) if d != "undetermined"))},
    )
    weapon = pick("Weapon", {}, required=False, blank="not known")
    started = forms.DateTimeField(
        label="Began", input_formats=[TIME], widget=forms.DateTimeInput({"type": "datetime-local"}, TIME)
    )
    ended = forms.DateTimeField(
        label="Ended",
        required=False,
        input_formats=[TIME],
        widget=forms.DateTimeInput({"type": "datetime-local"}, TIME),
    )
    zone = forms.RegexField(
        r"\A[+-](0\d|1[0-4]):[0-5]\d\Z", label="Time zone", help_text="hours from UTC, as +04:00"
    )
    note = area("Note", rows=3, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(
            data, initial={"observation": uuid4(), "zone": theatre().utc_offset}, label_suffix=""
        )
        weapon: Any = self.fields["weapon"]
        weapon.choices = [("", "not known"), *((t.code, t.label) for t in theatre().violation_types)]
        for name, field in self.fields.items():
            field.widget.attrs |= {"id": f"see-{name}", "autocomplete": "off"}
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"see-{name}-hint"
        self.fields["position"].widget.attrs["list"] = "posts"
        for name in ("lat", "lon", "nearest", "farthest"):
            self.fields[name].widget.attrs |= {"step": "any", "inputmode": "decimal"}

    def clean_bearing(self) -> tuple[float, float] | None:
        """The direction in degrees with half its width; a bare number is degrees."""
        said = self.cleaned_data["bearing"].strip()
        if not said:
            return None
        found = read_bearing(f"{said}°" if said.isdigit() else said.upper() if len(said) <= 3 else said)
        if found is None:
            raise forms.ValidationError(
                f"“{said}” is no direction: write a compass point (NNE) or degrees from 0 to 360."
            )
        return found

    def clean(self) -> dict[str, Any]:
        """What only two fields together say."""
        data = super().clean() or self.cleaned_data
        low, high = data.get("nearest"), data.get("farthest")
        if low is not None and high is not None and high < low:
            self.add_error("farthest", "The far end is nearer than the near one: exchange the two.")
        if (data.get("lat") is None) != (data.get("lon") is None):
            self.add_error("lon", "Give both latitude and longitude, or neither.")
        return data

    def observed(self) -> tuple[Observed, Words]:
        """The entry, and the words that go into the vault."""
        data = self.cleaned_data
        lat, lon, radius = data["lat"], data["lon"], None
        if lat is None:
            lat, lon, radius = locator(theatre())(data["position"])
        if data["accuracy"] is not None:
            metres: int | None = data["accuracy"]
        else:
            metres = round(radius * 1000) if radius is not None else GPS_METRES if lat is not None else None
        low, high = data["nearest"], data["farthest"]
        if low is not None and high is None:
            low, high = float(low) * 0.75, float(low) * 1.25  # one figure is taken to a quarter of itself
        elif high is not None and low is None:
            low = 0
        sign = -1 if data["zone"][0] == "-" else 1
        offset = timezone(sign * timedelta(hours=int(data["zone"][1:3]), minutes=int(data["zone"][4:])))

        def moment(value: Any) -> str | None:
            return spell(value.replace(tzinfo=offset).astimezone(UTC)) if value else None

        bearing = data["bearing"]
        observed = Observed(
            observation=str(data["observation"]),
            lat=None if lat is None else round(lat * DEGREE),
            lon=None if lon is None else round(lon * DEGREE),
            radius_m=metres,
            bearing=round(bearing[0] * 10) if bearing else None,
            bearing_half=round(bearing[1] * 10) if bearing else None,
            distance_low_m=None if low is None else round(low * 1000),
            distance_high_m=None if high is None else round(high * 1000),
            means=data["means"],
            count=data["count"],
            sighted=data["sighted"],
            description=data["description"],
            weapon=data["weapon"],
            started=moment(data["started"]) or "",
            ended=moment(data["ended"]),
            zone=data["zone"],
        )
        return observed, Words(
            patrol=data["patrol"].strip(), position=data["position"].strip(), text=data["note"].strip()
        )
