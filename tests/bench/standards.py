"""``python -m tests.bench.standards FOLDER``: how well pasted standards are split and asked, against an inventory.

FOLDER holds, for each built-in profile, ``text/<id>.txt`` and ``<id>.jsonl``: one clause a line with id, text, kind,
topic and topics_also. ``--terms FILE`` writes ``resources/standards/terms.csv`` anew from the same texts.

The splitter and the signs were made with these very texts before our eyes, so that others will fare a little worse.
Questions are proposed from the profiles of the other bodies only; one is said to be about the same thing where it
settles, at home, a clause of the same topic. Whether it really fits only a reader can tell.
"""

import argparse
import csv
import json
import re
import unicodedata
from pathlib import Path

from app.common import i18n
from app.domain import standard_draft
from app.domain.clause_record import RecordSign
from app.domain.question_match import Bank
from app.domain.standards import split
from app.services import policy, standards

CLOSE = 6  # characters by which a clause may differ and still be the same


def folded(text):
    """A text without blanks and in one width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def inventory(folder, id):
    """The clauses of a text as they were noted by hand, by id."""
    rows = map(json.loads, (folder / f"{id}.jsonl").read_text("utf-8").splitlines())
    return {row["id"]: row for row in rows if row["kind"] != "heading-only" and row["topic"] != "document-meta"}


def share(part, whole):
    """Part of whole, with its per cent."""
    return f"{part}/{whole} ({100 * part / whole:.1f} %)" if whole else "0/0"


def is_found(text, found):
    """Whether a clause came out as one piece."""
    return any(
        text == each or (len(text) > 15 and abs(len(text) - len(each)) <= CLOSE and text in each) for each in found
    )


def terms(folder, profiles):
    """The terms of every clause that a question of its own profile settles."""
    bank = Bank(profiles, standards.topics())
    for profile in profiles:
        settled = {id for item in profile.items.values() for id in item.covers}
        pieces = split((folder / "text" / f"{profile.id}.txt").read_text("utf-8")).clauses
        texts = {id: row["text"] for id, row in inventory(folder, profile.id).items()}
        for id, text in (texts | {clause.id: clause.text for clause in pieces}).items():
            if id in settled:
                yield profile.id, id, " ".join(bank.terms_in(text))


def asked(profile, profiles, folder, known):
    """How many duties get a question about the same thing: the first, one of three, and of those called sure."""
    records = [
        RecordSign(row["key"], tuple(map(tuple, row["groups"]))) for row in standards._signs("records")["record"]
    ]
    others = [each for each in profiles if each.id != profile.id]
    concepts = standards._signs("concepts")["concepts"]
    bank = Bank(others, standards.topics(), concepts, records, standards._terms())
    pieces = split((folder / "text" / f"{profile.id}.txt").read_text("utf-8"))
    rows = [row for row in standard_draft.propose(pieces, bank) if row.clause.id in known[profile.id]]
    fits = [[same_topic(known, known[profile.id][row.clause.id], one) for one in row.candidates[:3]] for row in rows]
    sure = [fit for row, fit in zip(rows, fits, strict=True) if row.candidate and row.candidate.sureness == "sure"]
    return (
        share(sum(bool(fit and fit[0]) for fit in fits), len(rows)),
        share(sum(map(any, fits)), len(rows)),
        share(sum(fit[0] for fit in sure), len(sure)),
    )


def same_topic(known, clause, candidate):
    """Whether a question settles, at home, a clause of a topic of this one."""
    home = known[candidate.source.profile.id]
    wanted = {clause["topic"], *clause.get("topics_also", ())}
    return any(
        wanted & {home[id]["topic"], *home[id].get("topics_also", ())}
        for id in candidate.source.item.covers
        if id in home
    )


def main():
    """Measure, or write the terms."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--terms", type=Path, help="write the terms of the clauses to this file instead")
    args = parser.parse_args()
    i18n.use("ja")
    profiles = [policy.read(item.folder) for item in policy.built_in()]
    if args.terms:
        with args.terms.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([("profile", "clause", "terms"), *terms(args.folder, profiles)])
        return
    known = {profile.id: inventory(args.folder, profile.id) for profile in profiles}
    for profile in profiles:
        rows = known[profile.id].values()
        found = {
            folded(each.text) for each in split((args.folder / "text" / f"{profile.id}.txt").read_text("utf-8")).clauses
        }
        duties = [row for row in rows if row["kind"] == "duty"]
        whole = [sum(is_found(folded(row["text"]), found) for row in each) for each in (rows, duties)]
        print(f"{profile.id}: clauses {share(whole[0], len(rows))}, duties {share(whole[1], len(duties))}", end="; ")
        first, three, sure = asked(profile, profiles, args.folder, known)
        print(f"first question {first}, one of three {three}, of the sure ones {sure}")


if __name__ == "__main__":
    main()
