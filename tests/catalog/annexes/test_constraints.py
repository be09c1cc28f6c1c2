"""What the database itself refuses to store about imports of annexes."""

from django.utils.timezone import now

from tests.catalog.annexes.test_pages import ready
from tests.refusals import change, copy, refused

BROKEN = {
    "catalog_annex_known_state": lambda annex: change(annex, state="LOST"),
    "catalog_annex_applied_by_decision": lambda annex: change(annex, state="APPLIED"),
    "catalog_annex_confirmed_who_when": lambda annex: change(annex, confirmed_at=now()),
    "catalog_annexrow_once": lambda annex: copy(annex.rows.first()),
    "catalog_annexstep_append_only": lambda annex: change(annex.steps.first(), note="Khác"),
}


def test_the_database_refuses(city):
    annex = ready(city)
    for name, break_it in BROKEN.items():
        with refused(name):
            break_it(annex)
