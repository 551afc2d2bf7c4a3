"""What forms of the dossiers share: evidence cited by pasting the addresses of pages, days, and refusals."""

import re

from django import forms

from holdfire.errors import DossierError
from holdfire.record.dossier import Cited

PAGES = (
    (re.compile(r"/incidents/([^/\s#?]+)"), "incident"),
    (re.compile(r"/findings/([^/\s#?]+)"), "finding"),
    (re.compile(r"/reports/[^/\s#?]+/?#([^/\s#?]+)"), "claim"),
    (re.compile(r"/reports/([^/\s#?]+)"), "report"),
)
BARE = re.compile(r"(claim|incident|finding|report)\s+(\S+)")


def evidence_field(required: bool = True) -> forms.CharField:
    """A field for addresses of pages, one a line."""
    return forms.CharField(
        label="Rests on",
        help_text="Addresses of reports, claims, incidents or findings of this register, one a line.",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        required=required,
        max_length=8000,
    )


def read_evidence(text: str, chosen: list[str] | None = None) -> tuple[Cited, ...]:
    """What is cited, once each: claims chosen by their ids, then the pasted addresses.

    Raises DossierError naming the line that is the address of nothing here.
    """
    cited = [Cited(kind="claim", id=id) for id in chosen or []]
    for line in filter(None, map(str.strip, text.splitlines())):
        if bare := BARE.fullmatch(line):
            cited.append(Cited(kind=bare[1], id=bare[2]))  # type: ignore[arg-type]
            continue
        for pattern, kind in PAGES:
            if found := pattern.search(line):
                cited.append(Cited(kind=kind, id=found[1]))  # type: ignore[arg-type]
                break
        else:
            raise DossierError(
                f"“{line[:80]}” is not the address of a report, claim, incident or finding: "
                "paste it from the page it is on."
            )
    return tuple(dict.fromkeys(cited))


class DossierForm(forms.Form):
    """A form whose fields carry ids of their own, for labels and hints."""

    prefix_id = "dossier"

    def __init__(self, data: object = None, initial: object = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")  # type: ignore[arg-type]
        self.prepare()
        for name, field in self.fields.items():
            field.widget.attrs["id"] = f"{self.prefix_id}-{name}"
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"{self.prefix_id}-{name}-hint"

    def prepare(self) -> None:
        """Sets the choices."""

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Sets a field's choices."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]
