"""What every test may ask for. Tests run on PostgreSQL only: constraints, triggers and row locks are the design."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import timezone, translation
from hypothesis import HealthCheck, settings

from agencies.models import Agency, Role, User
from catalog import loading
from tests import databases
from tests import factories as make
from tests.kept import empty, kept

settings.register_profile(
    "project", deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
settings.load_profile("project")


# Workers of one run share a Redis database, and clear only what is theirs.
PREFIX = os.environ.get("PYTEST_XDIST_WORKER", "main")
project.CACHES["default"]["KEY_PREFIX"] = PREFIX
# A developer's own system keeps its keys and anchors there: a test that needs such a place makes one.
project.DATA_DIR = Path(os.devnull)

# The demonstration's twelve passwords are there to be typed, not to be guarded.
project.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A file of ours is looked for when it is asked for: every client of a test would otherwise begin by listing them all.
project.WHITENOISE_AUTOREFRESH = True

# After a test with transactions of its own.
TransactionTestCase._fixture_teardown = lambda _self: empty()


@pytest.fixture(scope="session")
def notes(tmp_path_factory: Any) -> Path:
    """Where the workers of one run leave word for each other: what a worker's base lies in is the run's."""
    base: Path = tmp_path_factory.getbasetemp()
    return base if PREFIX == "main" else base.parent


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the papers of the scene lie, which is built once."""
    return tmp_path_factory.mktemp("papers")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, notes: Path) -> Iterator[None]:
    """A migrated database for each worker, in place of pytest-django's, which migrates anew for every one."""
    own = f"{databases.MIGRATED}_{PREFIX}"
    with django_db_blocker.unblock():
        databases.ensure_migrated(notes)
    databases.copy(databases.MIGRATED, own)
    with databases.speaking_to(own):
        yield
    databases.drop(own)


def pytest_unconfigure() -> None:
    """What the workers copied goes last."""
    if PREFIX == "main":
        for name in (databases.TOWN, databases.MIGRATED):
            databases.drop(name)


def pytest_collection_finish() -> None:
    """The code stays to the end: the collector, which took a seventh of the time, looks at it no more, and seldom at the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 10, 10)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, in whatever order the others come: one begun at the end would leave the other worker idle."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Nothing one test cached is answered to another."""
    client = cache._cache.get_client()
    for key in client.scan_iter(f"{PREFIX}:*"):
        client.delete(key)


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    """A test that asked for an English page leaves its thread speaking English; the next one does not inherit that."""
    yield
    translation.deactivate()


@pytest.fixture
def now() -> datetime:
    """One fixed moment, a Monday morning."""
    return make.NOW


@pytest.fixture
def city(db: None) -> make.City:
    """Agencies, the cast and three databases under one decision."""
    return kept(make.build_city)


@pytest.fixture
def demo(db: None) -> None:
    """The demo city of `make run`, loaded today."""
    kept(load_demo)


def load_demo() -> None:
    loading.load_demo(at=timezone.now())


@pytest.fixture
def officer(db: None) -> Callable[[Role, Agency], User]:
    """Maker of a person with a role at an agency."""
    return make.officer
