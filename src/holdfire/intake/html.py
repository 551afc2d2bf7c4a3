"""Web pages: the article's paragraphs without menus, and the day of publication the page itself states.

trafilatura finds the article; a page it finds none in (a fragment, a short note) gives all its visible
words. Dates come from what publishers write for machines (schema.org `datePublished`, Open Graph
`article:published_time`, Dublin Core, `time`), never from an address or a guess.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from holdfire.intake import limits
from holdfire.intake.dates import find_published, read_stamp
from holdfire.intake.document import Document, Unreadable
from holdfire.intake.plain import decode
from holdfire.intake.words import join_paragraphs, squeeze

NO_TEXT = "This page holds no text to read (a script may draw it): copy its words from the browser."
TOO_LARGE = f"This page is larger than {limits.spell(limits.HTML)}: save only the article, or paste its text."
TOO_DEEP = "This page is built too deep or too large to be an article: paste its text instead."
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})[\"']", re.I)
# In the order of trust: what is about the article before what may be about the page.
_META_ARTICLE = ("article:published_time", "og:article:published_time", "datepublished", "og:published_time")
_META_PAGE = (
    "parsely-pub-date", "citation_publication_date", "dcterms.issued", "dc.date.issued", "dcterms.date",
    "dc.date", "dcterms.created", "dc.date.created", "sailthru.date", "pubdate", "publishdate",
    "publish-date", "publish_date", "publication_date", "date",
)  # fmt: skip
_SKIPPED = {
    "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button", "select", "svg",
    "math", "head", "iframe", "object", "canvas",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "article", "section", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol",
    "dl", "dt", "dd", "blockquote", "pre", "table", "tr", "figure", "figcaption", "hr", "br", "body",
    "address", "details", "summary",
}  # fmt: skip
_SHORT = 400  # letters: below, what trafilatura keeps of a page without an article can be a fraction of it


def open_html(data: bytes) -> Document:
    """The article of a page. Raises Unreadable when there is none, or the page is beyond the limits."""
    if len(data) > limits.HTML:
        raise Unreadable(TOO_LARGE)
    named = _CHARSET.search(data[:4096]) or _XML_CHARSET.search(data[:200])
    source, notes = decode(data, named[1].decode("ascii") if named else None)
    tree = _parse(source)
    text = _article(tree)
    if len(text) < _SHORT:
        plain = _visible(tree)
        # Its last resort is one paragraph of everything, menus too.
        text = plain if "\n\n" not in text or len(plain) > len(text) * 1.3 else text
    if not text.strip():
        raise Unreadable(NO_TEXT)
    found = _stated(tree) or find_published(text)
    return Document(
        text=text,
        title=_title(tree),
        media_type="text/html",
        published=found[0] if found else None,
        published_basis=found[1] if found else "",
        language=_language(tree),
        notes=notes,
    )


def _parse(source: str) -> Any:
    if source.count("<") > limits.HTML_ELEMENTS * 3:
        raise Unreadable(TOO_DEEP)
    # An encoding named inside a decoded string would contradict it.
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source, count=1).replace("\x00", "")
    try:
        tree = lxml_html.document_fromstring(
            source, parser=lxml_html.HTMLParser(no_network=True, remove_pis=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as problem:
        raise Unreadable(NO_TEXT) from problem
    elements, depth, deepest = 0, 0, 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        deepest = max(deepest, depth)
    if elements > limits.HTML_ELEMENTS or deepest > limits.HTML_DEPTH:
        raise Unreadable(TOO_DEEP)
    return tree


def _article(tree: Any) -> str:
    try:
        # A copy: trafilatura prunes what it is given.
        found = trafilatura.bare_extraction(
            etree.fromstring(etree.tostring(tree), parser=lxml_html.HTMLParser(no_network=True)),
            include_comments=False, include_formatting=False, include_links=False, include_images=False,
        )  # fmt: skip
    except Exception:  # a page it stumbles over still has its visible words
        return ""
    body = getattr(found, "body", None)
    return join_paragraphs(_paragraphs(body)) if body is not None else ""


def _paragraphs(body: Any) -> Iterator[str]:
    """trafilatura's body, block by block; a list by its items and a table by its rows."""
    for block in body:
        if block.tag == "list":
            yield from (_flow(item) for item in block.iter("item"))
        elif block.tag == "table":
            for row in block.iter("row"):
                yield " | ".join(filter(None, (_flow(cell) for cell in row.iter("cell"))))
        elif block.tag == "quote" and len(block):
            yield squeeze(block.text or "")
            yield from _paragraphs(block)
        else:
            yield _flow(block)
        yield squeeze(block.tail or "")


def _flow(element: Any) -> str:
    """A block as one line; a list inside it gives its items by itself."""
    pieces: list[str] = []
    skipping = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        nested = node is not element and node.tag in ("list", "table")
        if event == "start":
            skipping += nested
            pieces.append("" if skipping else (" " if node.tag in ("lb", "p") else "") + (node.text or ""))
        else:
            skipping -= nested
            pieces.append("" if skipping or node is element else (node.tail or ""))
    return squeeze("".join(pieces))


def _visible(tree: Any) -> str:
    """Every word a reader would see outside menus and forms, in order, a block a paragraph."""
    pieces: list[str] = [""]
    skipping = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else None
        hidden = tag is None or tag in _SKIPPED or element.get("hidden") is not None
        if event == "start":
            skipping += hidden
            if not skipping:
                if tag in _BLOCKS:
                    pieces.append("")
                elif tag in ("td", "th") and pieces[-1].strip():
                    pieces[-1] += " | "
                pieces[-1] += element.text or ""
        else:
            skipping -= hidden
            if not skipping:
                if tag in _BLOCKS:
                    pieces.append("")
                pieces[-1] += element.tail or ""
    return join_paragraphs(squeeze(p) for p in pieces)


def _title(tree: Any) -> str:
    headings = [squeeze(h.text_content()) for h in tree.iter("h1")]
    stated = [squeeze(m.get("content", "")) for m in tree.iter("meta") if m.get("property") == "og:title"]
    titles = [squeeze(t.text_content()) for t in tree.iter("title")]
    # One heading is the article's; several may be the site's name too.
    ordered = headings[:1] if len(headings) == 1 else []
    return next(filter(None, (*ordered, *stated, *titles, *headings)), "")[: limits.HEADER]


def _language(tree: Any) -> str:
    stated = re.match(r"[a-zA-Z]{2,3}(?![a-zA-Z])", (tree.get("lang") or tree.get("xml:lang") or "").strip())
    return stated[0].lower() if stated else ""


def _stated(tree: Any) -> tuple[date, str] | None:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        metas.setdefault(name, meta.get("content") or "")
    for name in _META_ARTICLE:
        if day := read_stamp(metas.get(name, "")):
            return day, f"from the page's meta tag {name}"
    for script in tree.iter("script"):
        linked = (script.get("type") or "").strip().lower() == "application/ld+json"
        if linked and (day := _linked(script.text or "")):
            return day, "from the page's datePublished"
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.get("itemprop") != "datePublished":
            continue
        if day := read_stamp(element.get("datetime") or element.get("content") or element.text_content()):
            return day, "from the page's datePublished"
    for name in _META_PAGE:
        if day := read_stamp(metas.get(name, "")):
            return day, f"from the page's meta tag {name}"
    return _timed(tree)


def _linked(script: str) -> date | None:
    """`datePublished` of the first article in a JSON-LD block."""
    try:
        waiting = [json.loads(script)] if len(script) < limits.MIB else []
    except (ValueError, RecursionError):
        return None
    for node in waiting:  # grows as it goes: the graph breadth first
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if isinstance(stamp := node.get("datePublished"), str) and (day := read_stamp(stamp)):
                return day
            waiting.extend(v for v in node.values() if isinstance(v, dict | list))
    return None


def _timed(tree: Any) -> tuple[date, str] | None:
    """A `time` element marked as the publication's, or the only day all of them name."""
    times = [(t, read_stamp(t.get("datetime") or t.text_content())) for t in tree.iter("time")]
    for element, day in times:
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        if day and (element.get("pubdate") is not None or re.search(r"publi|posted|entry-date", marks)):
            return day, "from the page's time of publication"
    days = {day for _, day in times if day}
    return (days.pop(), "from the only time the page marks") if len(days) == 1 else None
