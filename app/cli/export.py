"""``tenkencho export STORE --form NAME --format pdf|xlsx|own --out PATH``: a paper from the store."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from app.bootstrap import Workplace
from app.common import i18n
from app.common.errors import BadInput, Fault
from app.common.i18n import t
from app.domain import words
from app.services import own_forms, paper, printing
from app.services.session import Session, open_session

Add = Callable[[str, str], argparse.ArgumentParser]


def declare(add: Add) -> None:
    """The command's arguments."""
    verb = add("export", t("cli.export.help"))
    names = [item.name for item in paper.PAPERS]
    verb.add_argument("store", type=Path, help=t("cli.store"))
    verb.add_argument("--form", required=True, metavar=t("cli.name"), help=_forms(names))
    kind = verb.add_mutually_exclusive_group(required=True)
    kind.add_argument("--format", choices=("pdf", "xlsx", "own"), help=t("cli.export.format"))
    kind.add_argument("--own", type=Path, metavar="BOOK.xlsx", help=t("own_form.cli"))
    verb.add_argument("--out", type=Path, required=True, metavar=t("cli.path"), help=t("cli.export.out"))
    verb.add_argument("--record", default="", metavar="NO", help=t("cli.export.record"))
    verb.set_defaults(act=act)


def _forms(names: list[str]) -> str:
    return t("cli.export.form", names=", ".join(names))


def act(chosen: argparse.Namespace, place: Workplace) -> int:
    """Write one paper; a form that is about one record takes the latest unless ``--record`` names another."""
    session = open_session(chosen.store, place.paths)
    try:
        i18n.use_words(words.of_policy(session.profile))
        known = [item.name for item in paper.papers(session)]
        if chosen.form not in known:
            raise BadInput(Fault("form", "paper_unknown", {"name": chosen.form, "known": ", ".join(known)}))
        id = paper.record_for(session, chosen.form, chosen.record)
        for done in _written(session, chosen, id):
            print(t("cli.export.done", path=done))
    finally:
        session.close()
    return 0


def _written(session: Session, chosen: argparse.Namespace, id: str) -> list[Path]:
    """The files: one, or several where the lines of a city's own form do not take a register at once."""
    if chosen.own is not None:
        return own_forms.fill_unkept(session, chosen.form, id, chosen.own, chosen.out)
    if chosen.format == "own":
        return own_forms.fill(session, chosen.form, id, chosen.out)
    return [printing.export(session, chosen.form, id, chosen.format, chosen.out)]
