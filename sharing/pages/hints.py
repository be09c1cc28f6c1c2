"""Word to the workers that a run waits. It may be lost: the sweeper would tell them half a minute later."""

from functools import partial

from django.db import transaction

from sharing.integration.models import LoadRun
from sharing.integration.tasks import load_run


def hint(run: LoadRun) -> None:
    """Once the run is on record."""
    transaction.on_commit(partial(load_run.delay, run_id=run.pk), robust=True)
