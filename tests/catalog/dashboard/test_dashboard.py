"""The dashboard: its numbers equal those of a walk over every step and every day, and each leads to a list of as many."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine

from agencies.calendar.queries import calendar
from catalog.dashboard import queries, records
from catalog.dashboard.records import Period
from catalog.models import ChangeProposal
from catalog.rules.models import LegalRule
from hcm_registry.kernel.periods import today
from tests.catalog.dashboard import busy
from tests.kept import kept

HALF_YEAR = Period(date(2026, 3, 1), date(2026, 9, 30))
SPRING = Period(date(2026, 3, 20), date(2026, 5, 10))


@pytest.fixture
def city(db):
    return kept(busy.build_busy)


@pytest.fixture
def head(city):
    return city.fresh("lanhdao.stttt")


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(busy.END, tick=False):
        yield


def close(found, values):
    """Number, median and 90th percentile as by hand."""
    wanted = (len(values), *((busy.percentile(values, share) for share in (0.5, 0.9)) if values else (None, None)))
    return (found.number, found.median, found.most) == pytest.approx(wanted, abs=0.051)


@pytest.mark.parametrize("period", [HALF_YEAR, SPRING], ids=["half a year", "some weeks"])
def test_steps_took_what_a_walk_over_all_of_them_says(head, period):
    by_hand = busy.stays(period.since, period.until)
    board = queries.board(head, period, busy.END)
    assert len(by_hand) > 5
    assert [one.state for one in board.steps if not close(one.took, by_hand[one.state])] == []


@pytest.mark.parametrize("period", [HALF_YEAR, SPRING], ids=["half a year", "some weeks"])
def test_terms_are_judged_by_the_rule_of_the_day_they_began(head, period):
    by_hand = defaultdict(list)
    for term in busy.terms(period.since, period.until):
        rule = None if term.was_set else LegalRule.objects.filter(key=term.matter, period__contains=today(term.began)).first()
        by_hand[term.matter, rule, term.was_set].append(term)
    terms = queries.board(head, period, busy.END).terms
    assert {(one.matter, one.rule, one.ground == "set") for one in terms} == by_hand.keys()
    for one in terms:
        values = by_hand[one.matter, one.rule, one.ground == "set"]
        assert close(one.took, [term.days for term in values]), one
        assert one.late == (sum(term.late(one.rule.value) for term in values) if one.rule else 0), one
    assert {one.rule and one.rule.value for one in terms} == {None, 1, 2, 3, 4}


def test_the_trend_counts_each_move_in_its_month(head):
    board = queries.board(head, SPRING, busy.END)
    assert [(month.period.since, month.period.until) for month in board.months] == [
        (date(2026, 3, 20), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 4, 30)), (date(2026, 5, 1), date(2026, 5, 10)),
    ]  # fmt: skip
    made = defaultdict(int)
    for proposal in ChangeProposal.objects.all():
        for step in proposal.steps.all():
            if SPRING.since <= today(step.at) <= SPRING.until:
                made[today(step.at).month, step.move] += 1
    assert {(one.period.since.month, move): n for one in board.months for move, n in one.moves.items() if n} == {
        key: n for key, n in made.items() if key[1] in records.HAPPENED
    }


def test_every_number_leads_to_a_list_of_as_many(client, head, city):
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/dashboard/?since=01/03/2026&until=30/09/2026").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    numbers = re.findall(r'<a[^>]*href="(/[^"]*\?[^"]*|/dashboard/deadlines/)"[^>]*>(?:<b[^>]*>)?(\d+)</', main)
    kinds = {address.split("?")[0] for address, _number in numbers}
    assert kinds == {"/proposals/", "/duties/", "/dashboard/steps/", "/dashboard/deadlines/"} and len(numbers) > 35
    for address, number in numbers:
        assert listed(client, unescape(address)) == int(number), address


def listed(client, address):
    """How many rows a list has on all its pages; it says as many itself."""
    seen, path, place = 0, address, address.split("?")[0]
    while path:
        answer = client.get(path)
        seen += len(answer.context["rows"])
        path = answer.context["next"] and place + answer.context["next"]
    assert place == "/duties/" or answer.context["total"] == seen
    return seen


def test_days_lead_to_the_records_they_were_reckoned_from(client, head):
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    by_hand = busy.stays(HALF_YEAR.since, HALF_YEAR.until)
    rows = client.get(f"/dashboard/steps/?source=ACCEPTED&{HALF_YEAR.query}").context["rows"]
    assert [days for _step, _label, days in rows] == sorted(by_hand["ACCEPTED"], reverse=True)
    rows = client.get(f"/dashboard/deadlines/?show=done&matter=PROPOSAL_APPRAISAL&{HALF_YEAR.query}").context["rows"]
    by_hand = [term.days for term in busy.terms(HALF_YEAR.since, HALF_YEAR.until) if term.matter == "PROPOSAL_APPRAISAL"]
    assert [days for _clock, _due, days in rows] == sorted(by_hand, reverse=True)


def test_the_lists_go_on_page_by_page(client, head, monkeypatch):
    monkeypatch.setattr("catalog.dashboard.lists.SIZE", 4)
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    by_hand = busy.stays(HALF_YEAR.since, HALF_YEAR.until)
    assert listed(client, f"/dashboard/steps/?source=SUBMITTED&{HALF_YEAR.query}") == len(by_hand["SUBMITTED"]) > 8


def test_its_statements_are_few_and_do_not_grow_with_the_files(client, head, city, django_assert_max_num_queries):
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_max_num_queries(30) as many:
        client.get(f"/dashboard/?{HALF_YEAR.query}")
    with django_assert_max_num_queries(30) as few:
        client.get("/dashboard/?since=02/03/2026&until=15/03/2026")
    assert abs(len(many) - len(few)) <= 1  # the rules that were applied are fetched, or the rule of today
    for path in (f"/dashboard/steps/?{HALF_YEAR.query}", f"/dashboard/deadlines/?show=done&{HALF_YEAR.query}", "/dashboard/deadlines/"):
        with django_assert_max_num_queries(30):
            assert client.get(path).status_code == 200


def test_a_year_that_nobody_confirmed_is_said_and_not_guessed(client, head, monkeypatch):
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    monkeypatch.setattr(queries, "calendar", lambda at: replace(calendar(at), years=frozenset({2025, 2027})))
    answer = client.get(f"/dashboard/?{HALF_YEAR.query}")
    assert "không tính được số ngày làm việc" in answer.content.decode()
    assert {one.took.median for one in answer.context["found"].steps} == {None}


def test_what_cannot_be_read_is_said_beside_its_field(client, head):
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    for query, said in (
        ("since=xx", "Nhập ngày dạng 25/12/2026."),
        ("since=01/05/2026&until=01/04/2026", "Ngày cuối không được trước ngày đầu."),
        ("since=01/01/2015&until=01/04/2026", "Chọn khoảng thời gian không quá 5 năm."),
        ("since=9998-01-01&until=9999-12-31", "Nhập một năm từ 2000 đến 2100."),
    ):
        for path in ("/dashboard/", "/dashboard/steps/", "/dashboard/deadlines/"):
            answer = client.get(f"{path}?{query}")
            assert answer.status_code == 400 and said in answer.content.decode(), path
    assert client.get("/dashboard/?since=xx").content.decode().count('value="xx"') == 1
    assert client.get("/dashboard/deadlines/?show=done&rule=x").status_code == 400
    assert client.get("/dashboard/steps/?source=NOWHERE").status_code == 400


def test_the_tables_come_as_excel_with_what_they_are_about(client, head):
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/dashboard/?{HALF_YEAR.query}&format=xlsx")
    book = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    text = "".join(book.read(name).decode() for name in book.namelist() if "work" in name)
    for said in ("So với quy định", "Theo tháng", "30/09/2026", "Lãnh đạo TTTT", "Chưa có quy định", "2 ngày làm việc (Văn bản thử)"):
        assert said in text
    assert "bang-dieu-hanh-2026-09-30-" in answer["Content-Disposition"]


@pytest.mark.parametrize("name", ["lanhdao.stttt", "kiemtoan", "thamdinh.stttt", "quantri", "lanhdao.skhdt"])
def test_it_stands_in_the_menu_of_those_who_lead_and_is_closed_to_others(client, city, name):
    client.force_login(city.fresh(name), backend="django.contrib.auth.backends.ModelBackend")
    leads = name in {"lanhdao.stttt", "kiemtoan"}
    assert ('href="/dashboard/"' in client.get("/inbox/").content.decode()) == leads
    for path in ("/dashboard/", "/dashboard/steps/", "/dashboard/deadlines/"):
        assert client.get(path).status_code == (200 if leads else 403)
