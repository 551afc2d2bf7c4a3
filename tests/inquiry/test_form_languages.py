"""The form of phones in the languages of the theatre: whole, or not offered."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from holdfire.site.views.openrosa_form import languages, sheets

PAIR = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.MULTILINE)


def test_russian_is_offered_beside_english() -> None:
    assert languages() == (("en", "English"), ("ru", "Русский"))


@pytest.mark.parametrize("code", [code for code, _ in languages()[1:]])
def test_no_text_of_the_form_is_left_in_english(code: str) -> None:
    texts = {
        text
        for sheet in sheets((("en", "English"),), with_posts=True).values()
        for row in sheet
        for column, text in row.items()
        if "::" in column
    }
    with override(code):
        assert {text for text in texts if gettext(text) == text} == set()


@pytest.mark.parametrize("code", [code for code, _ in languages()[1:]])
def test_what_is_read_is_what_was_written(code: str) -> None:
    (folder,) = settings.LOCALE_PATHS
    pairs = PAIR.findall((Path(folder) / code / "LC_MESSAGES/django.po").read_text("utf-8"))
    with override(code):
        assert {id: gettext(id) for id, _ in pairs} == dict(pairs), "run msgfmt on the catalogue again"
