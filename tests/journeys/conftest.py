"""A real browser against a real server on real data."""

import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, expect, sync_playwright

from sharing.warehouse import connecting
from tests import databases
from tests.journeys.town import Town
from tests.journeys.windows import Windows

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in this thread; the ORM is still used from one thread
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60_000  # milliseconds; nothing waits so long unless it fails, however busy the machine
expect.set_options(timeout=PATIENCE)


def _chromium() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the system; without it the test fails under REQUIRE_BROWSER, and otherwise is skipped aloud."""
    path = _chromium()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("No Chromium found and REQUIRE_BROWSER=1: install the package chromium.")
        warnings.warn("NO BROWSER TESTS: Chromium was not found; install it and run `make journeys`.", stacklevel=1)
        pytest.skip("no Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server in a thread; unlike pytest-django's it asks for no flush after each test."""
    thread = LiveServerThread("localhost", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://{thread.host}:{thread.port}"
    thread.terminate()


@pytest.fixture(scope="session")
def town(django_db_setup: None, django_db_blocker: Any, notes: Path) -> Iterator[Town]:
    """The demonstration city of which every test gets a copy."""
    name = f"{connection.settings_dict['NAME']}_today"
    with django_db_blocker.unblock():
        found = Town.found(name, notes)
    yield found
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture
def db(town: Town, django_db_blocker: Any, settings: Any, tmp_path: Any) -> Iterator[None]:
    """In place of pytest-django's transaction, which the server's threads could not look into: a city of one's own."""
    settings.MEDIA_ROOT = tmp_path
    connecting._prepared.cache_clear()  # what another city's warehouse keeps of itself is not in this one
    with django_db_blocker.unblock(), town.copied():
        yield


@pytest.fixture(scope="session")
def windows(browser: Browser, server: str) -> Windows:
    """The windows of the worker's browser."""
    return Windows(browser, server, PATIENCE)


@pytest.fixture
def visit(windows: Windows, town: Town, db: None) -> Iterator[Callable[..., Page]]:
    """Open a page in a window, signed in as somebody or not; or in the window of somebody who is gone.

    No page may end with an error of its script or a violation of the security policy.
    """

    def open_page(path: str = "/", *, user: str = "", after: Page | None = None, javascript: bool = True, kept: bool = True) -> Page:
        page = after or windows.take(javascript=javascript, kept=kept)
        page.context.clear_cookies()
        if user:
            cookie = {"name": project.SESSION_COOKIE_NAME, "value": town.session_of(user), "url": windows.server}
            page.context.add_cookies([cookie])
        page.goto(path)
        return page

    yield open_page
    wrong = windows.give_back()
    assert not wrong
