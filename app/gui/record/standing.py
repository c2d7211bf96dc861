"""Who may take the sealed step that a record waits for: oneself, others by name, or only in an unavoidable case."""

from msgspec import Struct

from app.common import i18n
from app.common.errors import Refused
from app.common.i18n import t
from app.domain import approval as rules
from app.domain.forms import Action, Form
from app.domain.ledger import Row
from app.domain.policy import Profile, Separation
from app.gui import wording
from app.services import approval, people
from app.services.session import Session


class Standing(Struct, frozen=True):
    """``step`` is the sealed step waited for ("" for none), ``roles`` who may take it.

    ``on_paper`` tells whether it may be decided on paper; the rest is about whoever sits at the keyboard.
    """

    step: str = ""
    holds_role: bool = False
    broken: tuple[Separation, ...] = ()
    proposed: tuple[Separation, ...] = ()
    deciders: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    acting_for: str = ""
    roles: tuple[str, ...] = ()
    on_paper: bool = False

    @property
    def may_seal(self) -> bool:
        """Whether the person at the keyboard may take the step in the ordinary way."""
        return self.holds_role and not self.broken

    @property
    def may_except(self) -> bool:
        """Whether only やむを得ない場合 lets the person at the keyboard take the step."""
        return self.holds_role and bool(self.broken) and all(rule.exception for rule in self.broken)

    def remark_unless(self, profile: Profile, step: Action) -> tuple[str, ...] | None:
        """The decisions that need no remark; a deputy whom the policy limits says on what occasion, whatever it is."""
        return () if rules.needs_occasion(profile, step, self.acting_for) else step.remark_unless

    def warnings(self, profile: Profile, excepted: bool) -> list[str]:
        """The rules of separation to weigh before sealing, with their clauses."""
        against = [*(self.broken if excepted else ()), *self.proposed]
        scope = profile.roles[self.acting_for].deputy_scope.get(i18n.language()) if self.acting_for else ""
        said = [t(f"record_views.as_deputy{'_within' if scope else ''}", scope=scope)] if self.acting_for else []
        return said + [
            f"{rule.note.get(i18n.language())} {wording.citations(profile, rule.clause)}".strip() for rule in against
        ]


def read_standing(session: Session, form: Form, row: Row, step: str) -> Standing:
    """Who may take ``step`` now; reads the store."""
    if not step:
        return Standing()
    conflicts = rules.conflicts(session.profile, form, form.steps[step], row, session.user)
    deciders = approval.deciders(session, form, step, row)
    return Standing(
        step=step,
        holds_role=_holds_role(session, form, step, row),
        acting_for=_acting_for(session, form, step, row),
        roles=_role_names(session, form, step, row),
        on_paper=form.steps[step].paper,
        broken=tuple(rule for rule in conflicts if rule.basis == "policy"),
        proposed=tuple(rule for rule in conflicts if rule.basis != "policy"),
        deciders=tuple(called(session, form, step, row, person) for person in deciders),
        others=tuple(called(session, form, step, row, person) for person in deciders if person != session.user),
    )


def called(session: Session, form: Form, step: str, row: Row, person: str) -> str:
    """The name of somebody who may take the step; whoever may only stand in for another is called that."""
    name = approval.name_of(session, person)
    role, _ = approval.standing_in(session, form, step, row, person)
    if not approval.acting_for(session, form, step, row, role):
        return name
    return t("record_views.stands_in", name=name, role=wording.role_name(session.profile, role))


def _role_names(session: Session, form: Form, step: str, row: Row) -> tuple[str, ...]:
    """The roles that may decide, by the words of the policy."""
    known = session.profile.roles
    found = approval.roles_for(session, form, step, row)
    return tuple(known[role].label.get(i18n.language()) for role in found if role in known)


def _holds_role(session: Session, form: Form, step: str, row: Row) -> bool:
    """Whether the person at the keyboard has the role and a key for the step, separation of duties apart."""
    try:
        approval.standing_in(session, form, step, row, session.user)
    except Refused:
        return False
    return people.may_seal(session, session.user)


def _acting_for(session: Session, form: Form, step: str, row: Row) -> str:
    """The role in whose stead the person at the keyboard would decide (代決)."""
    try:
        role, _ = approval.standing_in(session, form, step, row, session.user)
    except Refused:
        return ""
    return approval.acting_for(session, form, step, row, role)
