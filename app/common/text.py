"""Text: kept as typed where it is stored, folded where it is compared (X-01, X-02, X-05 to X-07, E-06)."""

from __future__ import annotations

import re
import unicodedata

# Pairs that people search for by the everyday shape; each stands for the one after it.
_VARIANTS = (
    "髙高 﨑崎 嵜崎 碕崎 邉辺 邊辺 齋斎 齊斎 斉斎 濵浜 濱浜 𠮷吉 德徳 澤沢 廣広 國国 眞真 惠恵 榮栄 櫻桜 桒桑 嶋島 "
    "嶌島 龍竜 瀧滝 條条 藏蔵 靜静 峯峰 冨富 舘館 黑黒 增増 淸清 緖緒 郞郎 縣県 豐豊 與与 壽寿 應応 學学 實実 圓円 "
    "亞亜 衞衛 關関 檜桧 薗園 淵渕 龝秋 穗穂 彌弥 萬万 禮礼 將将 總総 盡尽 劔剣 劍剣 釼剣 逹達"
)
_DASHES = "‐‑‒–—―−－ー─━ｰ﹣⁃"
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|'))
_NEEDS_PREFIX = re.compile(r"$|\.|(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # empty, hidden, or a device
_GAPS = re.compile(" {2,}")  # what a reserved character leaves between two spaces
_EDGES = re.compile(r"^\s+|[\s.]+$")
_HALF_KANA = re.compile("[\uff61-\uff9f]+")
_KANA_WITH_MARK = re.compile("[\u3041-\u3096\u309d\u30a1-\u30fd][\u3099\u309a]")
_DASH_IN_ID = re.compile("(?<=[0-9A-Z])ー(?=[0-9A-Z])")
_MAX_NAME = 120
_MOST_WORDS = 40
_MAX_NAME_BYTES = 240  # file systems count 255 bytes, and three of them make one kanji


def _is_selector(code: int) -> bool:
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


# Dropped before anything is composed, or a space between a kana and its mark would keep the two apart.
_DROP: dict[int, int | str | None] = {code: None for code in range(0x3100) if chr(code).isspace()}
_DROP |= dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
_DROP |= {0x309B: 0x3099, 0x309C: 0x309A}


def _fold_table() -> dict[int, int | str | None]:
    table: dict[int, int | str | None] = {ord(pair[0]): pair[1] for pair in _VARIANTS.split()}
    table.update({code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)})  # katakana to hiragana
    table.update(dict.fromkeys(map(ord, _DASHES), "-"))
    return table | _DROP


_FOLD = _fold_table()
_HALF_WIDTH: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
#: The wave of a range, which Windows types as a full-width tilde; a plain tilde stands too high to read as one.
_HALF_WIDTH |= {0xFF5E: "〜", ord("~"): "〜"}
_HALF_WIDTH |= dict.fromkeys(map(ord, _DASHES.replace("ー", "").replace("ｰ", "")), "-")


def compose_kana(text: str) -> str:
    """Kana followed by a combining ゛ or ゜ become one character; everything else stays as typed.

    macOS hands out file names in pieces. Full NFC is not applied, because it changes 神 (U+FA19) to 神.
    """
    if "\u3099" not in text and "\u309a" not in text:
        return text
    return _KANA_WITH_MARK.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), text)


def fold(text: str) -> str:
    """A copy for searching: width, case, kana, dashes and shapes of kanji made alike, spaces and selectors removed.

    The long vowel mark counts as a dash, since people type either; both sides of a comparison are folded.
    """
    alike = unicodedata.normalize("NFKC", text.translate(_DROP)).casefold().translate(_FOLD)
    return unicodedata.normalize("NFKC", alike)


def search_words(text: str) -> list[str]:
    """What somebody typed to find something, folded, word by word: each once, and no more than anybody types.

    A database takes neither a condition of a thousand words nor half a character, which pasted text may hold.
    """
    words = (fold(part) for part in text.encode("utf-8", "ignore").decode().split())
    return list(dict.fromkeys(word for word in words if word))[:_MOST_WORDS]


def fold_id(text: str) -> str:
    """An identifier, serial or telephone number in its one form: half-width, upper case, trimmed, plain hyphens."""
    folded = strip_control(text).translate(_HALF_WIDTH).strip().upper()
    return _DASH_IN_ID.sub("-", folded)


def strip_control(text: str) -> str:
    """Without the characters that papers, sheets and XML cannot carry; tabs and line feeds stay, CR LF becomes LF."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if plain.isprintable():
        return plain
    return "".join(char for char in plain if not _is_control(char))


def private_use(text: str) -> list[str]:
    """Each private-use character (外字) once, in order: another PC shows something else for it (X-05)."""
    return list(dict.fromkeys(char for char in text if unicodedata.category(char) == "Co"))


def file_name(text: str) -> str:
    """A name every system takes (E-06): no reserved characters, no half-width kana, at most 120 characters."""
    full = _HALF_KANA.sub(lambda run: unicodedata.normalize("NFKC", run[0]), compose_kana(text))
    plain = strip_control(full).replace("\n", " ").replace("\t", " ").translate(_FORBIDDEN_IN_NAMES)
    name = _EDGES.sub("", _GAPS.sub(" ", plain))
    return _shorten(f"_{name}" if _NEEDS_PREFIX.match(name) else name)


def width(text: str) -> int:
    """The width in half-width columns: kanji and kana count two, what is drawn over its neighbour counts none."""
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char) or _is_selector(ord(char)):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def _is_control(char: str) -> bool:
    if char in "\n\t":
        return False
    return unicodedata.category(char) in ("Cc", "Cs") or ord(char) & 0xFFFE == 0xFFFE


def _shorten(name: str) -> str:
    """Cut the stem, never the suffix."""
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, dot, suffix = name, "", ""
    tail = dot + suffix
    while len(stem) + len(tail) > _MAX_NAME or len((stem + tail).encode()) > _MAX_NAME_BYTES:
        stem = stem[:-1]
    return stem.rstrip() + tail
