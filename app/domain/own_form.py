"""A city's own Excel form for a paper: which file, and which value goes where."""

from __future__ import annotations

from app.domain.entry import FLOWS, TABLE
from app.domain.forms import Field, Form

_FLOW = "register"

#: One record for each form that was kept; the file itself is attached to it. Its ending is the end of its use.
OWN_FORM = Form(
    name="own_form",
    fields=(
        Field("x_paper", required=True),
        Field(
            "x_places",
            "rows",
            required=True,
            columns=(Field("key", required=True), Field("place", required=True)),
        ),
    ),
    initial=FLOWS[_FLOW].initial,
    actions=FLOWS[_FLOW].actions,
    prefix="様式",
    final=FLOWS[_FLOW].final,
    table=TABLE,
    flow=_FLOW,
)
