"""RSS and Atom feeds through feedparser: an entry is an article, its markup reduced to words.

feedparser is given the bytes, never an address, so nothing is fetched.
"""

import calendar
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

import feedparser
from lxml import html as lxml_html

from holdfire.errors import IntakeError
from holdfire.intake import limits
from holdfire.intake.tables.observation import Rejected
from holdfire.intake.words import squeeze

HEADER = ["id", "title", "summary", "link", "published", "author", "lat", "lon", "feed"]


def read_feed(stream: IO[bytes]) -> tuple[list[str], Iterator[tuple[int, dict[str, Any]] | Rejected]]:
    """The entries of a feed, oldest fields first. Raises IntakeError for what is no feed."""
    data = stream.read(limits.FEED + 1)
    if len(data) > limits.FEED:
        raise IntakeError(
            f"This feed is larger than {limits.spell(limits.FEED)}: fetch fewer of its entries."
        )
    feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False)
    if not feed.get("version"):
        raise IntakeError("This is no feed: give an RSS or Atom file, or a page to holdfire read.")
    title = squeeze(feed.feed.get("title", ""))
    return HEADER, (_entry(number, entry, title) for number, entry in enumerate(feed.entries, 1))


def _entry(number: int, entry: Any, feed: str) -> tuple[int, dict[str, Any]]:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    content = next((c.get("value", "") for c in entry.get("content", [])), "") or entry.get("summary", "")
    place = entry.get("where") or {}
    point = place.get("coordinates") if place.get("type") == "Point" else None
    return number, {
        "id": entry.get("id") or entry.get("link") or "",
        "title": _words(entry.get("title", "")),
        "summary": _words(content),
        "link": entry.get("link", ""),
        "published": _utc(moment) if moment else "",
        "author": _words(entry.get("author", "")),
        "lat": point[1] if point else entry.get("geo_lat", ""),
        "lon": point[0] if point else entry.get("geo_long", ""),
        "feed": feed,
    }


def _utc(moment: Any) -> str:
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat()
    except (ValueError, OverflowError, OSError, TypeError):
        return ""


def _words(markup: str) -> str:
    if "<" not in markup:
        return squeeze(markup)
    try:
        return squeeze(" ".join(lxml_html.fromstring(f"<div>{markup}</div>").itertext()))
    except (ValueError, lxml_html.etree.ParserError):
        return squeeze(markup)
