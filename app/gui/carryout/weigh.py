"""What a person should weigh before deciding on a request, for one seal and for several alike."""

from __future__ import annotations

from app.common import i18n
from app.common.i18n import t
from app.domain.policy import Profile
from app.gui import wording
from app.gui.carryout.case import Case
from app.gui.carryout.rule_box import RuleBox


def warnings(profile: Profile, case: Case, excepted: bool = False) -> list[str]:
    """Separation of duties, acting for another, exceptions, advice of the rules, an open virus find."""
    said = case.standing.warnings(profile, excepted)
    if case.standing.step == "decide" and case.demand.excepted:
        notes = [rule.note.get(i18n.language()) for rule in case.demand.excepted]
        said = [t("carryout_page.excepted"), *notes, *said]
    missing = [key for key in RuleBox.advised(case.demand) if key not in (case.row["safeguards"] or [])]
    if case.standing.step == "decide" and missing:
        said.append(t("carryout_page.advised_missing", safeguards=wording.choices("safeguard", missing)))
    if "found" in (case.row["out_virus_check"], case.row["back_virus_check"]):
        said.append(t("carryout_page.virus_found"))
    return said
