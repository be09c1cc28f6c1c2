"""A job of an import that dies in the midst of its rows: nothing half is stored, and it is taken up again."""

import pytest
from django.utils.timezone import now

from catalog.annexes import actions
from catalog.annexes.models import AnnexImport
from catalog.annexes.states import State
from catalog.annexes.tasks import sweep_annexes
from catalog.entries.models import DatabaseVersion
from catalog.models import JournalEntry, SharedDatabase
from tests import factories as make
from tests.catalog.annexes.test_pages import ready
from tests.dying import killed_at

KILLED_AT = 30  # statements: the databases are written, their versions are not all told of


@pytest.mark.django_db(transaction=True)
def test_a_killed_job_leaves_nothing_and_the_next_one_does_all_of_it():
    city = make.build_city()
    annex = ready(city, 6)
    actions.confirm(annex, by=annex.created_by, at=now())
    before = SharedDatabase.objects.count(), JournalEntry.objects.count()
    assert killed_at(KILLED_AT, "catalog.annexes.tasks:sweep_annexes")
    assert (SharedDatabase.objects.count(), JournalEntry.objects.count()) == before
    assert AnnexImport.objects.get().tries == 1
    assert sweep_annexes() == 1
    assert (AnnexImport.objects.get().state, DatabaseVersion.objects.open().count()) == (State.APPLIED, before[0] + 6)
