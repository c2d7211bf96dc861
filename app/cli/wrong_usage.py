"""What argparse says of a command line that it cannot read, in the language in use."""

from __future__ import annotations

import re

from app.common.i18n import t

#: The sentences of argparse, and the message that says the same; what none fits is said as argparse says it.
_SAID = (
    (r"the following arguments are required: (?P<words>.+)", "cli.wrong.required"),
    (r"one of the arguments (?P<words>.+) is required", "cli.wrong.one_of"),
    (r"unrecognized arguments: (?P<words>.+)", "cli.wrong.unknown"),
    (r"argument (?P<name>[^:]+): invalid choice: (?P<value>.+) \(choose from (?P<choices>.+)\)", "cli.wrong.choice"),
    (r"argument (?P<name>[^:]+): expected (at least )?one argument", "cli.wrong.value"),
    (r"argument (?P<name>[^:]+): invalid \w+ value: (?P<value>.+)", "cli.wrong.kind"),
    (r"argument (?P<name>[^:]+): not allowed with argument (?P<other>.+)", "cli.wrong.together"),
)


def told(message: str) -> str:
    """A sentence of argparse put into ours; names of options stay as they are typed."""
    for pattern, id in _SAID:
        if found := re.fullmatch(pattern, message):
            return t(id, **{name: words.replace("'", "") for name, words in found.groupdict().items()})
    return message
