"""The colours can be read."""

import pytest

from app.common import resources
from app.gui.palette import DARK, LIGHT, Palette, contrast

STATES = ("done", "partly", "not", "na", "accent")
THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda p: p.name)


@THEMES
@pytest.mark.parametrize("ground", ["window", "surface", "raised", "hover"])
@pytest.mark.parametrize("ink", ["text", "muted", *STATES])
def test_text_on_every_ground(colours, ground, ink):
    assert contrast(colours.of(ink), colours.of(ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("state", STATES)
def test_states_on_their_soft_ground_and_as_fill(colours, state):
    assert contrast(colours.of(state), colours.of(f"{state}_soft")) >= 4.5
    assert contrast(colours.on_accent, colours.of(state)) >= 4.5
    assert contrast(colours.text, colours.of(f"{state}_soft")) >= 4.5


@THEMES
def test_lines_of_controls_and_bars_are_seen(colours):
    for role in ("edge", "done_fill", "partly_fill", "not_fill", "na_fill"):
        assert contrast(colours.of(role), colours.surface) >= 3, role


@THEMES
def test_selected_text_is_read(colours):
    assert contrast(colours.on_accent, colours.accent_strong) >= 4.5
    assert contrast(colours.muted, colours.na_soft) >= 4.5


def test_indicator_pictures_have_the_theme_colours():
    for colours in (LIGHT, DARK):
        for name, role in (("check", "on_accent"), ("chevron-down", "muted"), ("chevron-up", "muted")):
            svg = resources.path("icons", "indicator", f"{name}-{colours.name}.svg").read_text()
            assert colours.of(role) in svg


def test_a_colour_is_asked_for_by_its_name():
    assert LIGHT.of("not") == LIGHT.not_
    assert len(Palette.__struct_fields__) > 20
    with pytest.raises(KeyError):
        LIGHT.of("name")
