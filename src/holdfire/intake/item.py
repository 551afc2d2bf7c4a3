"""One item of a feed as a report: an RSS item, an Atom entry (RFC 4287) or a report of the ReliefWeb API.

`split_feed` gives each item's own bytes as they stood in the feed, so that they are kept and read apart;
`open_item` and `open_reliefweb` open what was kept. Its day is the one it says, in the zone it says it in.
"""

import io
from typing import Any

import feedparser
import msgspec
import orjson
from lxml import etree
from lxml import html as lxml_html

from holdfire.errors import IntakeError
from holdfire.intake import limits
from holdfire.intake.dates import read_stamp
from holdfire.intake.document import ITEM, RELIEFWEB, Document, Unreadable
from holdfire.intake.words import join_paragraphs, squeeze

NO_WORDS = "This item of a feed holds no words: open its address and send the page."
_BREAKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote")


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """An item as it stood in its feed, and where it says it was published."""

    data: bytes
    url: str


def split_feed(data: bytes) -> list[Item]:
    """The items of a feed, in its order. Raises IntakeError for what is no feed, or too large."""
    if len(data) > limits.FEED:
        raise IntakeError(
            f"This feed is larger than {limits.spell(limits.FEED)}: fetch fewer of its entries."
        )
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return _reliefweb(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise IntakeError("This is no feed: give an RSS or Atom file, or its address.") from problem
    if root is None or etree.QName(root).localname.lower() not in ("rss", "feed", "rdf"):
        raise IntakeError("This is no feed: give an RSS or Atom file, or its address.")
    found = []
    for element in root.iter("{*}item", "{*}entry"):
        element.tail = None
        kept = etree.tostring(element, encoding="utf-8", xml_declaration=True)
        found.append(Item(data=kept, url=str(_entry(kept).get("link", ""))))
    return found


def open_item(data: bytes) -> Document:
    """An item of a feed as text: its title, then its paragraphs. Raises Unreadable where it says nothing."""
    entry = _entry(data)
    title = squeeze(" ".join(_paragraphs(entry.get("title", ""))))
    content = next((c.get("value", "") for c in entry.get("content", [])), "") or entry.get("summary", "")
    return _document(title, _paragraphs(content), entry.get("published") or entry.get("updated") or "", ITEM)


def open_reliefweb(data: bytes) -> Document:
    """A report of the ReliefWeb API. Raises Unreadable where it says nothing."""
    fields = orjson.loads(data)["fields"]
    dates = fields.get("date") or {}
    stamp = str(dates.get("original") or dates.get("created") or "")
    body = fields.get("body-html") or "\n\n".join(str(fields.get("body", "")).split("\n"))
    return _document(squeeze(str(fields.get("title", ""))), _paragraphs(str(body)), stamp, RELIEFWEB)


def is_reliefweb(data: bytes) -> bool:
    """Whether these bytes are one report of the ReliefWeb API."""
    if not data.startswith(b"{") or b'"fields"' not in data:
        return False
    try:
        item = orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    fields = item.get("fields")
    return isinstance(fields, dict) and "title" in fields and "href" in item


def _document(title: str, paragraphs: list[str], stamp: str, media_type: str) -> Document:
    text = join_paragraphs([title, *(p for p in paragraphs if p != title)] if title else paragraphs)
    if not text.strip():
        raise Unreadable(NO_WORDS)
    published = read_stamp(stamp) if stamp else None
    return Document(
        text=text,
        title=title or text[:120],
        media_type=media_type,
        published=published,
        published_basis="from the feed's date" if published else "",
    )


def _entry(data: bytes) -> Any:
    """An item as feedparser gives it; it is given bytes, never an address, so nothing is fetched."""
    item = data.partition(b"?>")[2]
    atom = b'xmlns="http://www.w3.org/2005/Atom"' in item
    around = (b'<feed xmlns="http://www.w3.org/2005/Atom">', b"</feed>") if atom else (
        b'<rss version="2.0"><channel>', b"</channel></rss>"
    )  # fmt: skip
    feed = feedparser.parse(io.BytesIO(around[0] + item + around[1]), resolve_relative_uris=False)
    if not feed.entries:
        raise Unreadable(NO_WORDS)
    return feed.entries[0]


def _reliefweb(data: bytes) -> list[Item]:
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise IntakeError(f"This JSON is broken ({problem}): fetch it again.") from problem
    items = document.get("data", []) if isinstance(document, dict) else document
    kept = [orjson.dumps(one, option=orjson.OPT_SORT_KEYS) for one in items if isinstance(one, dict)]
    if not kept or not all(map(is_reliefweb, kept)):
        raise IntakeError("This JSON is no feed: give the answer of the ReliefWeb API for reports.")
    urls = [orjson.loads(one)["fields"].get("url") or "" for one in kept]
    return [Item(data=one, url=str(url)) for one, url in zip(kept, urls, strict=True)]


def _paragraphs(markup: str) -> list[str]:
    """The paragraphs of a piece of markup, or of plain words."""
    if "<" not in markup:
        return [squeeze(part) for part in markup.split("\n\n") if part.strip()]
    try:
        tree = lxml_html.fromstring(f"<div>{markup}</div>")
    except (ValueError, etree.ParserError):
        return [squeeze(markup)]
    for unseen in tree.xpath("//script|//style"):
        unseen.drop_tree()
    for block in tree.iter(*_BREAKS):
        block.text = "\n\n" + (block.text or "")
        block.tail = "\n\n" + (block.tail or "")
    return [squeeze(part) for part in "".join(tree.itertext()).split("\n\n") if part.strip()]
