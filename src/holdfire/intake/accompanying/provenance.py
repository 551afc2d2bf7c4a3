"""C2PA manifests: who a file says made and changed it, and whether its signature holds. Never a gate.

Verified with c2pa-python where it is installed (the extra `evidence`), without asking any network. A good
signature says which key signed, not that the picture is true; most true pictures carry none.
"""

import io
import json
from collections.abc import Iterator
from typing import Any

from holdfire.intake.accompanying.found import Item

KINDS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
QUIET = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
UNVERIFIED = "It carries a C2PA manifest, which was not verified: this machine has no c2pa-python."


def read(data: bytes) -> Iterator[Item | str]:
    """What the active manifest says, and how its verification went."""
    kind = _kind(data)
    if not kind or b"jumb" not in data or b"c2pa" not in data:
        return
    try:
        import c2pa
    except (ImportError, OSError):
        yield UNVERIFIED
        return
    try:
        with (
            c2pa.Settings.from_dict(QUIET) as quiet,
            c2pa.Context(quiet) as context,
            c2pa.Reader(kind, io.BytesIO(data), context=context) as reader,
        ):
            manifest = json.loads(reader.json())
    except Exception as problem:
        yield f"It carries a C2PA manifest that cannot be read: {' '.join(str(problem).split())[:120]}."
        return
    yield from _said(manifest)


def _kind(data: bytes) -> str:
    for start, kind in KINDS:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "video/mp4" if data[4:8] == b"ftyp" else ""


def _said(found: dict[str, Any]) -> Iterator[Item | str]:
    state = str(found.get("validation_state") or "Unknown")
    yield _item("Verification", state)
    for one in (found.get("validation_status") or [])[:20]:
        yield _item("Finding", f"{one.get('code', '')} {one.get('explanation', '')}")
    active = (found.get("manifests") or {}).get(found.get("active_manifest") or "", {})
    signed = active.get("signature_info") or {}
    for name, value in (
        ("Title", active.get("title")),
        ("Made with", active.get("claim_generator")),
        ("Signed by", signed.get("issuer") or signed.get("common_name")),
        ("Signed at", signed.get("time")),
        ("Algorithm", signed.get("alg")),
    ):
        if value:
            yield _item(name, str(value))
    for assertion in (active.get("assertions") or [])[:50]:
        actions = (assertion.get("data") or {}).get("actions") if isinstance(assertion, dict) else None
        for action in (actions or [])[:50]:
            yield _item("Action", f"{action.get('action', '')} {action.get('when', '')}")
    for one in (active.get("ingredients") or [])[:50]:
        yield _item("Made from", str(one.get("title") or one.get("format") or ""))
    if state == "Invalid":
        yield "Its C2PA manifest does not hold: the file, or the manifest, was changed after it was signed."


def _item(name: str, value: str) -> Item:
    return Item(group="provenance", name=name, value=value)
