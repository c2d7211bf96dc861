"""The data sheets of 自己点検票 for another store: which sheet it is, who sealed it, what is mended.

The answers themselves stand in the data sheet of :mod:`app.exports.inspection`; all are found again by their keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.common.i18n import t
from app.domain.policy import Profile
from app.domain.received import ABOUT, MATTER, TEMPLATE, content_digest
from app.exports.document import CellValue, DataColumn, DataSheet

#: What is told beside the sheet itself, so that a strange book is refused with a reason.
ENVELOPE = ("store", "municipality", "fiscal_year", "training", "edition", "state")


def about(values: Mapping[str, Any], envelope: Mapping[str, Any]) -> DataSheet:
    """One row: layout, whose sheet of which year and policy, the seal, and the digest over the content."""
    columns = [DataColumn("template", t("paper.handed.template"))]
    columns += [DataColumn(name, t(f"paper.handed.{name}"), _kind(name)) for name in (*ENVELOPE, *ABOUT)]
    columns.append(DataColumn("content_sha256", t("paper.handed.content_sha256")))
    cells = [_cell(name, {**values, **envelope}.get(name)) for name in (*ENVELOPE, *ABOUT)]
    return DataSheet(t("paper.handed.title"), tuple(columns), ((TEMPLATE, *cells, content_digest(values)),))


def matters(profile: Profile, values: Mapping[str, Any]) -> DataSheet:
    """The matters of the 改善計画 that concern this sheet's subject, one a row; codes are followed by their words."""
    columns = [DataColumn(name, t(f"paper.handed.matter.{name}")) for name in MATTER]
    columns += [DataColumn(f"{name}_word", t(f"paper.handed.matter.{name}_word")) for name in ("level", "state")]
    lines = tuple((*(str(row.get(name) or "") for name in MATTER), *_words(row)) for row in values["matters"])
    return DataSheet(t("paper.handed.matters"), tuple(columns), lines)


def _words(row: Mapping[str, Any]) -> tuple[str, str]:
    level = t(f"choice.improvement_level.{row['level']}") if row["level"] else ""
    return level, t(f"state.improvement.{row['state']}")


def _kind(name: str) -> Any:
    if name in ("fiscal_year", "sheet_version", "training"):
        return "number"
    return "date" if name == "inspected_on" else "text"


def _cell(name: str, value: Any) -> CellValue:
    if _kind(name) == "date":
        return date.fromisoformat(str(value)) if value else None
    return value if _kind(name) == "number" else str(value or "")
