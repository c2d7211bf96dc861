"""A city's own Excel forms: look at one, say what it would lose, keep it for a paper, fill it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from app.common.errors import BadInput, Fault, Refused, from_os_error
from app.common.i18n import t
from app.common.package import TooLarge, begin
from app.domain.approval import value_of
from app.domain.own_form import OWN_FORM
from app.exports import own_form, own_values
from app.exports.own_form import Look, SheetLook
from app.exports.own_scan import CHANGED, LARGEST, Loss
from app.exports.own_values import Contents, Slot
from app.services import entry, paper, record
from app.services import paper_registers as registers
from app.services.paper import Paper
from app.services.paper_registers import ALL, Chosen
from app.services.paper_setting import setting_of, year_of
from app.services.past_form import form_read
from app.services.session import Changes, Session, changed
from app.store.ledger import Change

__all__ = ["Guess", "Job", "Kept", "Look", "Loss", "SheetLook", "Slot"]
#: Papers whose lines are no record of a form, or that are not filled at all.
_UNFIT = frozenset({"media_labels", "cover_letter", "discarded_records"})
#: The sealed step whose 決裁欄 a paper has, where it is not the form's first.
_STEPS = {"disposal_record": "close"}


class Kept(Struct, frozen=True):
    """The form in use for a paper: its record, file and hash, the places by key, and since when it is used."""

    record: str
    no: str
    file: str
    sha256: str
    places: Mapping[str, str]
    since: str


class Guess(Struct, frozen=True):
    """The places that were found: by named cells, which are sure, and beside labels, which a person looks at."""

    named: Mapping[str, str]
    beside: Mapping[str, str]


class Job(Struct, frozen=True):
    """A form with everything that is to be filled in, read from the store; ``write`` needs the store no more."""

    file: str
    data: bytes
    places: Mapping[str, str]
    contents: Contents


def fits(item: Paper) -> bool:
    """Whether a city may have a form of its own for the paper; blanks are for writing by hand."""
    return item.kind not in ("blank", "blank_register") and item.name not in _UNFIT


def inspect(path: Path) -> Look:
    """Look at a file before anything is done with it. ``Refused`` for what cannot be a form, ``Unavailable``."""
    try:
        begin(path, LARGEST)
        # a device may go on for ever
        data = path.read_bytes() if path.is_file() else b""
    except TooLarge as error:
        raise Refused("import_too_large", file=path.name, mib=LARGEST // 2**20) from error
    except OSError as error:
        raise from_os_error(error, path) from error
    return own_form.look(path.name, data)


def loss_words(loss: Loss) -> str:
    """What is lost or changed, as a sentence."""
    gone = loss.gone and loss.kind in CHANGED  # what mostly stays, but not in this file
    return t(f"own_form.gone.{loss.kind}" if gone else f"own_form.loss.{loss.kind}", n=loss.count)


def slots(session: Session, name: str, id: str = "") -> tuple[Slot, ...]:
    """Everything that the form of a paper can be given; lines of reports are known from a record, the last of them."""
    if not id and _paper(session, name).needs_record:
        id = next(reversed(paper.records_of(session, name)), "")
    return own_values.slots(contents(session, name, id))


def contents(session: Session, name: str, id: str = "", chosen: Chosen = ALL) -> Contents:
    """What the paper says; of a record when ``id`` names one, else empty values; a register by what was chosen."""
    found = _paper(session, name)
    setting = setting_of(session)
    if found.needs_record and name != "rollup":
        held = record.get(session, found.form, id) if id else None
        form = form_read(session, found.form, [held] if held else [])
        row = held or own_values.empty(form)
        setting = setting_of(session, year=year_of(row))
        document = paper.document(session, name, id) if id else None
        return own_values.of_record(setting, form, row, _STEPS.get(name, ""), document)
    if found.kind == "register":
        form = record.form_of(session, found.form)
        setting = setting_of(session, registers.in_words(form, chosen))
        return own_values.of_register(setting, form, registers.rows_of(session, form.name, chosen), found.title)
    if name == "rollup" and not id:
        id = next(iter(paper.records_of(session, name)), "")
    return own_values.of_document(setting, paper.document(session, name, id))


def _paper(session: Session, name: str) -> Paper:
    found = paper.find(session, name)
    if not fits(found):
        raise Refused("own_form_unfit", paper=found.title)
    return found


def guess(session: Session, name: str, found: Look, id: str = "") -> Guess:
    """Where the values belong, by the names of cells and by the labels that stand in the form."""
    offered = slots(session, name, id)
    form = _paper(session, name).form
    named = own_form.matched(found, offered, form)
    return Guess(named, own_form.beside(found, offered, named))


def faults(found: Look, places: Mapping[str, str]) -> dict[str, Refused]:
    """What is wrong with the places, by key."""
    return own_form.faults(found.file, found.data, places)


def kept(session: Session, name: str) -> Kept | None:
    """The form in use for the paper."""
    for row in reversed(entry.rows(session, OWN_FORM.name, ("kept",))):
        if value_of(row, "x_paper") == name and row["attachments"]:
            file = row["attachments"][-1]
            places = {str(line["key"]): str(line["place"]) for line in value_of(row, "x_places") or []}
            return Kept(
                str(row["id"]), str(row["no"]), str(file["name"]), str(file["sha256"]), places, str(row["opened_at"])
            )
    return None


def kept_look(session: Session, name: str) -> tuple[Kept, Look, tuple[Slot, ...]] | None:
    """The form in use with what a screen shows of it."""
    found = kept(session, name)
    if found is None:
        return None
    look = own_form.look(found.file, record.attachment(session, found.sha256))
    return found, look, slots(session, name)


def locate(found: Look, place: str) -> tuple[str, int, int] | None:
    """The sheet, row and column (from 1) of a place; ``None`` if it is not in the form."""
    spot = own_form.locate(found, place)
    return None if spot is None else (spot.sheet, spot.row, spot.column)


def keep(session: Session, name: str, path: Path, mapping: Mapping[str, str]) -> Changes:
    """Use this file for the paper from now on. ``BadInput`` names each place that cannot be filled."""
    return keep_looked(session, name, inspect(path), mapping)


def keep_looked(session: Session, name: str, found: Look, mapping: Mapping[str, str]) -> Changes:
    """Keep a form that was looked at: its bytes as an attachment, its places as a record; the one before ends."""
    _paper(session, name)
    places = checked(session, name, found, mapping)
    before = kept(session, name)
    sha256 = hashlib.sha256(found.data).hexdigest()
    lines = [{"key": key, "place": place} for key, place in sorted(places.items())]
    with session.change() as change:
        if before is not None:
            _end(change, before)
        id, no = record.open_in(change, session, OWN_FORM, {"x_paper": name, "x_places": lines})
        row = change.rows.get(OWN_FORM.kept_in, id) or {}
        body = {"form": OWN_FORM.name, "record": id, "base": row["head"], "sha256": sha256, "name": found.file}
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        change.attach(sha256, found.data)
        change.append(
            "record.attached", {**body, "size": len(found.data), "media_type": kind, "purpose": OWN_FORM.name}
        )
    return changed(change, id, no)


def checked(session: Session, name: str, found: Look, mapping: Mapping[str, str], id: str = "") -> dict[str, str]:
    """The places as they are kept. ``BadInput`` for unknown values and places that cannot be filled."""
    places = {key: place.strip() for key, place in mapping.items() if place.strip()}
    if not places:
        raise Refused("own_form_no_place")
    known = {slot.key for slot in slots(session, name, id)}
    wrong = [Fault(key, "own_form_key_unknown", {"key": key}) for key in places if key not in known]
    wrong += [Fault(key, error.code, error.values) for key, error in faults(found, places).items()]
    if wrong:
        raise BadInput(*wrong)
    return places


def drop(session: Session, name: str) -> Changes:
    """Use the form no more; what was kept stays in the ledger."""
    found = kept(session, name)
    if found is None:
        raise Refused("own_form_not_kept", paper=_paper(session, name).title)
    with session.change() as change:
        _end(change, found)
    return changed(change, found.record, found.no)


def _end(change: Change, found: Kept) -> None:
    row = change.rows.get(OWN_FORM.kept_in, found.record)
    if row is not None:
        record.move_in(change, OWN_FORM, row, "end")


def prepare(session: Session, name: str, id: str = "", chosen: Chosen = ALL) -> Job:
    """Read what fills the form in use. ``Refused`` if there is none, or if it is not the file that was kept."""
    found = kept(session, name)
    if found is None:
        raise Refused("own_form_not_kept", paper=_paper(session, name).title)
    data = record.attachment(session, found.sha256)
    if hashlib.sha256(data).hexdigest() != found.sha256:
        raise Refused("import_broken", file=found.file)
    return Job(found.file, data, found.places, contents(session, name, id, chosen))


def trial(session: Session, name: str, id: str, found: Look, mapping: Mapping[str, str], chosen: Chosen = ALL) -> Job:
    """The same for a form that is not kept yet."""
    places = checked(session, name, found, mapping, id)
    return Job(found.file, found.data, places, contents(session, name, id, chosen))


def write(job: Job, target: Path) -> list[Path]:
    """Write the filled form; a register that does not fit goes on in further files. Returns all of them."""
    return own_form.fill(target, job.file, job.data, job.places, job.contents)


def fill(session: Session, name: str, id: str, target: Path) -> list[Path]:
    """Read and write at once."""
    return write(prepare(session, name, id), target)


def fill_unkept(session: Session, name: str, id: str, path: Path, target: Path) -> list[Path]:
    """Fill a book once, by its named cells or, where it is the form in use, by the places kept for it."""
    found = inspect(path)
    known = kept(session, name)
    if known is not None and known.sha256 == hashlib.sha256(found.data).hexdigest():
        return fill(session, name, id, target)
    named = guess(session, name, found, id).named
    if not named:
        raise Refused("own_form_nothing_named", file=path.name)
    return write(trial(session, name, id, found, named), target)
