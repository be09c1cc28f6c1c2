"""A duty is shown to be done with a file, and judged by others; a rule calls for the next check by itself."""

from datetime import date, timedelta

import pytest

from agencies.models import Delegation
from catalog.clocks import reminders
from catalog.duties import actions, queries
from catalog.duties.actions import JudgedByItself
from catalog.models import ComplianceCheck
from hcm_registry.kernel.errors import Forbidden, Invalid, NotAuthorised, WrongState
from hcm_registry.uploads import FileNotTaken, digest
from tests.catalog.clocks.setting import at, lay_down
from tests.catalog.duties.setting import DUE, ask, borne, conclude, day, paper, report, with_duties
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def duties(city):
    return with_duties(city)


def waiting(city, username, on=DUE):
    return list(queries.waiting(actions.authority.seats_of(city.fresh(username), NOW), on))


def test_a_duty_is_asked_about_shown_and_judged(duties):
    check = ask(duties, borne())
    assert check.clock.due_on == DUE and check.clock.path == f"/duties/{borne().pk}/"
    report(duties, check)
    assert check.evidence_sha256 == digest(paper()) and check.clock.state == "STOPPED"
    assert check.done_title == "Chuyên viên đăng ký, Sở Kế hoạch và Đầu tư"
    conclude(duties, check)
    assert check.outcome == "MET" and not ComplianceCheck.objects.filter(responsibility=borne(), concluded_at=None).exists()


@pytest.mark.parametrize(("given", "rule", "where"), [
    ({"file": None}, Invalid, "file"), ({"text": "  "}, Invalid, "text"),
    ({"file": paper("bang.exe")}, FileNotTaken, "file"), ({"file": paper("anh.png")}, FileNotTaken, "file"),
])  # fmt: skip
def test_without_its_evidence_nothing_is_closed(given, rule, where, duties):
    check = ask(duties, borne())
    with pytest.raises(rule) as refused:
        report(duties, check, **given)
    assert where in refused.value.detail["errors"]
    check.refresh_from_db()
    assert not check.done_at and check.clock.state == "RUNNING"
    with pytest.raises(WrongState):
        conclude(duties, check)


@pytest.mark.parametrize("username", ["canbo.sxd", "thamdinh.stttt", "vanthu.ubnd", "kiemtoan", "quantri"])
def test_only_the_agency_itself_shows(username, duties):
    with pytest.raises(NotAuthorised):
        report(duties, ask(duties, borne()), by=username)


@pytest.mark.parametrize("username", ["canbo.skhdt", "lanhdao.skhdt", "tiepnhan.stttt", "kiemtoan", "quantri"])
def test_only_the_department_asks_and_judges(username, duties):
    with pytest.raises(NotAuthorised):
        ask(duties, borne(), by=username)
    check = ask(duties, borne())
    report(duties, check)
    with pytest.raises(NotAuthorised):
        conclude(duties, check, by=username)


def test_nobody_judges_what_they_or_their_principal_showed(duties):
    check = ask(duties, borne("ADVISE", None))
    report(duties, check, by="lanhdao.stttt")
    with pytest.raises(JudgedByItself):
        conclude(duties, check, by="lanhdao.stttt")
    lent = (NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    people = {"principal": duties.people["lanhdao.stttt"], "deputy": duties.people["thamdinh.stttt"]}
    Delegation.objects.create(agency=duties.agencies["so-tttt"], role="HEAD", period=lent, **people)
    with pytest.raises(JudgedByItself):
        conclude(duties, check, by="thamdinh.stttt")
    conclude(duties, check, by="thamdinh.stttt", at=NOW + timedelta(hours=2))


def test_what_is_missing_is_asked_for_again(duties):
    check = ask(duties, borne())
    report(duties, check)
    with pytest.raises(Invalid):
        conclude(duties, check, outcome="NOT_MET")
    conclude(duties, check, outcome="NOT_MET", again_on=date(2026, 5, 4))
    again = ComplianceCheck.objects.get(responsibility=borne(), concluded_at=None)
    assert (again.clock.due_on, again.asked_by) == (date(2026, 5, 4), duties.people["thamdinh.stttt"])


def test_each_part_is_done_once(duties):
    check = ask(duties, borne())
    with pytest.raises(Forbidden, match="chưa kết luận"):
        ask(duties, borne())
    report(duties, check)
    for again in (report, lambda *_: conclude(duties, check) or conclude(duties, check)):
        with pytest.raises(WrongState):
            again(duties, check)


@pytest.mark.parametrize(("given", "name"), [({"due_on": date(2026, 3, 1)}, "due_on"), ({"asked": " "}, "asked")])
def test_what_cannot_be_asked_is_explained(given, name, duties):
    said = {"asked": "Gửi báo cáo", "due_on": DUE} | given
    with pytest.raises(Invalid) as refused:
        actions.ask(borne(), **said, by=duties.people["thamdinh.stttt"], at=NOW)
    assert list(refused.value.detail["errors"]) == [name]


def test_a_rule_calls_for_a_check_and_after_it_for_the_next(duties):
    assert actions.open_checks(at=NOW) == 0
    lay_down(duties, "CATALOGUE_REVIEW", 6, "MONTHS")
    assert (actions.open_checks(at=NOW), actions.open_checks(at=NOW)) == (1, 0)
    first = ComplianceCheck.objects.get()
    assert first.clock.due_on == date(2026, 9, 3) and "6 tháng" in first.clock.explanation  # the 2nd is a holiday
    done = at(date(2026, 8, 3))
    report(duties, first, by="thamdinh.stttt", at=done)
    conclude(duties, first, by="lanhdao.stttt", at=done + timedelta(days=9))
    assert actions.open_checks(at=done + timedelta(days=10)) == 1
    assert ComplianceCheck.objects.get(done_at=None).clock.due_on == date(2027, 2, 3)


def test_what_reaches_into_an_unconfirmed_year_waits(duties):
    lay_down(duties, "DUTY_BUILD", 30, "MONTHS")
    assert actions.open_checks(at=NOW) == 0 and not ComplianceCheck.objects.exists()


def test_a_check_is_a_task_when_its_day_is_near(duties):
    check = ask(duties, borne())
    assert waiting(duties, "canbo.skhdt", on=DUE - timedelta(days=31)) == []
    assert waiting(duties, "canbo.skhdt") == waiting(duties, "lanhdao.skhdt") == [check]
    assert waiting(duties, "canbo.sxd") == waiting(duties, "thamdinh.stttt") == []
    report(duties, check)
    assert waiting(duties, "canbo.skhdt") == [] and waiting(duties, "thamdinh.stttt") == [check]


def test_a_check_is_reminded_of_like_every_deadline(duties):
    lay_down(duties, "REMINDER_LAST", 0)
    check = ask(duties, borne(), due_on=day() + timedelta(days=1))
    assert [warned.clock for warned in reminders.due_for_warning(at(day() + timedelta(days=1)))] == [check.clock]
