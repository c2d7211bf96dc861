"""Each built-in profile as the files hold it, for the tests that hold for any city."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

POLICIES = Path(__file__).parents[2] / "resources" / "policies"
INDEX: dict[str, Any] = tomllib.loads((POLICIES / "index.toml").read_text(encoding="utf-8"))


@dataclass
class City:
    """The three files of a profile, and the keys that its tables declare."""

    row: dict[str, Any]
    profile: dict[str, Any] = field(default_factory=dict)
    checklist: dict[str, Any] = field(default_factory=dict)
    clauses: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        folder = POLICIES / self.row["folder"]
        self.profile = tomllib.loads((folder / "profile.toml").read_text(encoding="utf-8"))
        self.checklist = tomllib.loads((folder / "checklist.toml").read_text(encoding="utf-8"))
        with (folder / "clauses.csv").open(encoding="utf-8", newline="") as file:
            self.clauses = list(csv.DictReader(file))

    def keys(self, table: str) -> set[str]:
        """The keys of a table's rows."""
        return {row["key"] for row in self.profile[table]}

    @property
    def items(self) -> list[dict[str, Any]]:
        """The questions."""
        return list(self.checklist["item"])

    @property
    def excused(self) -> list[dict[str, Any]]:
        """The duties that are not asked, each with a reason."""
        return list(self.checklist.get("not_inspected", []))

    @property
    def sheets(self) -> set[str]:
        """The kinds of sheet that the profile inspects with."""
        return {row["sheet"] for row in self.profile["inspections"]}

    @property
    def rules(self) -> list[tuple[str, dict[str, Any]]]:
        """Every rule with the table it stands in."""
        tables = ("disposal_rules", "carryout_rules", "media_rules")
        return [(table, row) for table in tables for row in self.profile[table]]

    def walk(self) -> Iterator[tuple[str, object]]:
        """Every value of profile.toml with its place, the containers included."""
        yield from _walk(self.profile, "")


def _walk(value: object, place: str) -> Iterator[tuple[str, object]]:
    yield place, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _walk(inner, f"{place}[{number}]")


@pytest.fixture(scope="session", params=INDEX["policies"], ids=lambda row: row["id"])
def city(request: pytest.FixtureRequest) -> City:
    """Each built-in profile in turn."""
    return City(request.param)
