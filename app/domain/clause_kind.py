"""What a clause is by its wording: a duty, a permission, a definition, an appointment; and whom it binds."""

from __future__ import annotations

import re

DUTY, PERMISSION, DEFINITION, ROLE, OTHER = "duty", "permission", "definition", "role", "other"
#: What ends a sentence.
STOPS = "。．"

#: A remark in brackets that ends a line (brackets inside brackets once).
_REMARK = re.compile(r"[（(](?:[^（）()]|[（(][^（）()]*[）)])*[）)]$")
_SENTENCE = re.compile(r"[^。]+。?")
_DEFINITION = re.compile(
    r"(?:ことを|もの(?:の総称)?を|ものを|等を|[^ず]を)(?:いう|いいます|指す)。?$|に関する基準です。$|である。$"
)
_PERMISSION = re.compile(r"(?:ことが|は)できる(?:。|$)|ことができます|のみ可とします")
_ROLE = re.compile(
    r"もって(?:これに)?充て|権限(?:及び責任)?を有(?:する|します)|役割を兼ねる|職務を代(?:行|理)|指名する。$"
)
_NAMED = re.compile(r"(?:長|者|員|校長)(?:を|は).{0,60}とする。")
_MUST = re.compile(
    r"(?:なければ|なくては)なら(?:ない|ず)|(?:なければ|ては)なりません|ては(?:ならない|いけない)|ねばならない"
    r"|(?:もの|体制|最小限|原則)と(?:する|します)|する責任を有|こと(?:と(?:する|します))?[。)）]?$|禁止(?:する|とする|とします|します|である)"
    r"|努め(?:る|ます)|義務(?:を負|があ)|べきである|必要がある。$"
)
#: Plain verbs by which a standard commits somebody: 「…を行う。」「…を講じる。」
_PLAIN = re.compile(
    r"(?:[うくすつぬぶむぐ]|する|[いきしちにひみりえけせてねへめれじげべ]る|図る|守る|負う|講ずる|採る|取る|図ること)。$"
)
_NO_PLAIN = re.compile(
    r"(?:とする|直結する|である|ある|なる|いる|できる|よる|有する|をいう|限りでない|同様とする|含む|除く|属する|該当する)。$"
)
_POLITE = re.compile(r"(?:ます|ません)。")
_NO_POLITE = re.compile(
    r"(?:ています|てきます|ていきます|されます|とします|兼任します|充てます|組織します|なります|あります|できます|いいます|よります|有します)。"
)
#: The subject of a sentence, up to its は.
_SUBJECT = re.compile(
    r"^([^、,。]{2,60}?(?:、[^、,。]{2,30}?(?:及び|又は|並びに)[^、,。]{2,30}?)?)は(?:[、,]|(?=[^、,がけさなんま]))"
)


def kind_of(text: str, inherited: str = "") -> str:
    """The kind of a clause by its own wording; a mere noun or phrase takes what its lead-in is (``inherited``)."""
    if not is_sentence(text):
        if text.startswith("その他"):
            return OTHER
        if re.search(r"(?:こと|しない)[)）]?$", text):
            return DUTY
        return inherited if inherited in (DUTY, DEFINITION) else OTHER
    sentences = _SENTENCE.findall(text)
    found = {_sentence_kind(sentence) for sentence in sentences}
    for kind in (DUTY, PERMISSION, ROLE, DEFINITION):
        if kind in found:
            return kind
    return OTHER


def _sentence_kind(text: str) -> str:
    if _DEFINITION.search(text):
        return DEFINITION
    if _MUST.search(text):
        return _must_of_meta(text)
    if _PERMISSION.search(text):
        return PERMISSION
    if _ROLE.search(text) or _NAMED.search(text):
        return ROLE
    if _POLITE.search(text):
        return OTHER if _NO_POLITE.search(text) else DUTY
    return DUTY if _PLAIN.search(text) and not _NO_PLAIN.search(text) and not _META.search(text) else OTHER


#: Sentences about the document itself or its scope, though worded like a duty.
_META = re.compile(
    r"^この(?:規程|規則|要綱|要領|基準|指針|方針)は.*(?:定める|とする)。$|非公開とする|(?:施行|適用)する。$|施行します|(?:対象|範囲|とおり|同様|位置付ける)(?:と|もの)|別に定めるところ|準用する"
)


def _must_of_meta(text: str) -> str:
    return OTHER if _META.search(text) and not re.search(r"(?:なければ|ては)なら", text) else DUTY


def is_sentence(text: str) -> bool:
    """Whether the text is a sentence (or several), not a heading or an entry of a list.

    A remark in brackets at the end does not make one: 「副責任者（以下「副」という。）」 is a heading.
    """
    tail = text.rstrip(" 　")[-400:]
    bare = _REMARK.sub("", tail)
    return (bare or tail).endswith((*STOPS, "。」"))


def is_lead_in(text: str) -> bool:
    """Whether the text announces a list: 「次の事項を…」「以下の…」."""
    return bool(re.search(r"次の|次に掲げ|以下の|以下に|下記の|を含む", text)) and is_sentence(text)


def subject_of(text: str) -> str:
    """Who is bound, as the clause names it: the words before its first は; empty where it names nobody."""
    found = _SUBJECT.match(text)
    return found.group(1).strip() if found else ""
