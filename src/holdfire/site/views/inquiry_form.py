"""The forms of an inquiry: one for each act, from its fields to the act and its words.

A form offers what the state allows and takes what a person writes; whether the act is in order is the
machine's to say, and its sentence comes back beside the form.
"""

from typing import Any, ClassVar

from django import forms

from holdfire.inquiry import terms
from holdfire.inquiry.state import Inquiry
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.register.account import Account
from holdfire.site.models import Member
from holdfire.site.watched import party_name, seat_name, theatre

PARTIES = ("state", "government", "ministry", "military", "command", "armed-group", "authorities", "company")


def area(label: str, hint: str = "", rows: int = 4, required: bool = True) -> forms.CharField:
    """A field for words."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, help_text=hint, widget=widget, required=required, max_length=20_000)


def day(label: str, hint: str = "", required: bool = True) -> forms.DateField:
    """A field for a day."""
    return forms.DateField(
        label=label, help_text=hint, required=required, widget=forms.DateInput(attrs={"type": "date"})
    )


def pick(label: str, words: dict[Any, str], hint: str = "", required: bool = True, blank: str = "") -> Any:
    """One of a few."""
    choices = [*([("", blank or "choose")] if blank or not required else []), *words.items()]
    return forms.ChoiceField(label=label, choices=choices, help_text=hint, required=required)


def several(label: str, words: dict[Any, str], hint: str = "") -> Any:
    """Any of a few, or none."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(words.items()),
        help_text=hint,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def parties() -> dict[str, str]:
    """Whom an allegation or a finding may name."""
    return {p.id: p.name for p in sorted(theatre().parties, key=lambda p: p.name) if p.kind in PARTIES}


def clauses() -> dict[str, str]:
    """The obligations of the agreements, by id."""
    return {o.id: f"{o.id} {o.text}" for a in theatre().agreements for o in a.obligations}


class ActForm(forms.Form):
    """A form for one kind of act."""

    kind: ClassVar[type[acts.Act]]
    heading: ClassVar[str]
    button: ClassVar[str]
    note: ClassVar[str] = ""

    def __init__(
        self, data: Any = None, files: Any = None, *, state: Inquiry | None = None,
        by: Account | None = None, initial: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, files, initial=initial, label_suffix="")
        self.state, self.by = state, by
        self.prepare()
        for name, field in self.fields.items():
            field.widget.attrs["id"] = f"{self.slug()}-{name}"
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"{self.slug()}-{name}-hint"

    @classmethod
    def slug(cls) -> str:
        """The act's name in addresses."""
        return str(cls.kind.__struct_config__.tag).removeprefix("inquiry-")

    def prepare(self) -> None:
        """Sets the choices the state offers."""

    def fields_of(self) -> dict[str, Any]:
        """The act's fields."""
        return {}

    def words(self) -> Words | None:
        """The act's words."""
        text = str(self.cleaned_data.get("text", "")).strip()
        return Words(text=text) if text else None

    def act(self, inquiry: str) -> Any:
        """The act, as the person means it."""
        return self.kind(inquiry=inquiry, **self.fields_of())

    def offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        """Sets a field's choices."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def day_of(self, name: str) -> Any:
        """A day as entries spell it."""
        value = self.cleaned_data.get(name)
        return value.isoformat() if value else None


def item_label(item: Any) -> str:
    """An item of evidence in a choice."""
    return f"E{item.number} {terms.EVIDENCE[item.kind]}"


def request_label(asked: Any) -> str:
    """A request in a choice."""
    to = seat_name(asked.to)
    return f"R{asked.number} to {to if to != asked.to else party_name(asked.to)}, by {asked.due}"


def shown_name(member: Member) -> str:
    """A member by name."""
    return str(member.user.get_full_name() or member.user.get_username())
