"""The serial numbers of a certificate, from a file or as somebody pasted them."""

from __future__ import annotations

from pathlib import Path

from app.exchange import certificates


def read(path: Path) -> str:
    """The serials in an Excel or CSV file, one a line."""
    return "\n".join(certificates.read(path))


def tidy(said: str) -> str:
    """What was pasted; of a table with a head only its serials, one a line."""
    found = certificates.pasted(said)
    return said if found is None else "\n".join(found)
