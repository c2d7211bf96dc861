"""Fields proposed from a register: what is picked in one fills those beside it that come from the same record."""

from collections.abc import Mapping, Sequence

from app.common.i18n import t
from app.domain.forms import Form
from app.gui.tasks import Tasks
from app.gui.widgets.choice_editors import Option
from app.gui.widgets.form_layout import FormLayout
from app.gui.widgets.search_picker import SearchPicker, among

#: By register, what each record holds for the fields of the form.
Proposed = Mapping[str, Sequence[Mapping[str, str]]]


class ProposedEditor(SearchPicker):
    """Text that may be picked from a register; the value is the text."""

    def __init__(self, tasks: Tasks) -> None:
        self._find = among([])
        super().__init__(lambda text: self._find(text), tasks, free=True)
        self.line.setPlaceholderText(t("records_page.proposed"))

    def value(self) -> str | None:
        return self.typed()

    def offer_of(self, options: Sequence[Option]) -> None:
        """What may be picked from now on."""
        self._find = among(options)


class Proposals:
    """The editors of a form that propose, by the name of their field."""

    def __init__(self, form: Form, tasks: Tasks) -> None:
        named = [item for item in form.fields if item.source and item.kind == "text"]
        self.editors = {item.name: ProposedEditor(tasks) for item in named}
        self._registers = {item.name: item.source.partition(".")[0] for item in named}
        self._records: Proposed = {}

    def take(self, records: Proposed, fields: FormLayout) -> None:
        """Offer what the registers hold."""
        self._records = records
        for name, editor in self.editors.items():
            held = records.get(self._registers[name], ())
            options = [Option(str(at), each[name], _beside(each, name)) for at, each in enumerate(held) if each[name]]
            editor.offer_of(options)
            editor.picked.connect(lambda option, name=name: self._fill(name, option, fields))

    def sole(self) -> dict[str, str]:
        """The values of registers that hold one record only: there is nothing to choose."""
        return {name: text for held in self._records.values() if len(held) == 1 for name, text in held[0].items()}

    def _fill(self, name: str, option: Option, fields: FormLayout) -> None:
        record = self._records[self._registers[name]][int(option.code)]
        fields.set_values({other: text for other, text in record.items() if other != name})
        self.editors[name].edited.emit()  # what was filled in beside it is kept as it is, too


def _beside(record: Mapping[str, str], name: str) -> str:
    return "　".join(text for other, text in record.items() if other != name and text)
