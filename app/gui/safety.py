"""What this PC remembers about a store's safety: when it was last verified, with what result, and last copied."""

from msgspec import Struct

from app.common.settings import Settings


class Safety(Struct, frozen=True):
    """Days in ISO form, empty for never; `findings` is how many the last verification had."""

    verified_on: str = ""
    findings: int = 0
    copied_on: str = ""


def of_store(settings: Settings, store: str) -> Safety:
    """What is known of the store with this id."""
    kept = settings.ui.get("safety", {}).get(store, {})
    return Safety(str(kept.get("verified_on", "")), int(kept.get("findings", 0)), str(kept.get("copied_on", "")))


def note_verified(settings: Settings, store: str, day: str, findings: int) -> None:
    """Remember a verification and its result."""
    _note(settings, store, {"verified_on": day, "findings": findings})


def note_copied(settings: Settings, store: str, day: str) -> None:
    """Remember that a verified copy was made."""
    _note(settings, store, {"copied_on": day})


def _note(settings: Settings, store: str, values: dict[str, object]) -> None:
    kept = settings.ui.get("safety", {})
    settings.ui = {**settings.ui, "safety": {**kept, store: {**kept.get(store, {}), **values}}}
