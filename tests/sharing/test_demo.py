"""The demo city's sources: on the first start there is something to see, right and wrong."""

import pytest
from django.db import connection
from django.utils.timezone import now

from agencies.models import User
from catalog.models import Decision
from sharing.demo import contracts, sources, systems
from sharing.demo.mariadb import mariadb
from sharing.integration.loading import load
from sharing.integration.models import LoadRun
from tests.conftest import load_demo
from tests.databases import drop
from tests.kept import kept
from tests.sharing.setting import empty_warehouse


@pytest.fixture
def town(transactional_db, settings, tmp_path):
    """The demo city, with a drop folder of its own."""
    kept(load_demo)
    settings.DROP_FOLDER = tmp_path / "drop"
    yield tmp_path
    empty_warehouse()
    drop(f"{connection.settings_dict['NAME']}_{systems.AGENCY}")


def test_the_demo_citys_sources_show_what_is_right_and_what_is_wrong(town):
    contracts.decide(at=now())
    with systems.api() as api, mariadb(town / "mariadb") as mysql:
        told = [sources.of_workbook(systems.workbook()), sources.of_api(api), *sources.of_postgres(*systems.postgres())]
        told += [sources.of_mysql(*mysql)] if mysql else []
        operator = User.objects.get(username="vanhanh.kho")
        sources.tell(told, by=operator, at=now())
        for run in LoadRun.objects.order_by("pk"):
            load(run, worker="thử", clock=now)
        contracts.decide(at=now())
        sources.tell(told, by=operator, at=now())
    ends = {run.source.dataset: (run.state, run.extracted, run.quarantined) for run in LoadRun.objects.select_related("source")}
    expected = {
        "ho_kinh_doanh": ("DONE", 300, 15),
        "giay_phep": ("FAILED", None, None),
        "doanh_nghiep": ("DONE", 1201, 38),
        "don_vi_hanh_chinh": ("DONE", 3321, 0),
        "du_an": ("DONE", 150, 2),
    }
    assert ends == {name: end for name, end in expected.items() if mysql or name != "du_an"}
    assert LoadRun.objects.count() == len(told) and Decision.objects.count() == 2
    assert not {run.reason for run in LoadRun.objects.filter(state="FAILED")} - {"no-dictionary"}
