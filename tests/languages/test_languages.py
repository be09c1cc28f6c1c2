"""A person who reads English goes on reading English, and what stays Vietnamese is marked as Vietnamese."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from catalog.proposals import actions
from hcm_registry.languages import mark_vietnamese
from tests import factories as make


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("<p>Sở Xây dựng</p>", '<p><span lang="vi">Sở Xây dựng</span></p>'),
        ("<p>Managing agency: Sở Xây dựng (confirmed)</p>", '<p>Managing agency: <span lang="vi">Sở Xây dựng</span> (confirmed)</p>'),
        ("<p>submitted by Sở Y tế on 3 Apr</p>", '<p>submitted by <span lang="vi">Sở Y tế</span> on 3 Apr</p>'),
        ("<p>\n  Sở Y tế, Sở Xây dựng\n</p>", '<p>\n  <span lang="vi">Sở Y tế, Sở Xây dựng</span>\n</p>'),
        ('<option value="1">Sở Y tế</option>', '<option value="1" lang="vi">Sở Y tế</option>'),
        ("<title>Sở Y tế</title>", '<title lang="vi">Sở Y tế</title>'),
        ('<input name="a" value="Sở Y tế">', '<input lang="vi" name="a" value="Sở Y tế">'),
        ('<a title="a > b: Sở" href="/">x</a>', '<a title="a > b: Sở" href="/">x</a>'),
        ('<b lang="vi">Sở Y tế</b>', '<b lang="vi">Sở Y tế</b>'),
        ("<script>// Sở Y tế</script>", "<script>// Sở Y tế</script>"),
        ("<p>Sở Y tế &amp; Sở</p>", '<p><span lang="vi">Sở Y tế &amp; Sở</span></p>'),
        ("<p>4120/QĐ-UBND</p>", "<p>4120/QĐ-UBND</p>"),
    ],
)
def test_vietnamese_within_another_language_is_marked(page: str, marked: str) -> None:
    assert mark_vietnamese(page) == marked


def test_signing_in_leads_on_in_the_language_of_the_page(city: make.City) -> None:
    person, password = city.people["canbo.skhdt"], "mat-khau-thu-2026"
    person.set_password(password)
    person.save()
    client = Client()
    assert client.get("/en/inbox/")["Location"] == "/en/accounts/login/?next=/en/inbox/"
    assert client.post("/en/accounts/login/", {"login": person.username, "password": password})["Location"] == "/en/inbox/"
    assert client.post("/en/accounts/logout/")["Location"] == "/en/"


def test_who_lacks_a_second_factor_sets_it_up_in_english(city: make.City, settings: Any) -> None:
    settings.REQUIRE_TOTP = True
    client = Client()
    client.force_login(city.people["lanhdao.stttt"], backend="django.contrib.auth.backends.ModelBackend")
    sent_on = client.get("/en/inbox/")["Location"]
    assert sent_on == "/en/accounts/2fa/totp/activate/"
    assert client.get(sent_on).headers.get("Location", "/en/accounts/reauthenticate/").startswith("/en/accounts/reauthenticate/")


def test_the_switch_keeps_the_page_and_what_was_asked(city: make.City) -> None:
    there = Client().get("/databases/?q=ho+kinh+doanh&as_of=2026-01-02").content.decode()
    back = Client().get("/en/databases/?q=ho+kinh+doanh&as_of=2026-01-02").content.decode()
    assert 'href="/en/databases/?q=ho+kinh+doanh&amp;as_of=2026-01-02" lang="en"' in there
    assert 'href="/databases/?q=ho+kinh+doanh&amp;as_of=2026-01-02" lang="vi"' in back
    assert '<html lang="vi">' in there
    assert '<html lang="en">' in back


def test_what_goes_on_record_is_vietnamese_whatever_the_page_speaks(city: make.City, now: datetime) -> None:
    proposal, intake = make.proposal_in("SUBMITTED", city), city.people["tiepnhan.stttt"]
    with translation.override("en"):
        actions.accept(proposal, by=intake, at=now)
    assert proposal.steps.latest("pk").title.startswith("Cán bộ tiếp nhận, ")
