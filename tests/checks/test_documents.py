"""Documents: every page and command has its place in them, links lead somewhere, nothing of the workshop is named."""

import re
import subprocess
from pathlib import Path

import pytest

from app.cli.commands import parser
from app.gui.pages import PAGES

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("resources/manual/*/*.md"), ROOT / "i18n" / "GLOSSARY.md"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_has_its_manual_page(language):
    folder = ROOT / "resources" / "manual" / language
    assert {spec.key for spec in PAGES} | {"first-run", "verification"} <= {path.stem for path in folder.glob("*.md")}


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_every_command_is_in_the_readme(name):
    verbs = next(action for action in parser()._actions if action.dest == "command").choices
    text = (ROOT / name).read_text("utf-8")
    assert not [verb for verb in verbs if f"`{verb}" not in text]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#]+)", path.read_text("utf-8"))
    assert not [link for link in links if "://" not in link and not (path.parent / link).exists()]


def test_no_claim_that_nothing_can_be_changed():
    files = subprocess.run(
        ["git", "ls-files", "*.po", "*.md", "*.toml"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = [name for name in files.stdout.split() if "改ざんを防" in (ROOT / name).read_text("utf-8")]
    assert not found
