"""JSON Schemas (2020-12) of what stands on the record, made from the entry types themselves.

A schema says what a document may look like; that an entry has one spelling, a true signature and its place
in the tree is for `verify`. A field with a default is required all the same, since canonical bytes leave none
out but those that came later and are left out where nothing is said.
"""

import re
from typing import Any

import msgspec

from holdfire.record.entries import Payload
from holdfire.record.envelope import Envelope

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def payload() -> dict[str, Any]:
    """The schema of a payload: the head, and one of the kinds of entry."""
    return _published(Payload, "What an author signs: an entry and its place in the author's own row.")


def envelope() -> dict[str, Any]:
    """The schema of an envelope, whose exact bytes are the leaf of the tree."""
    return _published(Envelope, "A DSSE envelope: the payload in base64 and the signatures over it.")


def _published(kind: type, title: str) -> dict[str, Any]:
    (top,), parts = msgspec.json.schema_components((kind,), ref_template="#/$defs/{name}")
    whole: dict[str, Any] = {"$schema": DIALECT, "title": title, **top, "$defs": parts}
    return _strict(whole)


def _strict(node: Any) -> Any:
    """Asks for every field, refuses others, and spells patterns as ECMA 262 does."""
    if isinstance(node, list):
        return [_strict(one) for one in node]
    if not isinstance(node, dict):
        return node
    found = {key: _strict(value) for key, value in node.items()}
    if isinstance(pattern := found.get("pattern"), str):
        found["pattern"] = re.sub(r"\\Z$", "$", re.sub(r"^\\A", "^", pattern))
    if isinstance(properties := found.get("properties"), dict):
        must = [
            name for name, one in properties.items() if name in found.get("required", ()) or "default" in one
        ]
        found |= {"required": sorted(must), "additionalProperties": False}
    if isinstance(text := found.get("description"), str):
        found["description"] = " ".join(text.split())
    return found
