"""A real browser against a real server on real data."""

import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, sync_playwright

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
PASSWORD = "demo-2026!"


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


@pytest.fixture
def demo(transactional_db: None, settings: object, tmp_path: Path) -> None:
    """The demonstration city, as `make run` shows it."""
    settings.DEBUG = True  # load_demo refuses elsewhere
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo", verbosity=0)
    settings.DEBUG = False


@pytest.fixture
def visit(browser: Browser, live_server: object, demo: None) -> Iterator[Callable[..., Page]]:
    """Open a page in a new browser context of the given width, signed in as somebody or not."""
    contexts = []

    def open_page(path: str = "/", *, user: str = "", width: int = 1400, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, locale="vi-VN", java_script_enabled=javascript
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if user:
            sign_in(page, user)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Page, user: str) -> None:
    """Through the form, as a person does."""
    page.goto("/accounts/login/")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
