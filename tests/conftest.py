"""What every test may ask for. Tests run on PostgreSQL only: constraints, triggers and row locks are the design."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck, settings

from agencies.models import Agency, Role, User
from tests import factories as make

settings.register_profile(
    "project", deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
settings.load_profile("project")

# Workers of one run share a Redis database, and clear only what is theirs.
PREFIX = os.environ.get("PYTEST_XDIST_WORKER", "main")
project.CACHES["default"]["KEY_PREFIX"] = PREFIX

# The demonstration's twelve passwords are there to be typed, not to be guarded.
project.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
    return make.build_city()


@pytest.fixture
def officer(db: None) -> Callable[[Role, Agency], User]:
    """Maker of a person with a role at an agency."""
    return make.officer
