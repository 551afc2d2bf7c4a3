"""Known data sets: their columns, their precision codes as uncertainty, their types in our vocabulary."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfire.intake.tables import load_table, shipped
from holdfire.intake.tables.columns import read_observations
from tests.intake.tables.taking import EMPTY, take

UCDP = Path(__file__).resolve().parents[4] / "shared" / "data" / "ucdp_ukraine"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.shared
@pytest.mark.skipif(not UCDP.exists(), reason="needs ../shared/data beside the checkout")
@pytest.mark.parametrize(("release", "rows"), [("2021", 993), ("2023", 2989)])
def test_ucdp_is_taken_whole_without_its_row_of_tags(tmp_path: Path, release: str, rows: int) -> None:
    out = tmp_path / "out.parquet"
    counts = load_table(UCDP / f"conflict_data_ukr_{release}.csv.gz", out)
    assert (counts.source, counts.taken, counts.rejected) == ("ucdp", rows, 0)
    found = list(read_observations(out))
    assert len({o.id for o in found}) == rows
    assert all(o.lat and o.lon and o.radius_km and o.at_start < o.at_end for o in found)


def test_ucdp_codes_become_a_radius_and_an_interval(tmp_path: Path) -> None:
    head = (
        "id,type_of_violence,side_a,side_b,where_prec,where_coordinates,latitude,longitude,date_prec,date_start,"
        "date_end,low,best,high"
    )
    rows = [
        "7,1,Army,Militia,2,Riverton,40.1,46.2,2,2021-10-14 00:00:00.000,2021-10-16 00:00:00.000,2,3,5",
        "8,3,Army,Civilians,4,A province,40.5,46.5,1,2021-10-14,2021-10-14,1,1,1",
    ]
    wide, harm = take(tmp_path / "ged.csv", "\n".join([head, ",#tag,,,,,,,,,,,,", *rows])).rows
    # Local days at +04:00: from midnight of the first to midnight after the last.
    assert (wide.at_start, wide.at_end) == (at(2021, 10, 13, 20), at(2021, 10, 16, 20))
    assert (wide.radius_km, wide.time_precision, wide.actors) == (25.0, "2", ("Army", "Militia"))
    assert (wide.killed_low, wide.killed, wide.killed_high) == (2, 3, 5)
    assert (wide.type, wide.source_type, wide.incident_group) == ("", "state-based", "A")
    assert (harm.type, harm.incident_group, harm.radius_km) == ("civilian-harm", "C", 100.0)
    assert (wide.row, json.loads(wide.original)["date_start"]) == (3, "2021-10-14 00:00:00.000")


def test_acled_weeks_and_months_widen_and_words_choose_the_type(tmp_path: Path) -> None:
    head = (
        "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,location,latitude,longitude,"
        "geo_precision,notes,fatalities"
    )
    shelling = "Explosions/Remote violence,Shelling/artillery/missile attack"
    rows = [
        f"AZE1,2021-10-14,1,{shelling},Army,,Riverton,40.1,46.2,1,Mortars were fired.,0",
        f"AZE2,14 October 2021,2,{shelling},Army,,Riverton,40.1,46.2,2,Shots.,1",
        "AZE3,2021-10-14,3,Battles,Armed clash,Army,,Riverton,40.1,46.2,3,A clash.,2",
        "AZE4,2021-10-14,1,Protests,Peaceful protest,Crowd,,Riverton,40.1,46.2,1,Artillery was not there.,0",
    ]
    day, week, month, protest = take(tmp_path / "acled.csv", "\n".join([head, *rows])).rows
    assert (day.at_start, day.at_end) == (at(2021, 10, 13, 20), at(2021, 10, 14, 20))
    assert (week.at_start, week.at_end) == (at(2021, 10, 10, 20), at(2021, 10, 17, 20))
    assert (month.at_start, month.at_end) == (at(2021, 9, 30, 20), at(2021, 10, 31, 20))
    assert [o.radius_km for o in (day, week, month)] == [3.0, 25.0, 100.0]
    assert (day.type, day.killed) == ("mortar", 0)
    # “Shelling” alone may be mortar, artillery, rockets: the type stays open, the group is sure.
    assert (week.type, week.incident_group, week.killed) == ("", "A", 1)
    assert (protest.type, protest.incident_group) == ("", "")


def test_gdelt_is_known_without_a_header(tmp_path: Path) -> None:
    columns = list(shipped("gdelt").header)
    cells = dict.fromkeys(columns, "") | {
        "GLOBALEVENTID": "1010101", "SQLDATE": "20211014", "Actor1Name": "SIDE A", "Actor2Name": "SIDE B",
        "EventBaseCode": "194", "ActionGeo_Type": "4", "ActionGeo_FullName": "Riverton",
        "ActionGeo_Lat": "40.1", "ActionGeo_Long": "46.2", "SOURCEURL": "https://example.org/a",
    }  # fmt: skip
    (event,) = take(tmp_path / "20211014.export.CSV", "\t".join(cells.values()) + "\n").rows
    assert (event.id, event.source, event.type, event.radius_km) == ("1010101", "gdelt", "artillery", 10.0)
    assert (event.at_start, event.at_end) == (at(2021, 10, 14), at(2021, 10, 15))
    assert (event.actors, event.url) == (("SIDE A", "SIDE B"), "https://example.org/a")


def test_firms_is_a_detection_at_a_minute_within_its_pixel(tmp_path: Path) -> None:
    viirs = (
        "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,"
        "bright_ti5,frp,daynight\n"
    )
    rows = (
        "40.1,46.2,330.1,0.4,0.3,2021-10-14,5,N,VIIRS,n,2.0NRT,290.1,3.4,N\n"
        "40.1,46.2,330.1,0.4,0.3,2021-10-14,1032,N,VIIRS,h,2.0NRT,290.1,3.4,D\n"
    )
    night, noon = take(tmp_path / "fire.csv", viirs + rows).rows
    assert (night.kind, night.group, night.type) == ("detection", "satellite", "")
    assert (night.at_start, noon.at_start) == (at(2021, 10, 14, 0, 5), at(2021, 10, 14, 10, 32))
    assert night.radius_km == pytest.approx(0.25)
    assert night.id != noon.id and len(night.id) == 20
    assert take(tmp_path / "again.csv", viirs + rows).rows[0].id == night.id


SMM = 'SMM position,Event location,Means,No.,Observation,Description,Weapon,"Date, time"\n'


def test_a_missions_table_keeps_the_bearing_and_gives_point_and_ellipse(tmp_path: Path) -> None:
    rows = (
        "Riverton (39km S of somewhere),2-5km NNE,Heard,12,Burst,Undetermined,Small arms,"
        '"9 November 2021, 23:50-00:10"\n'
        ',,Heard,2,Explosion,Outgoing,Mortar (120mm),"9 November 2021, 18:05"\n'
        'Far Away,3km E,Saw,1,Projectile,In flight,N/K,"10 November 2021, 07:35"\n'
    )
    bursts, blasts, lost = take(tmp_path / "smm.csv", SMM + rows).rows
    assert bursts.sighting is not None and bursts.ellipse is not None
    seen = bursts.sighting
    assert (seen.bearing, seen.bearing_half, seen.distance_low_km, seen.distance_high_km) == (
        22.5,
        11.25,
        2.0,
        5.0,
    )
    # 3.5 km north-north-east of the town.
    assert bursts.lat == pytest.approx(39.529, abs=0.001) and bursts.lon == pytest.approx(46.516, abs=0.001)
    assert bursts.ellipse.azimuth == 22.5 and bursts.radius_km == bursts.ellipse.major_km == pytest.approx(
        2.5, abs=0.01
    )
    # The window crosses midnight.
    assert (bursts.at_start, bursts.at_end) == (at(2021, 11, 9, 19, 50), at(2021, 11, 9, 20, 11))
    assert (bursts.type, blasts.type, lost.type) == ("small-arms", "mortar", "projectile")
    # An empty position means the one above, and the row is kept as it came.
    assert blasts.sighting is not None and blasts.sighting.position == seen.position
    assert json.loads(blasts.original)["SMM position"] == ""
    assert (lost.lat, lost.sighting and lost.sighting.bearing) == (None, 90.0)


def test_a_missions_dates_without_a_year_ask_for_it(tmp_path: Path) -> None:
    row = 'Riverton,3km E,Heard,1,Shot,Undetermined,Small arms,"9-Nov, 07:35"\n'
    (bad,) = take(tmp_path / "smm.csv", SMM + row).rejects
    assert bad["what to mend"] == "has no year: set year under [time] in the mapping."


ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss">
<title>News</title><entry><id>tag:example.org,2021:1</id><title>Two &lt;b&gt;wounded&lt;/b&gt;</title>
<link href="https://example.org/1"/><published>2021-10-14T23:30:00+04:00</published>
<summary type="html">&lt;p&gt;Near the post.&lt;/p&gt;</summary>
<georss:point>40.1 46.2</georss:point></entry><entry><id>2</id><title>No date</title></entry></feed>"""


def test_a_feeds_entries_are_articles(tmp_path: Path) -> None:
    taken = take(tmp_path / "feed.xml", ATOM)
    (article,) = taken.rows
    assert (article.kind, article.text, article.url) == (
        "article",
        "Two wounded · Near the post.",
        "https://example.org/1",
    )
    assert (article.at_start, article.lat, article.lon) == (at(2021, 10, 14, 19, 30), 40.1, 46.2)
    assert [(r["row"], r["field"]) for r in taken.rejects] == [("2", "published")]


def test_a_feed_fetches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr("socket.socket.connect", refuse)
    bomb = '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://example.org/x.dtd" [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    dated = "<title>a &e; b</title><pubDate>Thu, 14 Oct 2021 10:00:00 GMT</pubDate>"
    rss = f"<rss version='2.0'><channel><title>t</title><item><guid>1</guid>{dated}</item></channel></rss>"
    (item,) = take(tmp_path / "feed.rss", bomb + rss).rows
    assert "root:" not in item.original


def test_reliefweb_reports_by_the_day_they_bear(tmp_path: Path) -> None:
    answer = {
        "totalCount": 1,
        "data": [
            {
                "id": "3794321", "href": "https://api.example.org/3794321",
                "fields": {
                    "title": "Daily report", "body": "Two violations.", "url": "https://example.org/r",
                    "date": {"created": "2021-10-16T00:00:00+00:00", "original": "2021-10-14T00:00:00+00:00"},
                    "source": [{"name": "A mission"}, {"name": "An office"}],
                    "primary_country": {"name": "Country"},
                },
            }
        ],
    }  # fmt: skip
    (report,) = take(tmp_path / "answer.json", json.dumps(answer)).rows
    assert (report.source, report.kind, report.text) == (
        "reliefweb",
        "article",
        "Daily report · Two violations.",
    )
    assert (report.actors, report.place, report.lat) == (("A mission, An office",), "Country", None)
    assert report.at_start == at(2021, 10, 14)


def test_an_unknown_code_of_a_theatres_vocabulary_says_nothing(tmp_path: Path) -> None:
    head = "id,type_of_violence,where_prec,latitude,longitude,date_prec,date_start,date_end,low,best,high"
    (event,) = take(
        tmp_path / "g.csv", f"{head}\n1,3,1,40,46,1,2021-10-14,2021-10-14,1,1,1", theatre=EMPTY
    ).rows
    assert (event.type, event.incident_group) == ("", "C")
