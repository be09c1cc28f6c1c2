"""Clients of the API: a stranger, and one for each of the cast."""

from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

import pytest
from django.conf import LazySettings
from rest_framework.test import APIClient

from tests import factories as make


@pytest.fixture(autouse=True)
def _surroundings(settings: LazySettings, tmp_path: Path) -> None:
    """Quotas are tested where they are the subject; static files are nobody's here."""
    settings.API_RATE = "100000/minute"
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def stranger() -> APIClient:
    """Somebody who is not signed in."""
    return APIClient()


@pytest.fixture
def newcomer() -> APIClient:
    """A stranger at an address from which nobody called yet: quotas outlive a test."""
    return APIClient(REMOTE_ADDR=f"2001:db8::{token_hex(2)}:{token_hex(2)}")


@pytest.fixture
def signed_in(city: make.City) -> Callable[[str], APIClient]:
    """Maker of a client signed in as one of the cast, with CSRF as browsers have it switched off."""

    def client(username: str) -> APIClient:
        made = APIClient()
        made.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")
        return made

    return client


@pytest.fixture
def caught(stranger: APIClient) -> APIClient:
    """A client that is given a fault's answer instead of its exception."""
    stranger.raise_request_exception = False
    return stranger
