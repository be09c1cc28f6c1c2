"""An act of reorganisation: everything passes on its day, in one transaction, or nothing does; before the day everything is as it was."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from agencies import actions as people
from agencies.delegations import actions as delegations
from agencies.models import Agency, AgencyName, Delegation, Membership
from catalog.clocks import actions as deadlines
from catalog.clocks.models import DeadlineClock
from catalog.entries import rights
from catalog.inspections import soundness
from catalog.models import ChangeProposal, DatabaseVersion, Handover, Opinion, SharedDatabase
from catalog.proposals import actions as proposals
from catalog.proposals import drafts
from catalog.reorganisation import actions, preview
from catalog.reorganisation import soundness as lines
from catalog.tasks import apply_due
from hcm_registry.kernel.errors import NotAuthorised
from hcm_registry.kernel.periods import day_start
from tests import factories as make
from tests.catalog.duties.setting import ask, borne, with_duties
from tests.catalog.reorganisation.acts import NEW, NOW, ON, applied, decided, merging, proposed
from tests.halfway import in_between
from tests.verbs import make_move

DAY = timedelta(days=1)
BEFORE, AFTER = ON - DAY, ON + DAY
LATER = day_start(AFTER)


def managers(on, **times):
    found = DatabaseVersion.objects.as_of(on, **times)
    return {v.database.code: str(v.managing_agency) for v in found.select_related("database", "managing_agency")}


def heir():
    return Agency.objects.get(names__name=NEW)


def unsound(at):
    """What is not as it was recorded; that nobody signs the journal of a test is another matter."""
    return [found for found in soundness.findings(at) if "chưa được ký" not in found]


def busy(city):
    """Somebody has everything that can pass: proposals, a question, a delegation, a contact point, a deadline, an object right."""
    officer, head = city.people["canbo.skhdt"], city.people["lanhdao.skhdt"]
    rights.entrust(city.databases["HCM-CSDL-001"], to=officer, by=head, at=NOW)
    delegations.delegate("HEAD", agency=city.agencies["so-khdt"], to=officer, start=NOW, end=LATER + 30 * DAY, by=head, at=NOW, reason="")
    make.contact(city.agencies["so-khdt"])
    deadlines.start("OPINION", agency=city.agencies["so-khdt"], role="REGISTRAR", label="Việc", path="/inbox/", at=NOW)
    ask(with_duties(city), borne())
    sent = make.proposal_in("ACCEPTED", city)
    asked = make.proposal_in("ACCEPTED", city, by="canbo.sxd", code="HCM-CSDL-002")
    consulted = [city.agencies["so-khdt"], city.agencies["thanh-tra"]]
    proposals.consult(asked, agencies=consulted, due_on=AFTER, by=city.people["thamdinh.stttt"], at=NOW)
    return sent, asked


def test_before_the_day_everything_is_as_it_was_and_on_it_everything_has_passed(city):
    sent, asked = busy(city)
    act = decided(city)
    with time_machine.travel(day_start(ON) - timedelta(seconds=1), tick=False):
        assert apply_due() == 0
    assert not AgencyName.objects.filter(name=NEW).exists()
    with time_machine.travel(day_start(ON), tick=False):
        assert [apply_due(), apply_due()] == [1, 0]
    act.refresh_from_db()
    assert act.state == "APPLIED" and set(managers(ON).values()) == {NEW}
    assert managers(BEFORE)["HCM-CSDL-001"] == "Sở Kế hoạch và Đầu tư" == managers(ON, known_at=NOW)["HCM-CSDL-001"]
    assert set(ChangeProposal.objects.values_list("agency", flat=True)) == {heir().pk}
    assert not DeadlineClock.objects.open().filter(agency__key="so-khdt").exists()
    assert set(DeadlineClock.objects.filter(agency=heir()).values_list("kind", flat=True)) >= {"OPINION"}
    assert borne().agency == heir() and borne().checks.get().moved_from.responsibility.agency.key == "so-khdt"
    assert {(o.agency.key, o.voided_at is None) for o in asked.opinions.select_related("agency")} == {
        ("so-khdt", False),
        ("thanh-tra", True),
    }
    assert [(d.agency.key, d.period.upper) for d in Delegation.objects.order_by("pk").select_related("agency")] == [
        ("so-khdt", day_start(ON)),
        (heir().key, LATER + 30 * DAY),
    ]
    assert SharedDatabase.objects.maintained_by(city.fresh("canbo.skhdt")).count() == 1
    assert not unsound(LATER)
    assert Handover.objects.filter(reorganisation=act, label__startswith=sent.code, before="Sở Kế hoạch và Đầu tư", after=NEW).exists()


def test_of_an_agency_that_ends_the_days_before_show_its_people_and_those_after_the_heirs(city, client):
    busy(city)
    act = applied(city)
    public = {day: "so-khdt@example.vn" in client.get(f"/agencies/so-khdt/?as_of={day}").content.decode() for day in (BEFORE, ON)}
    assert public == {BEFORE: True, ON: False}
    assert "so-khdt@example.vn" in client.get(f"/agencies/{heir().key}/?as_of={ON}").content.decode()
    passed = {row.mover: (row.before, row.after) for row in act.handovers.filter(mover__in=["contacts", "rights"])}
    assert passed == {"contacts": ("Sở Kế hoạch và Đầu tư", NEW), "rights": ("Sở Kế hoạch và Đầu tư", NEW)}


def test_at_an_agency_that_nobody_carries_on_everything_ends_and_the_preview_says_so(city):
    audit = city.agencies["thanh-tra"]
    make.contact(audit)
    act = proposed(city, {"kind": "ENDING", "predecessor": "thanh-tra"})
    foreseen = {group.key: {thing.after for thing in group.things} for group in preview.groups_of(act, city.people["kiemtoan"], NOW)}
    assert foreseen == {"agencies": {""}, "seats": {"kết thúc"}, "contacts": {"kết thúc"}}
    make.membership(make.user(), "AUDITOR", audit, start=AFTER)
    assert "bắt đầu từ ngày đó trở đi" in str(lines.shortcomings(act))
    Membership.objects.filter(agency=audit, period__startswith=AFTER).delete()
    actions.decide(act, make.decision_text(ON, signed_on=NOW.date(), kind="REORGANISE"), by=city.people["vanthu.ubnd"], at=NOW)
    actions.apply(act, at=day_start(ON))
    assert {row.period.upper for row in (audit.contact_points.get(), audit.memberships.get())} == {ON}


def test_a_question_put_to_an_agency_that_ends_is_put_to_its_heir(city):
    _sent, asked = busy(city)
    applied(city, *merging("so-khdt"))
    waiting = Opinion.objects.get(proposal=asked, agency=heir(), voided_at__isnull=True)
    assert waiting.clock.due_on == AFTER
    proposals.answer(waiting, stance="AGREE", by=city.fresh("canbo.skhdt"), at=LATER)


def test_the_preview_names_what_passes_and_changes_nothing(city):
    busy(city)
    act = proposed(city)
    with connection.execute_wrapper(only_reading):
        foreseen = {
            group.key: (group.count, [thing.label for thing in group.things])
            for group in preview.groups_of(act, city.people["kiemtoan"], NOW)
        }
    assert {key: count for key, (count, _labels) in foreseen.items()} == {
        "agencies": 3, "seats": 6, "contacts": 1, "databases": 3, "rights": 1, "duties": 15, "proposals": 2, "opinions": 1, "clocks": 2,
    }  # fmt: skip
    actions.decide(act, make.decision_text(ON, signed_on=NOW.date(), kind="REORGANISE"), by=city.people["vanthu.ubnd"], at=NOW)
    actions.apply(act, at=day_start(ON))
    assert {
        group.key: (group.count, [thing.label for thing in group.things]) for group in preview.groups_of(act, city.people["kiemtoan"], NOW)
    } == foreseen


def only_reading(execute, sql, params, many, context):
    assert sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE")), sql
    return execute(sql, params, many, context)


def test_whichever_statement_fails_nothing_has_passed(city):
    busy(city)
    part = {"kind": "PARTIAL_TRANSFER", "successor": "so-tttt", "scope": "Một phần", "databases": ["HCM-CSDL-003"]}
    act = decided(city, part | {"predecessor": "so-khdt"}, *merging("so-khdt", "so-xay-dung"))
    with time_machine.travel(day_start(ON), tick=False):  # the past of a role is kept with the moment of its change
        statements, found = in_between(lambda: actions.apply(type(act).objects.get(pk=act.pk), at=day_start(ON)))
    assert statements > 60 and found == []


def test_a_split_gives_each_heir_what_was_named_and_the_first_the_rest(city):
    rights.entrust(city.databases["HCM-CSDL-003"], to=city.people["canbo.skhdt"], by=city.people["lanhdao.skhdt"], at=NOW)
    split = {"kind": "SPLIT", "predecessor": "so-khdt"}
    applied(city, split | {"name": "Sở Kế hoạch"}, split | {"name": "Sở Đầu tư", "databases": ["HCM-CSDL-003"]})
    assert managers(ON) == {"HCM-CSDL-001": "Sở Kế hoạch", "HCM-CSDL-002": "Sở Xây dựng", "HCM-CSDL-003": "Sở Đầu tư"}
    assert Membership.objects.get(user=city.people["canbo.skhdt"], period__upper_inf=True).agency.current_name == "Sở Kế hoạch"
    assert not SharedDatabase.objects.maintained_by(city.fresh("canbo.skhdt")).exists()


def test_a_part_moves_and_both_live_on(city):
    part = {"kind": "PARTIAL_TRANSFER", "predecessor": "so-khdt", "successor": "so-tai-chinh", "scope": "Đầu tư công"}
    applied(city, part | {"databases": ["HCM-CSDL-003"]})
    assert (managers(ON)["HCM-CSDL-001"], managers(ON)["HCM-CSDL-003"]) == ("Sở Kế hoạch và Đầu tư", "Sở Tài chính")
    assert Agency.objects.get(key="so-khdt").active.upper is None


def test_a_renaming_keeps_the_agency_and_its_past_name(city):
    applied(city, {"kind": "RENAME", "predecessor": "so-khdt", "name": "Sở Kế hoạch"})
    on = [AgencyName.objects.on(day).get(agency__key="so-khdt").name for day in (BEFORE, ON)]
    assert on == ["Sở Kế hoạch và Đầu tư", "Sở Kế hoạch"]
    assert DatabaseVersion.objects.count() == 3


def test_an_agency_set_up_again_under_its_old_name_is_another_agency(city):
    applied(city, *merging("so-khdt", successor="so-tai-chinh"))
    again = ON + 30 * DAY
    back = {"kind": "RECREATION", "predecessor": "so-tai-chinh", "name": "Sở Kế hoạch và Đầu tư", "databases": ["HCM-CSDL-001"]}
    applied(city, back, on=again)
    assert AgencyName.objects.filter(name="Sở Kế hoạch và Đầu tư").values("agency").distinct().count() == 2
    found = {day: managers(day)["HCM-CSDL-001"] for day in (BEFORE, ON, again)}
    assert list(found.values()) == ["Sở Kế hoạch và Đầu tư", "Sở Tài chính", "Sở Kế hoạch và Đầu tư"]
    assert not unsound(day_start(again))


def test_what_was_approved_before_is_applied_to_the_heir_afterwards(city):
    """A proposal that names an agency which ended meanwhile names its heir; a transfer somebody else asked for is still carried out."""
    head = {"title": "T", "reason": "R", "legal_ground": "L", "no_state_secret": True}
    add = drafts.start(agency=city.agencies["so-khdt"], by=city.people["canbo.skhdt"], at=NOW, **head)
    drafts.add_item(add, "ADD", content=make.content("Cơ sở dữ liệu mới"), by=city.people["canbo.skhdt"], at=NOW)
    move = make.draft(city, purpose="Mục đích khác", managing_agency="so-tttt")
    for proposal in (add, move):
        for verb in ("submit", "accept", "appraise", "approve", "forward", "issue"):
            make_move(verb, proposal, city, at=NOW, on=AFTER)
    applied(city)
    with time_machine.travel(LATER, tick=False):
        assert apply_due() == 2
    assert (managers(AFTER)["HCM-CSDL-004"], managers(AFTER)["HCM-CSDL-001"]) == (NEW, "Sở Thông tin và Truyền thông")


def test_whoever_belonged_to_an_agency_does_not_judge_what_its_heir_goes_on_with(city):
    sent = make.proposal_in("ACCEPTED", city)
    judge = make.officer("APPRAISER", city.agencies["so-tttt"])
    make.membership(judge, "REGISTRAR", city.agencies["so-khdt"], end=ON)
    applied(city)
    sent.refresh_from_db()
    with pytest.raises(NotAuthorised.__base__, match="Người của cơ quan đề xuất"):
        proposals.appraise(sent, by=judge, at=LATER, note="Đủ")


def test_the_old_agency_acts_no_more_and_is_told_who_does(city):
    applied(city)
    old = Agency.objects.get(key="so-khdt")
    with pytest.raises(people.AgencyClosed, match=f"không còn hoạt động; việc này nay thuộc {NEW}"):
        people.appoint(make.user(), role="HEAD", agency=old, start=AFTER, by=city.people["quantri"], at=LATER)
    with pytest.raises(NotAuthorised, match=NEW):
        drafts.start(agency=old, by=city.fresh("canbo.skhdt"), at=LATER)
    assert drafts.start(agency=heir(), by=city.fresh("canbo.skhdt"), at=LATER)


def test_the_act_is_passed_in_few_statements_however_many_databases(city, django_assert_max_num_queries):
    act = decided(city, *merging("so-khdt"))
    for n in range(30):
        make.database(f"Cơ sở dữ liệu {n}", city.agencies["so-khdt"], under=city.decision)
    with django_assert_max_num_queries(135):
        actions.apply(act, at=day_start(ON))
