"""A file's deadline follows its moves: intake's, then the department's; it stands still while the file is returned, and ends with it."""

from datetime import date, timedelta

import pytest
import time_machine

from catalog.clocks import actions as calendar
from catalog.clocks import queries as clocks
from catalog.inbox.queries import inbox
from catalog.models import ClockEvent, DeadlineClock
from catalog.proposals import actions, deadlines
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.errors import Invalid
from tests import factories as make
from tests.catalog.clocks.setting import add_holiday, at, confirm_years, lay_down
from tests.catalog.proposals.desk import signed_in
from tests.verbs import NOTE, make_move

MONDAY = date(2026, 3, 2)


@pytest.fixture
def ground(city):
    confirm_years(city)
    lay_down(city, "PROPOSAL_INTAKE", 2)
    lay_down(city, "PROPOSAL_APPRAISAL", 10)
    return city


def day(number):
    return at(MONDAY + timedelta(days=number))


def moved(proposal, city, *moves):
    """Make each move on its day."""
    for verb, number in moves:
        make_move(verb, proposal, city, at=day(number))
    return proposal.clock


def happened(clock):
    return [event.kind for event in clock.events.order_by("pk")]


def test_intake_has_its_deadline_and_the_department_its_own(ground):
    proposal = make.draft(ground)
    clock = moved(proposal, ground, ("submit", 0))
    assert (clock.kind, clock.role, clock.agency.key, clock.due_on) == ("PROPOSAL_INTAKE", "INTAKE", "so-tttt", date(2026, 3, 4))
    assert proposal.code in clock.label and clock.path == f"/proposals/{proposal.code}/"
    appraisal = moved(proposal, ground, ("accept", 1))
    assert (appraisal.kind, appraisal.role, appraisal.due_on) == ("PROPOSAL_APPRAISAL", "APPRAISER", date(2026, 3, 17))
    clock.refresh_from_db()
    assert clock.state == "STOPPED"
    assert moved(proposal, ground, ("appraise", 2)) == appraisal
    assert proposal.clock.role == "HEAD"
    moved(proposal, ground, ("approve", 3))
    assert (proposal.clock.state, happened(proposal.clock)) == ("STOPPED", ["STARTED", "STOPPED"])


def test_a_returned_file_stands_still_until_it_comes_back(ground):
    proposal = make.draft(ground)
    clock = moved(proposal, ground, ("submit", 0), ("return", 1))
    assert (clock.state, clock.due_on) == ("PAUSED", None)
    assert clock.events.get(kind="PAUSED").reason == NOTE
    assert moved(proposal, ground, ("submit", 8)) == clock
    assert (clock.state, proposal.clock.due_on) == ("PAUSED", date(2026, 3, 11))  # one of two days was used


def test_a_file_returned_after_its_appraisal_goes_on_where_it_was(ground):
    proposal = make.draft(ground)
    appraisal = moved(proposal, ground, ("submit", 0), ("accept", 0), ("appraise", 1), ("return", 2))
    assert moved(proposal, ground, ("submit", 9)) == appraisal
    assert (proposal.clock.role, proposal.clock.state) == ("INTAKE", "RUNNING")
    assert moved(proposal, ground, ("accept", 9)) == appraisal
    assert proposal.clock.role == "APPRAISER"
    assert happened(appraisal) == ["STARTED", "PAUSED", "RESUMED"]


@pytest.mark.parametrize("end", ["reject", "withdraw"])
def test_whatever_ends_the_file_ends_its_deadline(ground, end):
    proposal = make.draft(ground)
    assert moved(proposal, ground, ("submit", 0), ("accept", 0), ("appraise", 1), (end, 2)).state == "STOPPED"


def test_a_returned_file_may_be_withdrawn(ground):
    proposal = make.draft(ground)
    assert moved(proposal, ground, ("submit", 0), ("return", 1), ("withdraw", 2)).state == "STOPPED"


def test_what_the_committee_sends_back_begins_anew(ground):
    proposal = make.draft(ground)
    first = moved(proposal, ground, ("submit", 0), ("accept", 0), ("appraise", 1), ("approve", 2), ("forward", 3))
    second = moved(proposal, ground, ("send_back", 4))
    assert second != first and (second.role, second.state) == ("HEAD", "RUNNING")


def test_without_a_rule_there_is_no_day_and_everything_goes_on(city):
    proposal = make.proposal_in("APPRAISAL", city)
    assert proposal.clock.due_on is None
    assert clocks.due(proposal.clock, MONDAY).words == "Chưa đặt hạn"


def test_moves_of_the_table_are_moves_of_the_law():
    assert set(deadlines.EFFECTS) <= set(MOVES)


def consulted(city, **given):
    proposal = make.proposal_in("ACCEPTED", city)
    asked = [city.agencies["so-tai-chinh"], city.agencies["so-xay-dung"]]
    actions.consult(proposal, agencies=asked, by=city.people["thamdinh.stttt"], at=day(0), **given)
    return proposal


def test_each_agency_has_until_the_day_the_appraiser_sets(ground):
    proposal = consulted(ground, due_on=date(2026, 3, 10))
    opinion = proposal.opinions.get(agency__key="so-tai-chinh")
    assert (opinion.clock.due_on, opinion.clock.role, opinion.clock.agency) == (date(2026, 3, 10), "REGISTRAR", opinion.agency)
    actions.answer(opinion, stance="AGREE", by=ground.people["canbo.stc"], at=day(9))
    opinion.clock.refresh_from_db()
    assert clocks.due(opinion.clock, MONDAY).words == "Đã xong. Quá hạn 1 ngày"  # late, and said so
    assert proposal.opinions.get(agency__key="so-xay-dung").clock.state == "RUNNING"
    actions.appraise(proposal, by=ground.people["thamdinh.stttt"], at=day(10), note=NOTE)
    assert not DeadlineClock.objects.filter(kind="OPINION", state="RUNNING").exists()


def test_without_a_day_the_rule_says_how_long_and_a_day_off_more_moves_it(ground):
    lay_down(ground, "OPINION", 5)
    proposal = consulted(ground)
    opinion = proposal.opinions.first()
    assert opinion.clock.due_on == date(2026, 3, 9)
    calendar.recompute(add_holiday(ground, date(2026, 3, 6), day(1)), at=day(1))
    opinion.clock.refresh_from_db()
    assert opinion.clock.due_on == date(2026, 3, 10)


def test_with_neither_a_day_nor_a_rule_nobody_is_asked(ground):
    with pytest.raises(Invalid) as refusal:
        consulted(ground)
    assert "due_on" in refusal.value.detail["errors"]


def test_an_agency_asked_again_has_one_deadline(ground):
    proposal = make.proposal_in("CONSULTATION", ground)
    first = proposal.opinions.get()
    moved(proposal, ground, ("appraise", 8), ("return", 8), ("submit", 9), ("accept", 9))
    actions.consult(proposal, agencies=[first.agency], due_on=date(2026, 3, 20), by=ground.people["thamdinh.stttt"], at=day(9))
    running = DeadlineClock.objects.filter(kind="OPINION", state="RUNNING")
    assert [clock.due_on for clock in running] == [date(2026, 3, 20)]


def test_a_term_that_reaches_a_year_nobody_confirmed_is_refused_on_the_page_with_what_to_do(city):
    confirm_years(city, 2025)
    lay_down(city, "PROPOSAL_APPRAISAL", 10)
    proposal = make.proposal_in("SUBMITTED", city, at=day(0))
    typed = {"version": proposal.version, "note": "Đã nhận bản giấy"}
    with time_machine.travel(day(1), tick=False):
        answer = signed_in(city, "tiepnhan.stttt").post(f"/proposals/{proposal.code}/moves/accept/", typed)
    page = answer.content.decode()
    assert answer.status_code == 400 and "Lịch làm việc năm 2026 chưa được xác nhận" in page and "Đề nghị quản trị hệ thống" in page
    assert "Đã nhận bản giấy" in page and proposal.steps.latest("pk").move == "submit"


def test_the_inbox_is_in_the_order_of_deadlines(ground):
    late, soon = make.draft(ground), make.draft(ground, code="HCM-CSDL-003")
    moved(late, ground, ("submit", 0))
    moved(soon, ground, ("submit", 1))
    tasks = inbox(ground.people["tiepnhan.stttt"], day(3)).tasks
    assert [(task.code, task.due.words) for task in tasks] == [
        (late.code, "Quá hạn 1 ngày làm việc"),
        (soon.code, "Hạn hôm nay"),
    ]
    assert inbox(ground.people["tiepnhan.stttt"], day(3)).counts() == {"all": 2, "overdue": 1, "soon": 1, "returned": 0}


def test_every_event_has_its_person(ground):
    moved(make.draft(ground), ground, ("submit", 0), ("accept", 1))
    assert [event.by.username for event in ClockEvent.objects.order_by("pk")] == ["canbo.skhdt", "tiepnhan.stttt", "tiepnhan.stttt"]
