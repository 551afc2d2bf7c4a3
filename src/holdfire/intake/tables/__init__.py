"""Structured reports: tables, feeds and exports in, observations out; a mapping says which column is what.

`load_table` streams a file of any size to Parquet, with progress; what it cannot take goes to a file of
rejects with row, field and mend, and the rest goes on. `revise` compares two releases of one data set.
Mappings are data: those of known data sets ship in `mappings/`, a person's own is a TOML or JSON file.

The Parquet columns, which linking and analysis stand on (`columns.SCHEMA`):

    id              string     the source's own id; unique together with `source`
    source          string     who supplied the row
    group           string     independence group: sources of one group are one voice
    kind            string     event, detection (by a sensor), article
    at_start        timestamp  UTC; the event lies in the closed interval from here
    at_end          timestamp  UTC; to here. A day ends at the next midnight; an instant has both equal
    time_sd_hours   double     length of the interval / √12: its deviation when any moment in it is as likely
    time_precision  string     the source's own words or code
    lat, lon        double     WGS 84; null: the row names no point
    radius_km       double     holds the true place in about nine cases of ten; / 2.15: deviation per axis
    place           string     names as the source writes them
    type            string     code of the theatre's vocabulary; empty: the source does not say one
    source_type     string     the source's own type
    incident_group  string     A to G; empty when the type leaves it open
    actors          list       names as the source writes them, in its order
    killed, killed_low, killed_high, wounded, wounded_low, wounded_high   int32, null when not said
    text            string     what the source says in words
    url             string
    remark          string     what is odd about the row, and how it was taken; usually empty
    ellipse_major_km, ellipse_minor_km, ellipse_azimuth   double; for what was placed by bearing and distance
    sighting        string     JSON of that bearing and distance, as observed; null otherwise
    row             int64      line in the file received, the header being 1
    original        string     JSON of the row as received
"""

from holdfire.intake.tables.load import Loaded, Preview, load_table, preview
from holdfire.intake.tables.mapping import Mapping, load_mapping, save_mapping, shipped
from holdfire.intake.tables.observation import Observation, Rejected

__all__ = [
    "Loaded", "Mapping", "Observation", "Preview", "Rejected", "load_mapping", "load_table", "preview",
    "save_mapping", "shipped",
]  # fmt: skip
