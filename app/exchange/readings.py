"""Reads what people write into the cells of a list: words to codes, dates, numbers, names; nothing is guessed away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from app.common import wareki
from app.common.i18n import language, t
from app.common.text import compose_kana, fold, fold_id
from app.domain.forms import Field, choices_of
from app.domain.policy import Profile
from app.domain.words import choice_word
from app.exchange.sheets import Cell, text

#: What people write for a kind of medium, beside the program's own words.
_KINDS: dict[str, tuple[str, ...]] = {
    "pc": ("PC", "パソコン", "ノートPC", "デスクトップ", "端末", "ワークステーション", "サーバ", "サーバー", "laptop"),
    "tablet": ("タブレット", "iPad", "tablet"),
    "phone": ("スマートフォン", "スマホ", "携帯電話", "携帯", "iPhone", "phone", "mobile"),
    "hdd": ("HDD", "ハードディスク", "内蔵HDD", "hard disk", "hard drive"),
    "ssd": ("SSD", "NVMe"),
    "usb": ("USB", "USBメモリ", "USBメモリー", "フラッシュメモリ", "メモリスティック", "USB stick", "flash drive"),
    "sd": ("SD", "SDカード", "microSD", "メモリカード", "CFカード", "memory card"),
    "external_hdd": (
        *("外付けHDD", "外付HDD", "外付けハードディスク", "外付けSSD", "ポータブルHDD", "NAS", "USB-HDD"),
        "external drive",
    ),
    "optical": ("CD", "DVD", "BD", "CD-R", "DVD-R", "CD-ROM", "光ディスク", "ブルーレイ", "optical disc"),
    "tape": ("磁気テープ", "テープ", "LTO", "DAT", "tape"),
    "fd": ("FD", "フロッピー", "フロッピーディスク", "floppy"),
    "mo": ("MO", "光磁気ディスク"),
    "ic_card": ("ICカード", "IDカード", "カードキー", "smart card"),
    "mfp": ("複合機", "コピー機", "プリンタ", "プリンター", "printer", "copier"),
    "network_device": (
        "ネットワーク機器",
        "ルータ",
        "ルーター",
        "スイッチ",
        "ハブ",
        "アクセスポイント",
        "router",
        "switch",
    ),
    "paper": ("紙", "文書", "紙文書", "紙媒体", "書類", "簿冊", "ファイル", "paper", "document"),
    "other": ("その他", "other"),
}
_OWNERSHIP: dict[str, tuple[str, ...]] = {
    "owned": ("備品", "自己所有", "所有", "購入", "買取", "市有", "owned"),
    "leased": ("リース", "賃貸借", "賃借", "lease"),
    "rented": ("レンタル", "rental"),
    "borrowed": ("借用", "貸与", "貸与品", "借受", "無償貸与", "borrowed"),
    "private": ("私物", "個人所有", "個人", "BYOD", "private"),
}
_WRITTEN = {"medium_kind": _KINDS, "ownership": _OWNERSHIP}
_YES = ("○", "◯", "〇", "有", "有り", "あり", "はい", "済", "する", "要", "1", "yes", "true", "y", "施錠", "✓", "レ")
_NO = ("×", "✕", "✖", "無", "無し", "なし", "いいえ", "しない", "不要", "未", "0", "no", "false", "n", "-", "－")
_AMOUNT = re.compile(r"([0-9][0-9,]*)(?:\.0+)?\s*[^\d\s.,]{0,6}")
_TIMED = re.compile(r"(.+?)[T\s　]+(\d{1,2}):(\d{2})(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?")
_BROKEN = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}
_ABOUT_CLASS = re.compile(
    r"(重要性|情報)?(の)?(分類|区分|クラス|レベル|ランク|格付け?)[:：]?|^class\s*|^level\s*", re.IGNORECASE
)
_ENDS_OF_ZONE = re.compile(r"(系|接続系|接続|利用事務系|ネットワーク|systems?|connected|network)$", re.IGNORECASE)
#: How many words a sentence can name.
_FEW = 6
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


class Unreadable(Exception):
    """A cell cannot be taken; ``code`` names the sentence ``error.<code>`` that says what to write instead."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class Known(Struct, frozen=True):
    """What the cells of a list may refer to: the policy, people (id to name and post), media (number to id).

    ``serials`` are those in the register, ``private`` those of private things whose use is permitted.
    """

    profile: Profile
    people: Mapping[str, tuple[str, str]] = {}
    media: Mapping[str, str] = {}
    serials: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()


def read(known: Known, item: Field, cell: Cell) -> Any:
    """The value of a cell as a form keeps it; ``None`` for an empty one. :class:`Unreadable` says what is wrong."""
    said = compose_kana(text(cell)).strip()
    if not said:
        return None
    if said in _BROKEN:
        raise Unreadable("cell_broken")
    match item.kind:
        case "choice":
            return _choice(known.profile, item, said)
        case "bool":
            return _yes_no(said)
        case "int":
            return _number(said)
        case "date":
            return day(cell)
        case "person":
            return _person(known, said)
        case "id" | "medium":
            return fold_id(said)
    return said


def day(cell: Cell) -> str:
    """A date in ISO form from a real date or any usual way of writing one; a time beside it is left away."""
    return moment(cell)[:10]


def moment(cell: Cell) -> str:
    """A date, with its time to the minute where there is one, in ISO form."""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    said = unicodedata.normalize("NFKC", text(cell)).strip()
    timed = _TIMED.fullmatch(said)
    try:
        found = wareki.parse(timed[1] if timed else said).isoformat()
    except wareki.WarekiError as error:
        raise Unreadable(error.code, **error.values) from error
    if not timed:
        return found
    hour, minute = int(timed[2]), int(timed[3])
    if hour > 23 or minute > 59:
        raise Unreadable("not_a_time", text=said)
    return f"{found}T{hour:02d}:{minute:02d}"


def is_yes(said: str) -> bool:
    """Whether a mark says yes."""
    return fold(said) in _FOLDED_YES


_FOLDED_YES, _FOLDED_NO = frozenset(map(fold, _YES)), frozenset(map(fold, _NO))


def _yes_no(said: str) -> int:
    folded = fold(said)
    if folded in _FOLDED_YES:
        return 1
    if folded in _FOLDED_NO:
        return 0
    raise Unreadable("cell_yes_no")


def _number(said: str) -> int:
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", said))
    if not found:
        raise Unreadable("cell_number")
    return int(found[1].replace(",", ""))


def _choice(profile: Profile, item: Field, said: str) -> str:
    if item.choices == "classes":
        found = _class(profile, said)
    elif item.choices == "zones":
        found = _zone(profile, said)
    elif item.choices == "roles":
        found = _labelled({key: (role.label.ja, role.label.en) for key, role in profile.roles.items()}, said)
    else:
        found = _worded(profile, item, said)
    if not found:
        words = offered(profile, item)
        many = len(words) > _FEW
        raise Unreadable("cell_choice_many" if many else "cell_choice", offered=t("media_import.or").join(words[:_FEW]))
    return found


def offered(profile: Profile, item: Field) -> list[str]:
    """The words that a choice field takes, as the person reads them."""
    if item.choices == "classes":
        return [row.label.get(language()) for row in profile.classes.values()]
    if item.choices == "zones":
        return [zone.get(language()) for zone in profile.zones.values()]
    if item.choices == "roles":
        return [role.label.get(language()) for role in profile.roles.values()]
    return [choice_word(item, code) for code in choices_of(item, profile)]


def words_for(known: Known, item: Field) -> tuple[str, ...]:
    """What a cell of the field takes where it takes no free text: for the list of a book to fill in."""
    if item.kind == "choice":
        return tuple(offered(known.profile, item))
    if item.kind == "bool":
        return _YES[0], _NO[0]
    return tuple(name for name, _post in known.people.values()) if item.kind == "person" else ()


def _class(profile: Profile, said: str) -> str:
    """A class by its label. Width alone is evened out: folding would make I of Ⅰ, which another city means."""
    short = said.translate(_FULL_WIDTH).strip()
    bare = _ABOUT_CLASS.sub("", re.sub(r"[(（].*[)）]$", "", short)).strip()
    for candidate in (said, short, bare):
        for key, row in profile.classes.items():
            if candidate and candidate in (row.label.ja, row.label.en, key):
                return key
    return ""


def _zone(profile: Profile, said: str) -> str:
    labels = {key: (zone.ja, zone.en) for key, zone in profile.zones.items()}
    exact = _labelled(labels, said)
    if exact:
        return exact
    short = _stem(said)
    near = [key for key, both in labels.items() if len(short) > 2 and any(short in fold(one) for one in both if one)]
    return near[0] if len(near) == 1 else ""


def _stem(said: str) -> str:
    before, short = "", re.sub(r"[(（].*[)）]$", "", said).strip()
    while before != short:
        before, short = short, _ENDS_OF_ZONE.sub("", short).strip()
    return fold(short)


def _labelled(labels: Mapping[str, Sequence[str]], said: str) -> str:
    folded = fold(said)
    return next((key for key, both in labels.items() if folded in (key, *(fold(one) for one in both if one))), "")


def _worded(profile: Profile, item: Field, said: str) -> str:
    """A code by the program's word, by what people write for it, or by the longest such word within the cell."""
    codes = choices_of(item, profile)
    written = _WRITTEN.get(item.choices, {})
    words = {code: (choice_word(item, code), *written.get(code, ())) for code in codes}
    exact = _labelled(words, said)
    if exact:
        return exact
    folded = fold(said)
    within = [(len(fold(word)), code) for code, known in words.items() for word in known if fold(word) in folded]
    within.sort(reverse=True)
    return within[0][1] if within and len(folded) <= 30 and written else ""


def _person(known: Known, said: str) -> str:
    """A person by name as it is typed, then with shapes and spaces made alike; a post before the name is left away."""
    exact = [id for id, (name, _) in known.people.items() if name == said]
    folded = fold(said)
    alike = exact or [
        id for id, (name, post) in known.people.items() if folded in (fold(name), fold(post + name), fold(name + post))
    ]
    if len(alike) != 1:
        raise Unreadable("cell_person_several" if alike else "cell_person_unknown")
    return alike[0]
