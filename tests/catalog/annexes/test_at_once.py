"""Two at one import, each on a connection of its own: workers, of whom one has an effect; a worker, and a person who cancels."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.utils.timezone import now

from catalog.annexes import actions, entering
from catalog.annexes.models import AnnexImport
from catalog.annexes.states import State
from catalog.annexes.tasks import sweep_annexes
from catalog.entries.models import DatabaseVersion
from tests import factories as make
from tests.catalog.annexes.test_pages import IMPORTS, left_nothing, ready, replacing
from tests.stored import stored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere() -> Iterator[Callable[..., Any]]:
    """Has something done on another connection, and waits for what it returns."""

    def done(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        yield lambda act: other.submit(done, act).result(timeout=20)


def confirmed(annex: AnnexImport) -> AnnexImport:
    """It, with nothing more to do but for a worker."""
    actions.confirm(annex, by=annex.created_by, at=now())
    return annex


def test_of_two_workers_at_one_import_the_second_does_nothing(elsewhere, monkeypatch):
    """The second comes when the first has written every row and not yet committed, and again when it is done."""
    annex = confirmed(ready(make.build_city()))
    complete, others = entering.complete, []

    def complete_and_wait(*said, **named):
        counts = complete(*said, **named)
        others.append(elsewhere(sweep_annexes))
        return counts

    monkeypatch.setattr(entering, "complete", complete_and_wait)
    assert (sweep_annexes(), others, elsewhere(sweep_annexes)) == (1, [0], 0)
    annex.refresh_from_db()
    assert (annex.state, annex.tries, DatabaseVersion.objects.count()) == (State.APPLIED, 1, 3 + 3)
    assert list(annex.steps.order_by("pk").values_list("move", flat=True)) == ["begin", "read", "write", "confirm", "apply"]


@pytest.mark.parametrize("moment", ["between rows", "at the end"])
def test_cancelled_while_a_worker_is_at_it_nothing_of_it_stays(elsewhere, monkeypatch, moment):
    """Between rows the worker stops there; when all of them are written, its last move finds out."""
    city = make.build_city()
    before = stored(but=IMPORTS)
    annex = confirmed(replacing(city, paper=True))
    sound, freeze, done = entering._sound, entering.editions.freeze, []

    def cancelled_at(reached: str, act: Callable[..., Any], *said: Any, **named: Any) -> Any:
        done.append(reached)
        if reached == moment:
            elsewhere(lambda: actions.cancel(AnnexImport.objects.get(), by=annex.created_by, at=now()))
        return act(*said, **named)

    monkeypatch.setattr(entering, "_sound", partial(cancelled_at, "between rows", sound))
    monkeypatch.setattr(entering.editions, "freeze", partial(cancelled_at, "at the end", freeze))
    assert (sweep_annexes(), done[-1]) == (0, moment)
    left_nothing(annex, before)
