"""The training city's store on this PC: opened if it is there, else made by practising the whole year."""

import shutil

from app.common.i18n import t
from app.common.paths import Paths
from app.gui.tasks import Progress
from app.services import training
from app.services.keys import Cost
from app.services.session import Session, open_session

#: The lines that practising says, for the progress bar.
_STEPS = 13


def practice_store(paths: Paths, progress: Progress, cost: Cost) -> Session:
    """The practice store, open and on today's clock; one that was not finished is never seen."""
    store = paths.data / t("demo.store_name")
    if not store.exists():
        scratch = paths.cache / "training"
        shutil.rmtree(scratch, ignore_errors=True)
        said = 0

        def say(text: str) -> None:
            nonlocal said
            said += 1
            progress(min(said, _STEPS), _STEPS, text)

        scratch.mkdir(parents=True)
        training.practise(scratch / store.name, paths, scratch, say, cost=cost).close()
        (scratch / store.name).replace(store)
        shutil.rmtree(scratch, ignore_errors=True)
    return open_session(store, paths)
