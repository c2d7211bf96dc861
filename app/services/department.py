"""Founding a department's store: policy, unit, people, the manager's seal, the year's cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.common import i18n
from app.common.clock import Clock, SystemClock
from app.common.errors import Refused
from app.common.paths import Paths
from app.domain import approval
from app.domain.policy import Profile
from app.domain.projection import FORMS
from app.services import inspection, people, record
from app.services.approval import Signet
from app.services.keys import STANDARD, Cost, check_password, installation_key
from app.services.session import Session, new_id, start_chain
from app.store import database
from app.store.ledger import Change, Pen


class Foundation(Struct, frozen=True):
    """What the first-run wizard gathers. ``people[manager]`` heads the unit and founds the store.

    ``people[deputised]`` is whom the head stands in for, where the policy makes the head of this kind of unit a deputy.
    ``municipality`` replaces the profile's own name where the store is another city's or a training one.
    """

    profile: Profile
    unit: str
    unit_kind: str
    people: Sequence[Mapping[str, Any]]
    manager: int = 0
    password: str = ""
    bureau: str = ""
    municipality: str = ""
    training: bool = False
    staff: Sequence[int] = ()
    deputised: int = -1


def found(path: Path, paths: Paths, plan: Foundation, clock: Clock | None = None, cost: Cost = STANDARD) -> Session:
    """Make the store and return it open, with the manager at the keyboard. Nothing is left behind if a step fails."""
    _check(plan)
    key = installation_key(paths.make().installation_key)
    store = database.create(path)
    session = Session(store, Pen(new_id(), key), plan.profile, paths, clock or SystemClock(), cost=cost)
    try:
        session.user = session.ids()
        with session.change() as change:
            _found_in(change, session, plan)
        inspection.open_year(session)
        session.remember_heads()
    except BaseException:
        store.close()
        path.unlink(missing_ok=True)
        raise
    return session


def _check(plan: Foundation) -> None:
    names = [str(person.get("name", "")).strip() for person in plan.people]
    if not plan.unit.strip():
        raise Refused("unit_missing")
    if not names or not names[plan.manager]:
        raise Refused("manager_missing")
    role = approval.deputised_by(plan.profile, approval.head_role(plan.profile, plan.unit_kind))
    if role and (plan.deputised in (-1, plan.manager) or not names[plan.deputised]):
        raise Refused("deputised_missing", role=plan.profile.roles[role].label.get(i18n.language()))
    check_password(plan.profile, plan.password, names=(*names, plan.unit))


def _found_in(change: Change, session: Session, plan: Foundation) -> None:
    start_chain(change, session)
    form = FORMS["person"]
    order = [plan.manager, *(n for n in range(len(plan.people)) if n != plan.manager)]
    founder, ids = session.user, dict[int, str]()
    for number in order:
        # The founder writes before he is written down, so his record takes the id that he writes under.
        own = founder if number == plan.manager else ""
        ids[number] = record.open_in(change, session, form, plan.people[number], id=own)[0]
    signet = people.enrol_in(change, session, founder, plan.password, by=None)
    _founding_events(change, session, plan, signet)
    if role := approval.deputised_by(plan.profile, approval.head_role(plan.profile, plan.unit_kind)):
        people.grant_in(change, session, ids[plan.deputised], role, session.today, "", signet)


def _founding_events(change: Change, session: Session, plan: Foundation, signet: Signet) -> None:
    founder = signet.person
    shown = {"name": str((change.rows.get("person", founder) or {}).get("name", "")), "unit": plan.unit}
    unit = {"name": plan.unit.strip(), "kind": plan.unit_kind, "bureau": plan.bureau}
    unit["municipality"] = plan.municipality or plan.profile.municipality.ja
    body = {"store": session.ids(), "unit": unit, "founder": founder, "training": int(plan.training)}
    change.append("store.founded", body, seal=signet.maker(shown=shown))
    adopted = {"digest": plan.profile.digest, "profile": dict(plan.profile.raw)}
    change.append("policy.adopted", adopted, seal=signet.maker(shown=shown))
    kind = plan.profile.unit_kinds.get(plan.unit_kind, {})
    for role in (approval.head_role(plan.profile, plan.unit_kind), *kind.get("also_roles", ())):
        people.grant_in(change, session, founder, role, session.today, "", signet)
