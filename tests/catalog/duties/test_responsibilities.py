"""Whoever the decision in force names bears the duties of a database; nobody moves them by hand."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange

from agencies.models import Mandate
from catalog import loading
from catalog.duties import actions, tasks
from catalog.entries import actions as entries
from catalog.entries.content import content_of
from catalog.models import Duty, Responsibility
from catalog.proposals import effects
from hcm_registry.kernel.periods import last_day, today
from tests import factories as make
from tests.catalog.duties.setting import DUE, ask, borne, day, with_duties
from tests.factories import NOW


@pytest.fixture
def duties(city):
    return with_duties(city)


def decide(city, code, on=None, **changes):
    """A decision changes the content of a database, or takes it from the catalogue; duties follow as when it is carried out."""
    database = city.databases[code]
    under = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=on or day())
    if changes:
        entries.supersede([(database, content_of(entries.present([database])[database.pk]) | changes)], under=under, at=NOW)
    else:
        entries.retire(database, under=under, at=NOW)
    return actions.follow([database], at=NOW)


def test_every_database_in_force_has_its_bearers_since_the_decision(duties):
    managers, leads = Responsibility.objects.filter(duty__bearer="MANAGER"), Responsibility.objects.filter(duty__bearer="LEAD")
    assert (managers.count(), leads.count()) == (5 * 3, 3 + 3)
    assert {row.period.lower for row in Responsibility.objects.all()} == {make.ISSUED_ON}
    assert borne("BUILD", "HCM-CSDL-002").agency == duties.agencies["so-xay-dung"]
    assert borne("ADVISE", None).agency == borne("INTEGRATE").agency == duties.agencies["so-tttt"]
    assert {row.decision for row in Responsibility.objects.all()} == {duties.decision}


def test_what_is_not_found_in_law_is_not_called_law(duties):
    assert all(duty.legal_basis and duty.source for duty in Duty.objects.all())
    assert Duty.objects.get(key="DEFAULT_LIST").legal_basis.startswith("NĐ 47/2020")


def test_loading_twice_enters_nothing(duties, capsys):
    before = Responsibility.objects.count()
    call_command("load_duties")
    assert Responsibility.objects.count() == before and "Đã nạp 0" in capsys.readouterr().out


def test_a_decision_that_adds_a_database_lays_its_duties_on_its_agency(duties):
    proposal = make.proposal_in("AT_COMMITTEE", duties)
    with pytest.raises(Responsibility.DoesNotExist):
        borne("BUILD", "HCM-CSDL-004")
    made = make.database("Cơ sở dữ liệu mới", duties.agencies["so-tai-chinh"], under=duties.decision).database
    assert actions.follow([made], at=NOW) == 6
    assert borne("GUIDE", "HCM-CSDL-004").agency == duties.agencies["so-tai-chinh"]
    assert proposal.state == "AT_COMMITTEE"


def test_carrying_a_decision_out_moves_the_duties_in_the_same_transaction(duties, monkeypatch):
    content = {"managing_agency": "so-tai-chinh"}
    proposal = make.proposal_in("ISSUED", duties, on=day() + timedelta(days=1), **content)
    tomorrow = NOW + timedelta(days=1)
    monkeypatch.setattr(effects.editions, "freeze", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        effects.carry_out(proposal.decision, at=tomorrow)
    assert borne().agency == duties.agencies["so-khdt"]
    monkeypatch.undo()
    effects.carry_out(proposal.decision, at=tomorrow)
    former = Responsibility.objects.get(duty__key="BUILD", database__code="HCM-CSDL-001", agency__key="so-khdt")
    assert borne().agency == duties.agencies["so-tai-chinh"] and borne().decision == proposal.decision
    assert last_day(former.period) == day() and borne().period.lower == day() + timedelta(days=1)


def test_what_was_asked_and_not_done_goes_along_with_its_last_day(duties):
    check = ask(duties, borne())
    decide(duties, "HCM-CSDL-001", managing_agency="so-tai-chinh")
    check.refresh_from_db()
    moved = check.moved_to
    assert (moved.responsibility, moved.asked, moved.clock.due_on) == (borne(), check.asked, DUE)
    assert check.voided_at == NOW and check.clock.state == "STOPPED" and moved.clock.agency == duties.agencies["so-tai-chinh"]


def test_another_change_of_the_database_moves_nothing(duties):
    assert decide(duties, "HCM-CSDL-001", purpose="Khác") == 0


def test_a_suggestion_becomes_a_decision_by_a_decision(duties):
    decide(duties, "HCM-CSDL-001", on=day() - timedelta(days=1), managing_agency_basis="SUGGESTED")
    assert borne().basis == "SUGGESTED"
    decide(duties, "HCM-CSDL-001", managing_agency_basis="DECIDED")
    assert borne().basis == "DECIDED" and borne().period.lower == day()


def test_what_leaves_the_catalogue_is_nobodys_duty(duties):
    check = ask(duties, borne())
    assert decide(duties, "HCM-CSDL-001") == 6
    check.refresh_from_db()
    assert not Responsibility.objects.open().filter(database__code="HCM-CSDL-001").exists()
    assert check.voided_at and check.moved_to is None


def test_the_department_that_leads_from_a_day_on_bears_what_the_former_did(duties):
    former = Mandate.objects.get(kind="LEAD")
    former.period = DateRange(former.period.lower, day())
    former.save()
    assert tasks.keep_duties() == 0
    assert borne("ADVISE", None).agency == former.agency  # nobody was named: no duty is lost
    Mandate.objects.create(kind="LEAD", agency=duties.agencies["tt-cds"], period=DateRange(day(), None))
    assert actions.follow(at=NOW) == 6
    assert borne("ADVISE", None).agency == borne("INTEGRATE").agency == duties.agencies["tt-cds"]
    assert borne("ADVISE", None).period.lower == today(NOW)


def test_a_registry_without_a_decision_has_no_bearers(db):
    assert loading.load_duties(at=NOW) == len(Duty.Kind) and not Responsibility.objects.exists()


def test_of_two_decisions_of_one_day_the_later_says_who_bears_it(duties):
    for agency in ("so-tai-chinh", "so-xay-dung", "so-khdt"):
        decide(duties, "HCM-CSDL-001", managing_agency=agency)
    held = Responsibility.objects.filter(duty__key="BUILD", database__code="HCM-CSDL-001").order_by("pk")
    assert [row.agency.key for row in held if not row.period.isempty] == ["so-khdt", "so-khdt"]
    assert borne().agency == duties.agencies["so-khdt"] and borne().period.lower == day()
    decide(duties, "HCM-CSDL-001")
    assert not Responsibility.objects.on(day()).filter(database__code="HCM-CSDL-001").exists()
