"""廃棄許可申請書, 廃棄記録 and the register of disposals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from app.common.errors import Refused
from app.common.i18n import listed, t
from app.domain.disposal import Reconciliation, alike, certificate_due, hole_refusals, reconcile, serials_of
from app.domain.disposal import standing as words
from app.domain.forms import Field, Form
from app.domain.ledger import Row
from app.domain.record import standing
from app.exports import approval, data_sheet, forms
from app.exports.document import Block, Column, Document, Heading, Note, Pair, Pairs, Table
from app.exports.forms import Setting

#: The fields that the request prints two a row; media have a table of their own.
_REQUEST = (
    *("applicant", "applied_on", "disposition", "reason", "method", "planned_on", "place", "permission"),
    *("vendor", "contract_no", "remark"),
)
#: The same in the record: whose leave it needed stands under it in words, and it has a day on which it was closed.
_RECORD = (*_REQUEST[:7], "vendor", "contract_no", "handed_on", "closed_on", "remark")


def request(setting: Setting, form: Form, row: Row) -> Document:
    """The request for permission, with its 決裁欄."""
    blocks = [
        *forms.head(setting, "disposal_request", str(row["no"])),
        approval.approval_boxes(setting, "disposal", form, row, "decide"),
        Heading(t("paper.disposal.request"), 2),
        forms.pairs(setting, form, row, *_REQUEST, *forms.added(form), wide=("remark",)),
        *_media(setting, row),
        *forms.acts_notes(setting, form, {**row, "acts": [act for act in row["acts"] if act["action"] != "close"]}),
    ]
    data = [data_sheet.of_form(setting, form, [row])] if row["no"] else []
    return forms.document(setting, "disposal_request", blocks, data=data, confidential=_is_strict(setting, row))


def record(setting: Setting, form: Form, row: Row) -> Document:
    """The record: what was done to each medium, when, by whom, before whom, and whether it was verified.

    ``Refused`` before anything was done.
    """
    if not row["steps"]:
        raise Refused("paper_too_early", no=row["no"])
    blocks = [
        *forms.head(setting, "disposal_record", str(row["no"])),
        approval.approval_boxes(setting, "disposal", form, row, "close"),
        Heading(t("paper.disposal.request"), 2),
        _low(
            _planned(
                forms.pairs(setting, form, row, *_RECORD, *forms.added(form), wide=("remark",)), is_blank=not row["no"]
            )
        ),
        *_media(setting, row),
        *_steps(setting, form, row),
        *_attachments(row),
        *forms.acts_notes(setting, form, row),
    ]
    data = [data_sheet.of_form(setting, form, [row])] if row["no"] else []
    return forms.document(setting, "disposal_record", blocks, data=data, confidential=_is_strict(setting, row))


def _planned(pairs: Pairs, *, is_blank: bool) -> Pairs:
    """What was asked for; by hand, the method is ticked once, where the work is written down."""
    at = _RECORD.index("method")
    items = [
        replace(cell, value="", wide=False, small=False) if is_blank and n == at else cell
        for n, cell in enumerate(pairs.items)
    ]
    return replace(pairs, items=tuple(items))


def _low(pairs: Pairs) -> Pairs:
    """Every cell a line high, so that the blank with its media and its step stands on one page."""
    return replace(pairs, items=tuple(replace(cell, lines=1) for cell in pairs.items))


def certificates(setting: Setting, form: Form, row: Row) -> Document:
    """証明書照合表: the media of the case with the certificate that names each, and what is named beside them."""
    lines = row["certificates"] or []
    said = reconcile([setting.media.get(id, {}) for id in row["media"] or []], lines)
    columns = (
        Column(t("paper.no"), 12, "center"),
        *(Column(_certificate_word(item.name), _WIDTHS[item.name]) for item in form.by_name["certificates"].columns),
    )
    rows = tuple(
        (
            str(number),
            *(_said(setting, item, line.get(item.name)) for item in form.by_name["certificates"].columns),
        )
        for number, line in enumerate(lines, 1)
    )
    counts = tuple(
        Pair(t(f"paper.certificates.{name}"), t("paper.count", n=len(found)) if row["no"] else "")
        for name, found in (("matched", said.matched), ("missing", said.missing), ("extra", said.extra))
    )
    due = Pair(t("paper.certificates.due"), forms.day(certificate_due(row)))
    blocks = [
        *forms.head(setting, "certificates", str(row["no"])),
        forms.pairs(setting, form, row, "vendor", "contract_no", "handed_on"),
        Pairs((due, *counts), columns=4),
        Heading(t("paper.certificates.list"), 2),
        Table(columns, rows),
        Heading(t("paper.certificates.media"), 2),
        _matching(setting, row, said),
    ]
    if said.extra:
        blocks.append(Note(t("paper.certificates.named_beside", serials=listed(said.extra))))
    return forms.document(setting, "certificates", blocks, confidential=_is_strict(setting, row))


#: How wide the columns of a list of certificates are, in mm: most of it holds serials.
_WIDTHS = {"number": 30, "issuer": 36, "issued_on": 30, "serials": 62}


def _said(setting: Setting, item: Field, value: Any) -> str:
    """What a certificate says; its serials in a row, however they were pasted."""
    return listed(serials_of(str(value or ""))) if item.name == "serials" else forms.value_text(setting, item, value)


def _certificate_word(name: str) -> str:
    """The head of a column; on the screen that of the serials says how they are typed, too."""
    return forms.label("medium", "serial") if name == "serials" else t(f"field.disposal.certificates.{name}")


def _matching(setting: Setting, row: Row, said: Reconciliation) -> Table:
    columns = (
        Column(forms.label("medium", "medium_no"), 34),
        Column(forms.label("medium", "name"), 56),
        Column(forms.label("medium", "serial"), 40),
        Column(t("paper.certificates.result"), 24, "center"),
    )
    rows = []
    for id in row["media"] or []:
        medium = setting.media.get(id, {})
        number = str(medium.get("medium_no") or "")
        result = t("paper.certificates.matched" if number in said.matched else "paper.certificates.missing")
        rows.append((number, str(medium.get("name") or ""), str(medium.get("serial") or ""), result))
    return Table(columns, tuple(rows))


def _is_strict(setting: Setting, row: Row) -> bool:
    """Whether a medium of the case holds the strictest class."""
    strictest = next(iter(setting.profile.classes), "")
    return any(setting.media.get(id, {}).get("info_class") == strictest for id in row["media"] or [])


def _media(setting: Setting, row: Row) -> list[Block]:
    columns = (
        Column(forms.label("medium", "medium_no"), 28),
        Column(forms.label("medium", "medium_kind"), 26),
        Column(forms.label("medium", "name"), 35),
        Column(forms.label("medium", "quantity"), 12, kind="number"),
        Column(forms.label("medium", "serial"), 30),
        Column(forms.label("medium", "info_class"), 14, "center"),
        Column(forms.label("medium", "zone"), 31),
    )
    rows = []
    for id in row["media"] or []:
        medium = setting.media.get(id, {})
        rows.append(
            (
                str(medium.get("medium_no") or ""),
                forms.choice("medium_kind", medium.get("medium_kind")),
                str(medium.get("name") or ""),
                medium.get("quantity"),
                str(medium.get("serial") or ""),
                forms.class_label(setting, medium.get("info_class")),
                forms.zone_label(setting, medium.get("zone")),
            )
        )
    return [Heading(forms.label("disposal", "media"), 2), Table(columns, tuple(rows))]


#: The vendor stands beside the tool, before what takes whole lines.
_PLACES = {"vendor": 1, "detail": 2, "verified_by": 3, "verdict": 4}


def _steps(setting: Setting, form: Form, row: Row) -> list[Block]:
    """Each step as a block of labelled cells that no page divides: every column of the step is placed.

    What was done alike to several media is one block that names them by number: their names stand in the list above.
    """
    blocks: list[Block] = [Heading(forms.label("disposal", "steps"), 2)]
    steps = alike(row["steps"] or [])
    columns = sorted(form.by_name["steps"].columns, key=lambda item: _PLACES.get(item.name, 0))
    for number, (said, media) in enumerate(steps, 1):
        step = {**said, "medium": media[0]}
        if len(steps) > 1:
            blocks.append(Heading(t("paper.disposal.step", n=number, all=len(steps)), 3))
        cells = tuple(
            forms.pair_of(setting, row, item, step.get(item.name), t(f"field.disposal.steps.{item.name}"), wide)
            if item.name != "medium" or len(media) == 1
            else Pair(t("field.disposal.steps.medium"), _numbers(setting, media), wide=True)
            for item in columns
            for wide in (item.name in ("medium", "detail"),)
        )
        blocks.append(Pairs(cells, columns=4, together=True))
    return blocks if steps else []


def _numbers(setting: Setting, media: Sequence[str]) -> str:
    return listed(str(setting.media.get(id, {}).get("medium_no") or "") for id in media)


def _attachments(row: Row) -> list[Block]:
    if not row["attachments"]:
        return []
    found: list[Block] = [Heading(t("paper.attachments"), 3)]
    return found + [
        Note(t("paper.attachment", name=item["name"], sha256=item["sha256"][:16])) for item in row["attachments"]
    ]


def register(setting: Setting, form: Form, rows: Sequence[Row]) -> Document:
    """The register of disposals of a year."""
    columns = (
        Column(t("paper.no"), 26),
        Column(forms.label("disposal", "media"), 52),
        Column(forms.label("disposal", "disposition"), 20),
        Column(forms.label("disposal", "applicant"), 24),
        Column(forms.label("disposal", "applied_on"), 26),
        Column(t("paper.permitted"), 34),
        Column(t("paper.disposal.work"), 54),
        Column(t("paper.state"), 28),
    )
    lines = tuple(
        (
            row["no"],
            listed(forms.medium_text(setting, id) for id in row["media"] or []),
            forms.choice("disposition", row["disposition"]),
            setting.name(row["applicant"]),
            forms.short_day(row["applied_on"]),
            permitted(row),
            _work(setting, row),
            _state(setting, row),
        )
        for row in rows
    )
    blocks: list[Block] = [*forms.head(setting, "disposal_register"), Table(columns, lines)]
    data = [data_sheet.of_form(setting, form, rows)]
    return forms.document(setting, "disposal_register", blocks, data=data, orientation="landscape", confidential=True)


def _state(setting: Setting, row: Row) -> str:
    """How a case stands; of what is done whether something is missing for closing."""
    media = [setting.media[id] for id in row["media"] or [] if id in setting.media]
    done = row["state"] == "performed"
    return words(str(row["state"]), hole_refusals(setting.profile, media, row) if done else ())


def permitted(row: Row) -> str:
    """Who permitted and when, in words; a paper decision says so."""
    act = standing(row, "decide")
    if act is None:
        before = [each for each in row["acts"] if each["action"] == "decide"] if row.get("steps") else []
        return (
            t("paper.permitted_before", said=permitted({**row, "acts": [{**before[-1], "void": 0}]})) if before else ""
        )
    if act["paper"]:
        paper = act["paper"]
        return t("paper.permitted_on_paper", who=paper["decider"], day=forms.short_day(paper["decided_on"]))
    return f"{act['shown'].get('name', '')}\n{forms.short_day(act['at'])}"


#: So many media are told by number in a line of the register; of more their count.
_FEW = 3


def _work(setting: Setting, row: Row) -> str:
    """What was done, a line for what was done alike."""
    return "\n".join(
        t(
            "paper.disposal.line",
            medium=_numbers(setting, media) if len(media) <= _FEW else t("paper.disposal.many", n=len(media)),
            at=forms.short_moment(step["started"]),
            who=setting.name(step["performer"]),
            method=forms.choice("method", step["method"]),
            verdict=forms.choice("verdict", step["verdict"]),
        )
        for step, media in alike(row["steps"] or [])
    )
