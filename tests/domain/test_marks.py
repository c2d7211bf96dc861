"""The marks of a policy's answers in what a person reads: guidance, filters, papers."""

import copy

import pytest

from app.common import i18n
from app.common.i18n import t
from app.domain import words
from app.domain.policy import Item, Text, load
from app.services import policy

GUIDE = "承認が後なら△、なければ×です。覚えがあれば△か×です。"


def scaled(preset):
    raw = copy.deepcopy(dict(policy.find("takasaki").raw))
    return load({**raw, "scale": {"preset": preset, "choices": policy.scales()[preset]["choices"]}})


def item():
    return Item("X-001", "staff", "2.3", (), Text("問"), guide=Text(GUIDE))


@pytest.fixture(autouse=True)
def no_words():
    yield
    i18n.use_words({})


def test_guidance_names_only_marks_that_are_offered():
    assert words.guidance(scaled("maru"), item()) == GUIDE
    assert words.guidance(scaled("yesno"), item()) == "承認が後なら×、なければ×です。覚えがあれば×です。"


def test_no_guide_of_any_policy_names_a_mark_that_its_scale_lacks():
    plain = scaled("yesno")
    assert not [each.code for each in plain.items.values() if "△" in words.guidance(plain, each)]


def test_messages_name_the_marks_of_the_scale():
    i18n.use_words(words.of_policy(scaled("yesno")))
    assert t("inspection_page.filter.weak") == "×"
    assert "△" not in t("paper.sheet.definition")
    i18n.use_words(words.of_policy(scaled("maru")))
    assert t("inspection_page.filter.weak") == "△・×"
    assert "○÷（○＋△＋×）" in t("paper.sheet.definition")
