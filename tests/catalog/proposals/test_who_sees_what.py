"""Who may read a file in which state, whose work it is, and that the badge in the menu counts what the inbox lists."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now as clock

from agencies.models import Role
from agencies.outbox.queries import unread
from catalog.inbox.queries import inbox, work_of
from catalog.proposals import actions, drafts
from catalog.proposals.guards import Incomplete, SignatureNotAsked
from catalog.proposals.models import ChangeProposal
from catalog.proposals.queries import dossiers_for
from hcm_registry.kernel.errors import NotAuthorised
from hcm_registry.kernel.periods import today
from tests import factories as make
from tests.verbs import ROADS, every_state, make_move

pytestmark = pytest.mark.django_db
WRITERS = {"canbo.skhdt", "kiemtoan"}
SIGNING = WRITERS | {"lanhdao.skhdt"}
OF_THE_HOUSE = SIGNING | {"vanhanh.skhdt"}
DEPARTMENT = {"tiepnhan.stttt", "thamdinh.stttt", "lanhdao.stttt"}
ASKED = {"canbo.stc"}
CLERK = {"vanthu.ubnd"}
READERS = {
    "DRAFT": WRITERS,
    "SIGNED": SIGNING,
    "SUBMITTED": OF_THE_HOUSE | DEPARTMENT,
    "RETURNED": OF_THE_HOUSE | DEPARTMENT,
    "CONSULTATION": OF_THE_HOUSE | DEPARTMENT | ASKED,
    "APPROVED": OF_THE_HOUSE | DEPARTMENT,
    "AT_COMMITTEE": OF_THE_HOUSE | DEPARTMENT | CLERK,
    "APPLIED": OF_THE_HOUSE | DEPARTMENT | CLERK,
    "WITHDRAWN": WRITERS,  # straight from the draft: it was never sent
}


@pytest.fixture
def at():
    """The pages ask the real clock, so the rows of these tests begin an hour before it."""
    return clock() - timedelta(hours=1)


@pytest.fixture
def house(city):
    """The cast, and somebody of the proposing agency who neither writes nor signs."""
    city.people["vanhanh.skhdt"] = make.officer(Role.OPERATOR, city.agencies["so-khdt"], username="vanhanh.skhdt")
    return city


def test_who_reads_what(house, at):
    readers = {state: {name for name in house.people if may_read(house, name, one)} for state, one in every_state(house, at=at)}
    assert {state: readers[state] for state in READERS} == READERS
    assert readers.keys() == ROADS.keys()


def may_read(city, username, proposal):
    return ChangeProposal.objects.visible_to(city.fresh(username), clock()).filter(pk=proposal.pk).exists()


def tasks(city, username):
    """(code, step) of everything in somebody's inbox."""
    client = Client()
    client.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/inbox/")
    found = [(task.code, task.step_key) for task in page.context["tasks"]]
    assert page.context["inbox_count"] == len(found), username
    return found


def test_the_badge_counts_exactly_what_the_inbox_lists(city, at):
    make.draft(city, at=at, scope="Khác")
    waiting = make.proposal_in("CONSULTATION", city, at=at)
    judged = make.proposal_in("APPRAISAL", city, at=at, by="canbo.sxd", code="HCM-CSDL-002")
    decided = make.proposal_in("AT_COMMITTEE", city, at=at, code="HCM-CSDL-003")
    found = {username: tasks(city, username) for username in city.people}
    assert found["canbo.stc"] == [(waiting.code, "OPINION")]
    assert found["lanhdao.stttt"] == [(judged.code, "APPRAISAL")]
    assert found["vanthu.ubnd"] == [(decided.dossier.code, "DOSSIER")]
    assert sum(map(len, found.values())) == 5


def test_the_badge_costs_one_query(city, at, django_assert_num_queries):
    make.proposal_in("CONSULTATION", city, at=at)
    work = work_of(city.fresh("canbo.stc"), at)
    with django_assert_num_queries(1):
        assert work.count(unread(work.reader)) == (1, 1)


def test_a_file_is_the_work_of_whoever_carries_it_on_and_of_nobody_who_only_might_stop_it(city, at):
    whose = {
        "DRAFT": {"canbo.skhdt"},
        "SUBMITTED": {"tiepnhan.stttt"},
        "RETURNED": {"canbo.skhdt"},
        "ACCEPTED": {"thamdinh.stttt"},
        "APPRAISAL": {"lanhdao.stttt"},
        "APPROVED": {"lanhdao.stttt"},
        "ISSUED": set(),
        "APPLIED": set(),
    }
    assert {state: waited_for(city, proposal.code) for state, proposal in every_state(city, at=at) if state in whose} == whose


def waited_for(city, code):
    """Whose inbox lists the file. That the page shows these, and their number, is seen in the test of the badge."""
    people = {name: city.fresh(name) for name in city.people}
    return {name for name, person in people.items() if code in {task.code for task in inbox(person, clock()).tasks}}


def test_a_head_finds_a_draft_only_when_it_is_laid_before_them(city, at):
    proposal = make.draft(city, at=at)
    house = city.agencies["so-khdt"]
    assert not may_read(city, "lanhdao.skhdt", proposal)
    house.requires_sign_off = True
    house.save()
    assert may_read(city, "lanhdao.skhdt", proposal)
    officer = city.fresh("canbo.skhdt")
    assert tasks(city, "lanhdao.skhdt") == []
    drafts.ask_signature(proposal, by=officer, at=at)
    assert tasks(city, "lanhdao.skhdt") == [(proposal.code, "DRAFT")]
    assert tasks(city, "canbo.skhdt") == []
    drafts.save_content(proposal.items.get(), {"scope": "Khác"}, by=officer, at=at)
    assert tasks(city, "lanhdao.skhdt") == []
    drafts.ask_signature(proposal, by=officer, at=at)
    actions.sign_off(proposal, by=city.fresh("lanhdao.skhdt"), at=at)
    assert tasks(city, "lanhdao.skhdt") == []
    assert tasks(city, "canbo.skhdt") == [(proposal.code, "SIGNED")]


def test_only_a_finished_draft_is_laid_before_the_head_and_only_by_its_officers(city, at):
    proposal, house = make.draft(city, at=at), city.agencies["so-khdt"]
    with pytest.raises(SignatureNotAsked):
        drafts.ask_signature(proposal, by=city.fresh("canbo.skhdt"), at=at)
    house.requires_sign_off = True
    house.save()
    with pytest.raises(NotAuthorised):
        drafts.ask_signature(proposal, by=city.fresh("lanhdao.skhdt"), at=at)
    drafts.save_head(proposal, {"reason": ""}, by=city.fresh("canbo.skhdt"), at=at)
    with pytest.raises(Incomplete):
        drafts.ask_signature(proposal, by=city.fresh("canbo.skhdt"), at=at)
    proposal.refresh_from_db()
    assert proposal.signature_asked_at is None


def test_the_officer_asks_for_the_signature_on_the_last_page(city, at):
    proposal = make.draft(city, at=at)
    city.agencies["so-khdt"].requires_sign_off = True
    city.agencies["so-khdt"].save()
    client = Client()
    client.force_login(city.fresh("canbo.skhdt"), backend="django.contrib.auth.backends.ModelBackend")
    address = f"/proposals/{proposal.code}/check/"
    assert "Trình lãnh đạo ký" in client.get(address).content.decode()
    after = client.post(address, {"move": "ask_signature"}, follow=True).content.decode()
    assert "Đã trình lãnh đạo cơ quan ký." in after
    assert "Sửa nội dung thì phải trình lại." in after


@pytest.mark.parametrize(
    ("username", "there"), [("canbo.skhdt", False), ("lanhdao.stttt", True), ("vanthu.ubnd", True), ("kiemtoan", True)]
)
def test_dossiers_stand_in_the_menu_of_those_who_work_with_them(city, username, there):
    client = Client()
    client.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")
    assert ('href="/dossiers/"' in client.get("/inbox/").content.decode()) == there


def test_a_dossier_counts_for_a_reader_what_they_may_read(city, at):
    theirs, other = make.draft(city, at=at), make.draft(city, at=at, by="canbo.sxd", code="HCM-CSDL-002")
    for proposal in (theirs, other):
        for verb in ROADS["APPROVED"]:
            make_move(verb, proposal, city, at=at)
    letter = {"title": "Tờ trình", "letter_number": "9/TTr", "letter_date": today(at)}
    actions.forward([theirs, other], **letter, by=city.fresh("lanhdao.stttt"), at=at)
    sizes = {name: dossiers_for(city.fresh(name), clock()).get().size for name in ("canbo.skhdt", "canbo.sxd", "vanthu.ubnd", "kiemtoan")}
    assert sizes == {"canbo.skhdt": 1, "canbo.sxd": 1, "vanthu.ubnd": 2, "kiemtoan": 2}


def test_the_auditor_reads_every_word_and_says_none(city, at):
    proposal = make.proposal_in("APPRAISAL", city, at=at)
    item, appraiser, auditor = proposal.items.get(), city.fresh("thamdinh.stttt"), city.fresh("kiemtoan")
    remark = actions.comment(item, path="purpose", text="Nêu rõ", by=appraiser, at=at)
    with pytest.raises(NotAuthorised):
        actions.comment(item, path="purpose", text="Thêm", by=auditor, at=at)
    with pytest.raises(NotAuthorised):
        actions.settle(remark, by=auditor, at=at)
    client = Client()
    client.force_login(auditor, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/proposals/{proposal.code}/").content.decode()
    assert "Nêu rõ" in page and "/comments/" not in page


def test_a_consulted_agency_remarks_and_settles_nothing(city, at):
    proposal = make.proposal_in("CONSULTATION", city, at=at)
    asked = city.fresh("canbo.stc")
    remark = actions.comment(proposal.items.get(), path="purpose", text="Chưa rõ", by=asked, at=at)
    with pytest.raises(NotAuthorised):
        actions.settle(remark, by=asked, at=at)
    client = Client()
    client.force_login(asked, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/proposals/{proposal.code}/").content.decode()
    assert "/comments/" in page and "/settle/" not in page
    actions.settle(remark, by=city.fresh("canbo.skhdt"), at=at)
    remark.refresh_from_db()
    assert remark.settled_by == city.people["canbo.skhdt"]
