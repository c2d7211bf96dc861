"""The colours of the program by name, for light and dark."""

from msgspec import Struct


class Palette(Struct, frozen=True):
    """Every colour of one theme as #RRGGBB; widgets ask for a name, never for a value.

    `done`, `partly`, `not_`, `na` come from a set that readers with any colour vision can tell apart, and they
    always stand beside a mark and a word. Each `*_soft` is the quiet ground that its colour is written on, each
    `*_fill` the brighter one for bars.
    """

    name: str
    window: str
    surface: str
    raised: str
    hover: str
    line: str
    edge: str
    text: str
    muted: str
    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str
    done: str
    done_soft: str
    partly: str
    partly_soft: str
    not_: str
    not_soft: str
    na: str
    na_soft: str
    done_fill: str
    partly_fill: str
    not_fill: str
    na_fill: str

    def of(self, role: str) -> str:
        """The colour called `role`; KeyError for a name that no theme has."""
        attribute = "not_" if role == "not" else role
        if attribute not in _ROLES:
            raise KeyError(role)
        return str(getattr(self, attribute))


_ROLES = frozenset(Palette.__struct_fields__) - {"name"}

LIGHT = Palette(
    name="light",
    window="#F5F6F8",
    surface="#FFFFFF",
    raised="#FFFFFF",
    hover="#EEF1F5",
    line="#D8DCE2",
    edge="#878F9B",
    text="#1B1F24",
    muted="#5A6270",
    accent="#1B5FAA",
    accent_strong="#154C89",
    accent_soft="#E7F0FA",
    on_accent="#FFFFFF",
    done="#00696B",
    done_soft="#E1F2F1",
    partly="#8F5600",
    partly_soft="#FCF0DC",
    not_="#B9320F",
    not_soft="#FCEAE4",
    na="#5A6270",
    na_soft="#EDEFF2",
    done_fill="#12807E",
    partly_fill="#C77F00",
    not_fill="#CC3D14",
    na_fill="#878F9B",
)

DARK = Palette(
    name="dark",
    window="#15181C",
    surface="#1E2227",
    raised="#272C33",
    hover="#2A3037",
    line="#343A42",
    edge="#78818D",
    text="#E8EAED",
    muted="#A7AFBA",
    accent="#6FA8E8",
    accent_strong="#8CBBF0",
    accent_soft="#1F3247",
    on_accent="#0E1418",
    done="#5CC8BF",
    done_soft="#17322F",
    partly="#F0B55E",
    partly_soft="#3A2C16",
    not_="#FF9478",
    not_soft="#40231B",
    na="#A7AFBA",
    na_soft="#2C3138",
    done_fill="#4DB8AF",
    partly_fill="#F0B55E",
    not_fill="#F27C5C",
    na_fill="#78818D",
)


def contrast(first: str, second: str) -> float:
    """The WCAG 2.x contrast ratio of two #RRGGBB colours, 1.0 to 21.0."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
