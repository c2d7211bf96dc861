"""Whom the policy wants told when something went wrong: the city's chain, beside the incident report only."""

import pytest

from app.common import i18n
from app.domain import reporting
from app.services import policy

#: (who, to whom, clause) of the first and of the gravest step, read in the texts.
CHAINS = {
    "takasaki": (
        ("職員等", "情報セキュリティ管理者、統一的な窓口", "2.6.3(1)①"),
        (
            "情報セキュリティ管理者",
            "最高情報セキュリティ責任者（CISO）、統括情報セキュリティ責任者",
            "2.6.3(1)③、2.6.3(2)③",
        ),
    ),
    "sendai": (
        ("職員", "情報管理者", "第2章(8)3(1)第1段落"),
        ("局(区)情報管理者", "最高情報セキュリティ責任者", "第2章(8)3(2)第2段落"),
    ),
    "minato": (("職員等", "セキュリティ責任者", "基準4(1)5)①"), ("システム統括管理者", "警察", "基準11(4)④")),
}


@pytest.mark.parametrize("city", CHAINS)
def test_the_chain_is_the_citys(city):
    i18n.use("ja")
    profile = policy.find(city)
    steps = [reporting.told(profile, step) for step in reporting.chain(profile, "incident")]
    said = [(by, to, clauses) for by, to, _, clauses in steps]
    assert said[0] == CHAINS[city][0]
    assert CHAINS[city][1] in said
    named = {id for step in reporting.chain(profile, "incident") for id in step.clause}
    assert named <= set(profile.clauses)
    assert all(by and to and note for by, to, note, _ in steps)


def test_it_stands_beside_no_other_form():
    profile = policy.find("sendai")
    assert reporting.chain(profile, "fault") == ()
    assert reporting.lines(profile, "training") == []


def test_whoever_confirms_is_told_whom_to_tell_next():
    i18n.use("ja")
    said = reporting.lines(policy.find("sendai"), "incident", by="dept")
    assert len(said) == 3
    assert all(line.startswith("情報管理者 →") for line in said)
