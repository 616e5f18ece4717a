"""An untranslated disclosure is not "in clear and plain language"."""

import polib
import pytest

from tests.tools import catalogues

EACH = [
    (owner, language)
    for owner in catalogues.SOURCES
    for language in catalogues.LANGUAGES
]


def placeholders(text):
    return set(catalogues.PLACEHOLDER.findall(text))


@pytest.mark.parametrize("owner", catalogues.SOURCES)
def test_there_are_texts_to_translate(owner):
    assert len(catalogues.messages(owner)) > 50


@pytest.mark.parametrize(("owner", "language"), EACH)
def test_every_text_is_translated(owner, language):
    assert not catalogues.untranslated(owner, language)


@pytest.mark.parametrize(("owner", "language"), EACH)
def test_a_translation_has_the_placeholders_of_its_text(owner, language):
    wrong = []
    for entry in polib.pofile(str(catalogues.catalogue(owner, language))):
        wanted = placeholders(entry.msgid_plural or entry.msgid)
        if entry.msgid_plural:  # "one comment" needs no number
            fits = all(
                placeholders(one) <= wanted for one in entry.msgstr_plural.values()
            )
        else:
            fits = not entry.msgstr or placeholders(entry.msgstr) == wanted
        if not fits:
            wrong.append(entry.msgid)

    assert not wrong


@pytest.mark.parametrize(("owner", "language"), EACH)
def test_the_compiled_catalogue_is_the_written_one(owner, language):
    path = catalogues.catalogue(owner, language)
    written = {
        (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural)
        for entry in polib.pofile(str(path)).translated_entries()
    }

    compiled = {
        (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural)
        for entry in polib.mofile(str(path.with_suffix(".mo")))
    }

    assert compiled == written
