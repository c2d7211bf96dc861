"""Every sentence the user sees, by message id, in the chosen language and with the words of the adopted policy."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from app.common import catalogue
from app.common.catalogue import Messages

LANGUAGES = ("ja", "en")
DEFAULT_LANGUAGE = "ja"

_log = logging.getLogger(__name__)
#: `{name}`, or `{name|one|many}`: the first form where the value is 1, the second where it is not.
_PLACEHOLDER = re.compile(r"\{(\w+)(?:\|([^{}|]*)\|([^{}|]*))?\}")


class _State(Struct):
    """What is in force in this process; set at the start and when the user changes it."""

    language: str = DEFAULT_LANGUAGE
    messages: Messages | None = None
    words: Mapping[str, Mapping[str, str]] = {}
    missed: set[str] = set()


_state = _State()


def use(language: str) -> None:
    """Speak this language from now on ("ja" or "en"); ValueError for another one."""
    if language not in LANGUAGES:
        raise ValueError("unknown language")
    _state.messages = catalogue.load(language)
    _state.language = language


def language() -> str:
    """The language in force: "ja" or "en"."""
    return _state.language


def listed(parts: Iterable[str]) -> str:
    """Words in a row, as the language in use writes it."""
    return ("、" if language() == "ja" else ", ").join(parts)


def span(since: str, until: str) -> str:
    """From one day or number to another, as the language in use writes it; an open end stays empty."""
    return f"{since}{'〜' if language() == 'ja' else ' – '}{until}".strip()


def use_words(words: Mapping[str, Mapping[str, str]]) -> None:
    """Take the words of the adopted policy, `{key: {"ja": …, "en": …}}`; an empty English falls back to Japanese.

    Every message may then hold `{w_<key>}`, or `{W_<key>}` for a capital at the start of an English sentence.
    A word that the policy does not give comes from the message `word.<key>`.
    """
    _state.words = {key: dict(texts) for key, texts in words.items()}


def has(msgid: str) -> bool:
    """Whether the language in force knows this message."""
    return msgid in _messages()


def t(msgid: str, /, **values: object) -> str:
    """The message in the language in force, `{name}` replaced by `values` and the words of the policy.

    `{name|one|many}` is the form of a word that goes with the number `name`, for a language that has two.
    An unknown id comes back as ⟦id⟧ and an unfilled placeholder stays as it is; both are logged, none raises,
    because a missing word must not cost the user his work.
    """
    text = _messages().get(msgid)
    if text is None:
        _miss(msgid)
        return f"⟦{msgid}⟧"
    if "{" not in text:
        return text
    return _PLACEHOLDER.sub(lambda match: _fill(msgid, match, values), text)


def words() -> dict[str, dict[str, str]]:
    """The words in force, to be taken along into another process."""
    return {key: dict(texts) for key, texts in _state.words.items()}


def word(key: str) -> str:
    """A word of the adopted policy in the language in force, or this program's neutral one; ⟦key⟧ if neither."""
    texts = _state.words.get(key, {})
    return texts.get(_state.language) or texts.get(DEFAULT_LANGUAGE) or t(f"word.{key}")


def _messages() -> Messages:
    if _state.messages is None:
        _state.messages = catalogue.load(_state.language)
    return _state.messages


def _fill(msgid: str, match: re.Match[str], values: Mapping[str, object]) -> str:
    name, one, many = match[1], match[2], match[3]
    if name in values:
        value = str(values[name])
        return value if one is None else one if value == "1" else many
    if name.startswith("w_"):
        return word(name[2:])
    if name.startswith("W_"):
        found = word(name[2:])
        return found[:1].upper() + found[1:]
    _miss(f"{msgid} {name}")
    return match[0]


def _miss(what: str) -> None:
    if what not in _state.missed:
        _state.missed.add(what)
        _log.warning("missing in %s: %s", _state.language, what)
