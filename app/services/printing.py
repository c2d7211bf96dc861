"""Printing: a paper that was read from the store becomes a PDF or Excel file, apart from the window."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.common import i18n
from app.exports.document import Document
from app.services import paper
from app.services.session import Session


def render(made: Document, kind: str, path: Path) -> Path:
    """Write the paper ("pdf" or "xlsx") in a process of its own, so that no window waits for it."""
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            return pool.submit(_render, made, kind, path, i18n.language(), i18n.words()).result()
    except (BrokenProcessPool, OSError):
        return render_here(made, kind, path)


def _render(made: Document, kind: str, path: Path, language: str, words: dict[str, dict[str, str]]) -> Path:
    i18n.use(language)
    i18n.use_words(words)
    return render_here(made, kind, path)


def render_here(made: Document, kind: str, path: Path) -> Path:
    """Write the paper in this process."""
    if kind == "pdf":
        from app.exports import pdf

        return pdf.render(made, path)
    if made.fill is not None:
        from app.exports import answer_book

        return answer_book.write(path, made.fill, made.marks)
    from app.exports import xlsx

    return xlsx.render(made, path)


def export(session: Session, name: str, id: str, kind: str, path: Path) -> Path:
    """Read and write one paper at once."""
    return render_here(paper.document(session, name, id), kind, path)


def missing_glyphs(made: Document) -> list[str]:
    """The characters that no shipped font has, named as 「U+XXXX 字」, to be told before printing."""
    from app.exports.fonts import missing

    return missing("".join(_strings(made)))


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _strings(getattr(value, name))
