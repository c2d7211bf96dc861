"""How a chapter stands, by the city's own scale: its bar on the home screen and beside a sheet."""

from collections import Counter
from collections.abc import Mapping

from app.domain.policy import Choice
from app.gui.widgets.chapter_bars import Chapter


def look_of(choice: Choice) -> str:
    """The look of an answer, by its points: full, some, none, or outside the score."""
    if not choice.points:
        return "na"
    points = float(choice.points)
    return "done" if points >= 1 else "partly" if points > 0 else "not"


def chapter_of(key: str, title: str, total: int, given: Mapping[str, int], scale: Mapping[str, Choice]) -> Chapter:
    """A chapter of ``total`` questions, ``given`` how often each answer of the scale."""
    looks: Counter[str] = Counter()
    for code, choice in scale.items():
        looks[look_of(choice)] += given.get(code, 0)
    marks = " ".join(f"{choice.mark} {given.get(code, 0)}" for code, choice in scale.items())
    return Chapter(key, title, total, looks["done"], looks["partly"], looks["not"], looks["na"], marks)
