"""From a city's own standard to a draft profile: read, split, match with the bank, save as a folder."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.common import resources
from app.common.errors import Refused
from app.common.i18n import t
from app.domain import standard_draft
from app.domain.clause_record import RecordSign
from app.domain.clause_topic import Topic, Topics
from app.domain.policy import Profile, Text, load
from app.domain.question_match import Bank, Source
from app.domain.standard_draft import Plan, Proposal
from app.domain.standards import MOST_CLAUSES, Split, split
from app.exchange import standards as files
from app.services import policies, policy

Progress = Callable[[int, int, str], None]
#: How well a proposal fits, the best first. Only the best is taken unless somebody says so.
SURENESS = ("sure", "likely", "unsure")
#: The subject of a sentence that is a person or a body.
_PERSON = re.compile(r"[^をがにで]{1,30}(?:者|員|員等|等|会議|委員会|本部|課長|部長|長|CSIRT)|CSIRT|CISO")
#: The id of a draft and the name of its folder.
_ID = re.compile(r"[a-z][a-z0-9-]{0,30}")


class Reading(Struct, frozen=True):
    """A standard that was read: its clauses, and for each duty the questions that may ask it."""

    split: Split
    proposals: tuple[Proposal, ...]
    subjects: tuple[tuple[str, int], ...]

    def taken(self, least: str = "sure") -> dict[str, Source]:
        """The questions proposed that fit at least so well ("sure", "likely", "unsure"), by the clause's id."""
        wanted = SURENESS[: SURENESS.index(least) + 1]
        found = {row.clause.id: row.candidate for row in self.proposals}
        return {id: one.source for id, one in found.items() if one is not None and one.sureness in wanted}

    @property
    def unmatched(self) -> tuple[Proposal, ...]:
        """The duties for which the bank has nothing that fits."""
        return tuple(row for row in self.proposals if row.candidate is None)


@lru_cache(maxsize=1)
def bank() -> Bank:
    """The questions of all built-in profiles."""
    profiles = [policy.read(item.folder) for item in policy.built_in()]
    records = [RecordSign(row["key"], tuple(map(tuple, row["groups"]))) for row in _signs("records")["record"]]
    return Bank(profiles, topics(), _signs("concepts")["concepts"], records, _terms())


def _terms() -> dict[tuple[str, str], str]:
    """The terms of the clauses that the questions of the built-in profiles settle."""
    with resources.path("standards", "terms.csv").open(encoding="utf-8", newline="") as file:
        return {(row["profile"], row["clause"]): row["terms"] for row in csv.DictReader(file)}


def _signs(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.path("standards", f"{name}.toml").read_text("utf-8"))


def topics() -> Topics:
    """The topics that a standard can be about."""
    rows = _signs("topics")["topic"]
    return Topics([Topic(row["key"], tuple(row["words"])) for row in rows])


def person(subject: str) -> str:
    """The subject of a sentence where it names a person or a body; empty for anything else."""
    return subject if _PERSON.fullmatch(subject) else ""


def read_file(path: Path, progress: Progress | None = None) -> Reading:
    """Read a standard from a file. ``Refused`` with a sentence for what cannot be read."""
    return read_text(files.read(path), path.name, progress)


def read_text(text: str, name: str = "", progress: Progress | None = None) -> Reading:
    """Split a pasted standard and propose the questions. ``Refused`` where it holds no clause, or far too many."""
    found = split(files.checked(text, name))
    if len(found.clauses) > MOST_CLAUSES:
        raise Refused("standard_too_many", file=name, most=f"{MOST_CLAUSES:,}", clauses=f"{len(found.clauses):,}")
    if not found.duties:
        raise Refused("standard_without_duties", file=name)
    if progress is not None:
        progress(1, 2, t("paste.matching", n=len(found.duties)))
    proposals = standard_draft.propose(found, bank())
    named = Counter(clause.subject for clause in found.duties if person(clause.subject))
    return Reading(found, proposals, tuple(named.most_common(12)))


def source(key: str) -> Source:
    """A question of the bank by its key. ``Refused`` if there is none."""
    found = next((each for each in bank().sources if each.key == key), None)
    if found is None:
        raise Refused("item_unknown")
    return found


def make(
    reading: Reading, chosen: Mapping[str, Source], id: str, municipality: str, base: str = "", edition: str = ""
) -> Profile:
    """The draft profile. ``base`` names the profile whose roles, classes and rules stand in (the default one if empty),
    ``edition`` the standard's own.

    ``Refused`` where the id is no name for a folder.
    """
    if not _ID.fullmatch(id):
        raise Refused("standard_id", id=id)
    named = base or policy.built_in()[0].id
    stand_in = policy.find(named)
    texts = {"city": municipality or id, "base": stand_in.municipality.ja}
    plan = Plan(
        id, municipality or id, Text(t("paste.draft_name", **texts)), Text(t("paste.draft_note", **texts)), edition
    )
    raw = standard_draft.draft(reading.split, chosen, stand_in, bank(), plan, left=("without_forms",))
    return load(policy.complete(_bare(raw)))


def _bare(raw: dict[str, Any]) -> dict[str, Any]:
    """Without the further records that the program brings itself: they are added when a profile is read."""
    brought = policy.record_forms(raw.get("words", {}))
    return {**raw, "forms": [row for row in raw.get("forms", []) if row not in brought]}


def save(profile: Profile, folder: Path) -> Path:
    """Write a draft into a folder of its own below ``folder``. ``Refused`` if one of that name lies there already."""
    return policies.save(profile, folder / profile.id)
