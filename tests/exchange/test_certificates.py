"""The serials of a certificate: the right column of a table with a head, everything of a plain list."""

import pytest
from openpyxl import Workbook

from app.exchange import certificates

HEADED = "No,管理番号,製造番号（S/N）,方法\r\n1,HDD-1,WX21-011-KZ,破壊\r\n2,HDD-2,WX21-012-KZ,破壊\r\n"
SERIALS = ["WX21-011-KZ", "WX21-012-KZ"]


@pytest.mark.parametrize("coding", ["cp932", "utf-8-sig"])
def test_the_column_of_serials_is_taken_from_a_csv(tmp_path, coding):
    path = tmp_path / "証明書.csv"
    path.write_bytes(HEADED.encode(coding))
    assert certificates.read(path) == SERIALS


def test_an_excel_book_below_a_title(tmp_path):
    made = Workbook()
    for row in (["データ消去証明書"], [], ["番号", "シリアル番号"], [1, SERIALS[0]], [2, SERIALS[1]]):
        made.active.append(row)
    made.save(tmp_path / "証明書.xlsx")
    assert certificates.read(tmp_path / "証明書.xlsx") == SERIALS


def test_what_is_pasted():
    assert certificates.pasted(HEADED.replace(",", "\t")) == SERIALS
    assert certificates.pasted("WX21-011-KZ\nWX21-012-KZ") is None
