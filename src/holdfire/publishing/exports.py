"""Incidents to take away: CSV (RFC 4180), XLSX and GeoJSON (RFC 7946), each naming where it stands.

Text that a spreadsheet would run as a formula is written as text (`holdfire.intake.neutral`); in GeoJSON,
which no spreadsheet runs, words stay as they are.
"""

import csv
import io
from collections.abc import Sequence

import msgspec
import xlsxwriter

from holdfire.intake.neutral import neutral
from holdfire.publishing.standing import Standing
from holdfire.publishing.tables import CLAIM, INCIDENT, Row


def to_csv(columns: Sequence[str], rows: Sequence[Row], standing: Standing) -> bytes:
    """One table. Each line, and an empty file too, carries where it stands: none is quoted without it."""
    about = msgspec.to_builtins(standing)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*columns, *about])
    for row in rows or [dict.fromkeys(columns, "")]:
        writer.writerow([neutral(value) for value in (*(row[c] for c in columns), *about.values())])
    return b"\xef\xbb\xbf" + out.getvalue().encode()  # the mark by which spreadsheets know UTF-8


def to_xlsx(incidents: Sequence[Row], claims: Sequence[Row], standing: Standing) -> bytes:
    """A workbook: incidents, claims, and where it stands on every sheet's first line."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        quiet = book.add_format({"italic": True, "font_color": "#565c62"})
        about = msgspec.to_builtins(standing)
        line = "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in about.items())
        for name, columns, rows in (("Incidents", INCIDENT, incidents), ("Claims", CLAIM, claims)):
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, line, quiet)
            for x, column in enumerate(columns):
                sheet.write_string(1, x, column.replace("_", " "), head)
            for y, row in enumerate(rows, 2):
                for x, column in enumerate(columns):
                    value = neutral(row[column])
                    if value is not None and value != "":
                        sheet.write(y, x, value)
            sheet.freeze_panes(2, 2)
            sheet.set_column(0, len(columns) - 1, 18)
            sheet.autofilter(1, 0, 1 + len(rows), len(columns) - 1)
        sheet = book.add_worksheet("About")
        sheet.set_column(0, 1, 24)
        for y, (key, value) in enumerate(about.items()):
            sheet.write_string(y, 0, key.replace("_", " "), head)
            sheet.write(y, 1, neutral(value))
    return out.getvalue()


def to_geojson(incidents: Sequence[Row], claims: Sequence[Row], standing: Standing) -> bytes:
    """A feature an incident with its claims; an incident without a place has a null geometry."""
    told: dict[str, list[Row]] = {}
    for row in claims:
        told.setdefault(row["incident"], []).append(row)
    features = [
        {
            "type": "Feature",
            "id": row["incident"],
            "geometry": None
            if row["latitude"] is None or row["longitude"] is None
            else {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
            "properties": row | {"claims": told.get(row["incident"], [])},
        }
        for row in incidents
    ]
    whole = {"type": "FeatureCollection", "holdfire": msgspec.to_builtins(standing), "features": features}
    return msgspec.json.format(msgspec.json.encode(whole), indent=1)
