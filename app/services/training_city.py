"""The people and things of the training city 見本市; all of it is invented."""

from __future__ import annotations

from typing import Any

CITY = "見本市"
UNIT = "市民税課"
BUREAU = "財務部"
PASSWORD = "ひまわり畑の風車は七つある"  # noqa: S105 - shown to whoever practises
NEW_PASSWORD = "朝もやの橋を渡る三毛猫の影"  # noqa: S105
#: 髙﨑, 𠮷田 and 葛󠄀西 (with its variation selector) stand here so that every run proves rare kanji on paper.
PEOPLE: tuple[dict[str, str], ...] = (
    {"name": "髙﨑 花子", "kana": "タカサキ ハナコ", "post": "課長"},
    {"name": "𠮷田 健", "kana": "ヨシダ ケン", "post": "主査"},
    {"name": "葛\U000e0100西 薫", "kana": "カサイ カオル", "post": "主任"},
    {"name": "德永 進", "kana": "トクナガ ススム", "post": "部長"},
)
MANAGER, CLERK, COLLEAGUE, SUPERIOR = (person["name"] for person in PEOPLE)
MEDIA: dict[str, dict[str, Any]] = {
    "pc": {
        "medium_no": "PC-0001",
        "medium_kind": "pc",
        "name": "ノートパソコン",
        "info_class": "B",
        "place": "執務室 施錠ロッカー",
        "zone": "lgwan",
        "serial": "MHN8-4471",
    },
    "usb": {
        "medium_no": "USB-0001",
        "medium_kind": "usb",
        "name": "USBメモリ 32GB",
        "info_class": "A",
        "place": "鍵付き書庫 上段",
        "zone": "lgwan",
        "locked": 1,
    },
    "hdd": {
        "medium_no": "HDD-0001",
        "medium_kind": "hdd",
        "name": "旧サーバの内蔵ディスク",
        "info_class": "A",
        "place": "鍵付き書庫 下段",
        "zone": "mynumber",
        "locked": 1,
        "serial": "WX21-009-KZ",
    },
    "cds": {
        "medium_no": "CD-0001〜0040",
        "medium_kind": "optical",
        "name": "配布済みデータCD",
        "quantity": 40,
        "info_class": "B",
        "place": "倉庫 棚3",
        "zone": "internet",
    },
}
DISPOSAL = {"disposition": "discard", "reason": "broken", "method": "destroy", "place": "inside"}
CD_DISPOSAL = {"disposition": "discard", "reason": "unneeded", "method": "shred", "place": "inside"}
STEP = {
    "method": "destroy",
    "place": "inside",
    "tool": "卓上穿孔機",
    "detail": "ディスク板まで4か所を貫通する穴をあけた",
    "verified_by": "穴の位置を目で確かめた",
    "verdict": "passed",
}
CARRYOUT = {
    "info_class": "B",
    "purpose": "家屋の現地調査で図面を見るため",
    "destination": "市内 東町の調査先",
    "safeguards": ["password", "kept_on_person"],
}
OVERDUE = {
    "info_class": "A",
    "purpose": "申告会場で受付データを受け取るため",
    "destination": "見本市民会館",
    "safeguards": ["encryption", "locked_case"],
}
OWN = {
    "info_class": "B",
    "purpose": "県の説明会で資料を映すため",
    "destination": "県庁 第2会議室",
    "safeguards": ["password"],
}
#: A few honest weaknesses, so that the sheet shows all marks: item number from 1 → (value, text).
WEAK: dict[int, tuple[str, str]] = {
    4: ("partly", "一部の書類に分類の表示がありませんでした。次の月曜に表示します。"),
    9: ("no", "手順を書いた紙が見つかりません。今月中に作り直します。"),
    15: ("na", "この事務では扱っていません。"),
    21: ("unknown", ""),
}
SYSTEM: dict[str, Any] = {
    "x_name": "市税窓口支援システム",
    "x_system_kind": "system",
    "x_important": 1,
    "x_purpose": "窓口での証明書の受付と発行",
    "x_info_class": "A",
    "x_zone": "mynumber",
    "x_place": "本庁舎2階 情報システム機械室",
    "x_vendor": "見本情報サービス（訓練）",
}
LAST_YEAR = "自己点検表_昨年度_市民税課.xlsx"
PLAN: dict[str, Any] = {
    "cause_kind": "habit",
    "cause": "忙しい時期に表示を後回しにしていた。",
    "measure": "毎月第1月曜に、書庫の書類の表示を二人で確かめる。",
    "level": "unit",
}
PROGRESS = "第1回の確認を終えた。残りは書庫の下段。"
SUMMARY = "全体として守られている。分類の表示と手順書の置き場所に弱い所がある。"
MEASURES = "表示の確認を月例にし、手順書は共有フォルダの決まった場所に置く。"
#: The smallest PNG there is: one white pixel.
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8ffffff7f0009fb03fd05"
    "43456a0000000049454e44ae426082"
)
SCAN = b"%PDF-1.4\n% kunren\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#: The neighbouring section whose sealed sheet the bureau takes in, and one that has not handed in yet.
NEIGHBOUR, LATE = "資産税課", "収納課"
