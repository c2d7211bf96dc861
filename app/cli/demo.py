"""``tenkencho demo --out DIR``: the year of the training city, its papers and pictures, and the proof that it holds."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from app.common import i18n
from app.common.errors import Unavailable
from app.common.i18n import t
from app.common.paths import Paths
from app.domain import words
from app.services import paper, printing, training, verification
from app.services.session import Session

#: Drives the year by the window's own widgets: (store, paths, scratch, say) → the session.
Drive = Callable[[Path, Paths, Path, Callable[[str], None]], Session]
#: Saves pictures of the screens: (store, paths, folder) → their paths.
Pictures = Callable[[Path, Paths, Path], list[Path]]


def run(out: Path, drive: Drive | None = None, pictures: Pictures | None = None) -> int:
    """Do the year, write the papers, verify everything. Exit 0 only if all of it held."""
    store = _prepare(out)
    paths, scratch = Paths.under(out / ".work"), out / ".work" / "scratch"
    try:
        year = drive or _by_services
        session = year(store, paths.make(), scratch, _say)
        try:
            i18n.use_words(words.of_policy(session.profile))
            papers = _papers(session, out)
        finally:
            session.close()
        shots = pictures(store, paths, out / "screens") if pictures else []
        _say(t("demo.screens", n=len(shots)))
        return _prove(store, paths, papers)
    finally:
        shutil.rmtree(out / ".work", ignore_errors=True)
        journal = store.with_name(f"{store.name}-journal")
        if journal.exists() and not journal.stat().st_size:
            journal.unlink()  # what SQLite leaves empty beside a store that nobody has open


def _prepare(out: Path) -> Path:
    """A folder that holds nothing but what this run leaves."""
    if out.exists() and any(out.iterdir()):
        if not any(out.glob("*.tenken")):
            raise Unavailable("folder_not_empty", folder=str(out))
        for path in out.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    out.mkdir(parents=True, exist_ok=True)
    return out / t("demo.store_name")


def _say(text: str) -> None:
    print(text, flush=True)


def _by_services(store: Path, paths: Paths, scratch: Path, say: Callable[[str], None]) -> Session:
    return training.practise(store, paths, scratch, say)


def _papers(session: Session, out: Path) -> list[Path]:
    """Every paper of every record, as PDF and Excel; of further records only those that were written."""
    made: list[Path] = []
    used = {str(row["form"]) for row in session.store.query("SELECT DISTINCT form FROM entry")}
    for item in paper.papers(session):
        if item.group.startswith("records.") and (item.form not in used or item.kind in ("blank", "blank_register")):
            continue
        for id in paper.records_of(session, item.name):
            for kind in ("pdf", "xlsx"):
                name = paper.suggested_name(session, item.name, id, kind)
                made.append(printing.export(session, item.name, id, kind, out / name))
    _say(t("demo.papers", n=len(made)))
    return made


def _prove(store: Path, paths: Paths, papers: list[Path]) -> int:
    """Verify the store, rebuild a copy and compare, and look at every paper once more."""
    found = verification.verify(store, paths)
    for finding in found.findings:
        print(
            t(f"finding.{finding.code}", table=finding.table, record=finding.record, detail=finding.detail),
            file=sys.stderr,
        )
    before = verification.business_digest(store)
    verification.rebuild(store)
    same = verification.business_digest(store) == before and not verification.verify(store, paths).findings
    whole = all(path.stat().st_size > 0 for path in papers)
    sound = not found.findings and same and whole
    _say(t("demo.verified" if sound else "demo.not_verified", events=found.events, digest=before[:16]))
    return 0 if sound else 1
