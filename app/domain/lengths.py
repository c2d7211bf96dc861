"""How long a text may be: whoever pastes a whole file into a line is told so before it is kept."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.forms import Fault, Form, Values

#: How many letters a text may have: a line, an identifier, and a note, which a cell of Excel (32,767) must hold.
MOST: Mapping[str, int] = {"text": 2_000, "id": 200, "note": 30_000}


def overlong(form: Form, values: Values, stage: str = "") -> list[Fault]:
    """Texts that nobody meant to write there, such as a whole file that was pasted; the fault's value is the limit."""
    found = []
    for item in form.stage(stage):
        value, most = values.get(item.name), MOST.get(item.kind, 0)
        if item.kind == "rows" and isinstance(value, list):
            columns = Form(item.name, item.columns, "")
            found += [
                Fault(f"{item.name}.{number}.{fault.field}", fault.code, fault.value)
                for number, line in enumerate(value)
                for fault in overlong(columns, line)
            ]
        elif most and isinstance(value, str) and len(value) > most:
            found.append(Fault(item.name, "text_too_long", f"{most:,}"))
    return found
