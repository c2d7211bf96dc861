"""Every sentence exists in both languages, fits its placeholders, and is used."""

import re
import tomllib
from collections import Counter

import pytest

from app.domain.policy_choices import choices
from tests.checks.catalogue_reader import (
    LANGUAGES,
    PLACEHOLDER,
    ROOT,
    entries,
    literals,
    messages,
    named,
    placeholders,
    written_ids,
)

# Ids put together from a key of the domain. Each beginning must be of use to at least one message.
DYNAMIC = ("error.", "word.", "field.", "choice.", "state.", "form.", "kind.")
# Ordinary words that a role's label may be, and that any sentence may use.
ORDINARY_ROLES = {"staff", "contractor", "city"}


def by_id(language):
    return {message.id: (file, message) for file, message in entries(language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_id_is_defined_twice(language):
    counted = Counter(written_ids(language))
    assert not [msgid for msgid, times in counted.items() if times > 1]
    assert set(counted) == set(messages(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_message_stands_apart_and_says_one_thing(language):
    """Catalogues that were put together line by line can leave a message with two sentences; the last one counts."""
    parts = [
        (file.name, part)
        for file in sorted((ROOT / "i18n" / language).glob("*.po"))
        for part in file.read_text("utf-8").rstrip("\n").split("\n\n")[1:]
    ]
    assert not [part for part in parts if len(re.findall(r"^msg(?:id|str) ", part[1], re.MULTILINE)) != 2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_or_uncertain(language):
    assert not [msgid for msgid, text in messages(language).items() if not text.strip()]
    assert not [message.id for _, message in entries(language) if message.fuzzy]


def test_both_languages_have_the_same_ids_in_the_same_files():
    ja, en = by_id("ja"), by_id("en")
    assert not set(ja) ^ set(en)
    assert not [msgid for msgid in ja if ja[msgid][0] != en[msgid][0]]


def test_both_languages_have_the_same_placeholders():
    ja, en = messages("ja"), messages("en")
    # A word of the policy may be put another way in one language; what the program fills in may not be lost.
    filled = {
        msgid: {name for name in placeholders(ja[msgid]) ^ placeholders(en[msgid]) if not name.startswith("w_")}
        for msgid in set(ja) & set(en)
    }
    assert not {msgid: names for msgid, names in filled.items() if names}


@pytest.mark.parametrize("language", LANGUAGES)
def test_braces_are_placeholders(language):
    odd = [
        msgid
        for msgid, text in messages(language).items()
        if text.count("{") != text.count("}") or text.count("{") != len(PLACEHOLDER.findall(text))
    ]
    assert not odd


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_policy_has_a_neutral_stand_in(language):
    known = messages(language)
    words = {name[2:] for text in known.values() for name in placeholders(text) if name.startswith("w_")}
    assert not {word for word in words if f"word.{word}" not in known}


def test_every_id_the_program_names_exists():
    known = messages("ja")
    assert not [f"{found.where} {found.id}" for found in named() if found.whole and found.id not in known]


def test_every_id_put_together_is_of_a_known_kind():
    known = messages("ja")
    unknown = [
        f"{found.where} {found.id}…"
        for found in named()
        if not found.whole
        and not (found.id.startswith(DYNAMIC) or any(msgid.startswith(found.id) for msgid in known if found.id))
    ]
    assert not unknown


def test_every_id_is_used():
    starts = tuple({found.id for found in named() if not found.whole and found.id})
    used = literals()
    assert not [msgid for msgid in messages("ja") if msgid not in used and not msgid.startswith((*DYNAMIC, *starts))]


def test_no_role_of_a_city_stands_in_a_sentence():
    titles = {title for profile in (ROOT / "resources" / "policies").glob("*/profile.toml") for title in roles(profile)}
    assert not [(msgid, title) for msgid, text in messages("ja").items() for title in titles if title in text]


def roles(profile):
    for role in tomllib.loads(profile.read_text("utf-8"))["roles"]:
        if role["key"] not in ORDINARY_ROLES:
            yield role["label"]["ja"]


# the words themselves, Excel's own permissions, and texts that speak before or beside any city
_LISTS = tuple(f"choice.{name}." for name in ("demand", "figure", "form_group"))
PLAIN = ("word.", "own_form.", "paste.", "policy_book.", "cli.", *_LISTS)


@pytest.mark.parametrize(
    ("language", "usual"),
    [("ja", "許可"), ("en", "permi(t|ss)"), ("ja", "情報セキュリティ"), ("en", "information security")],
)
def test_what_cities_call_otherwise_is_the_citys_word(language, usual):
    said = {id: PLACEHOLDER.sub("", text) for id, text in messages(language).items() if not id.startswith(PLAIN)}
    assert not [id for id, text in said.items() if re.search(usual, text, re.IGNORECASE)]


def test_the_lists_of_a_policy_book_hold_words_and_no_places_for_them():
    assert not [pair for codes in choices().values() for pair in codes.values() if "{" in "".join(pair)]
