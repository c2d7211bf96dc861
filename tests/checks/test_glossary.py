"""One Japanese word for one thing."""

from collections import Counter
from pathlib import Path

GLOSSARY = Path(__file__).resolve().parents[2] / "i18n" / "GLOSSARY.md"


def rows():
    lines = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if not line.startswith("| Japanese")
    ]


def test_every_term_is_complete():
    assert len(rows()) >= 50
    assert not [row for row in rows() if len(row) != 4 or not all(row[:3])]


def test_every_term_stands_once():
    for column in (0, 1):
        counted = Counter(row[column] for row in rows())
        assert not [term for term, times in counted.items() if times > 1]
