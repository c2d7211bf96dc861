"""Files that a record carries: put with it, and taken off again while nobody has set a seal with them before him."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.forms import Form
from app.domain.ledger import Event, Refusal, Row, Rows


def attaching(rows: Rows, event: Event, body: dict[str, Any], form: Form, row: Row) -> list[Refusal]:
    """A file is kept by its hash, under its name."""
    if len(str(body.get("sha256", ""))) != 64 or not body.get("name"):
        return [Refusal("attachment_incomplete")]
    return []


def detaching(rows: Rows, event: Event, body: dict[str, Any], form: Form, row: Row) -> list[Refusal]:
    """外す: with a reason, and only what no seal and no decision on paper has seen."""
    if not body.get("reason"):
        return [Refusal("reason_missing")]
    kept = _last_kept(row, str(body.get("sha256")))
    if kept is None or kept["name"] != body.get("name"):
        return [Refusal("attachment_unknown")]
    return [] if may_detach(kept) else [Refusal("attachment_seen", values={"file": str(kept["name"])})]


#: Files that the program itself works by, whatever the record says of them.
_WORKED_BY = frozenset({"source", "book", "own_form"})


def may_detach(kept: Mapping[str, Any]) -> bool:
    """Whether a file may still be taken off its record: nobody set a seal, or decided on paper, with it before him."""
    return kept["purpose"] not in _WORKED_BY and not kept.get("seen")


def look(row: Row, *, is_sealed: bool) -> None:
    """Whoever seals or decides on paper sees the files that the record has; they are free again once none of it stands.

    It goes by the order of the events: a clock that was set back would tell another.
    """
    if is_sealed:
        row["attachments"] = [{**kept, "seen": 1} for kept in row["attachments"]]
    elif not row["notes"] and not any((act["sealed"] or act["paper"]) and not act["void"] for act in row["acts"]):
        row["attachments"] = [{n: v for n, v in kept.items() if n != "seen"} for kept in row["attachments"]]


def _last_kept(row: Row, sha256: str) -> dict[str, Any] | None:
    return next((kept for kept in reversed(row["attachments"]) if kept["sha256"] == sha256), None)


def attach(event: Event, body: dict[str, Any], form: Form, row: Row) -> None:
    """The record's row with the file."""
    kept = {name: body[name] for name in ("sha256", "name", "size", "media_type", "purpose")}
    row["attachments"] = [*row["attachments"], {**kept, "at": event.at}]


def detach(event: Event, body: dict[str, Any], form: Form, row: Row) -> None:
    """The record's row without the file, which the ledger keeps."""
    gone = _last_kept(row, body["sha256"])
    row["attachments"] = [kept for kept in row["attachments"] if kept is not gone]
