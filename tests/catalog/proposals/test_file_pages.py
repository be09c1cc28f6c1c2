"""The pages of the department and the Committee: the whole way of a file through the browser's forms, and what they refuse."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now as clock

from agencies.delegations.actions import delegate
from agencies.models import Role
from catalog.decisions.models import Decision
from catalog.entries.models import DatabaseVersion
from catalog.proposals import actions, drafts
from catalog.proposals.models import ChangeProposal, Dossier
from catalog.proposals.papers import FieldComment, Opinion
from catalog.proposals.queries import standing
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.periods import today
from hcm_registry.kernel.workflow import open_to
from tests import factories as make
from tests.verbs import every_state

pytestmark = pytest.mark.django_db
BUDGET = 30
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def at():
    """The pages ask the real clock, so the rows of these tests begin an hour before it."""
    return clock() - timedelta(hours=1)


def signed_in(city: make.City, username: str) -> Client:
    """A browser of one of the cast."""
    client = Client()
    client.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, name: str, *args: Any, query: str = "") -> Any:
    """GET a page that must be there."""
    response = client.get(reverse(f"catalog:{name}", args=args) + query)
    assert response.status_code == 200, response.content.decode()[:400]
    return response


def seen(proposal: ChangeProposal) -> dict[str, Any]:
    """What the form of a reader who has just opened the page carries."""
    proposal.refresh_from_db()
    return {"version": proposal.version, "step": proposal.steps.last().pk if proposal.steps.exists() else 0}


def make_move(client: Client, proposal: ChangeProposal, move: str, **typed: Any) -> Any:
    """Send the form of a move as the page gave it."""
    return client.post(reverse("catalog:proposal-move", args=[proposal.code, move]), seen(proposal) | typed)


def said(day: Any) -> str:
    """A day as people type it."""
    return f"{day:%d/%m/%Y}"


def decision_typed(**typed: Any) -> dict[str, Any]:
    """The clerk's form, in force from yesterday."""
    day = said(today(clock()) - timedelta(days=1))
    given = {"kind": "AMEND", "number": "5001", "symbol": "QĐ-UBND", "signed_on": day, "effective_on": day}
    given["seen"] = standing(ChangeProposal.objects.filter(state="AT_COMMITTEE").order_by("pk"))
    return given | {"signer": "Người ký thử", "abstract": "Sửa đổi danh mục"} | typed


def test_a_file_goes_the_whole_way_through_the_pages(city, at):
    proposal = make.proposal_in("SUBMITTED", city, at=at)
    intake, appraiser, head = (signed_in(city, f"{name}.stttt") for name in ("tiepnhan", "thamdinh", "lanhdao"))
    assert make_move(intake, proposal, "accept").status_code == 302

    asked = [city.agencies[key].pk for key in ("so-tai-chinh", "so-xay-dung")]
    due = said(today(clock()) + timedelta(days=3))
    assert make_move(appraiser, proposal, "consult", agencies=asked, due_on=due).status_code == 302
    for username, stance in (("canbo.stc", "AGREE"), ("lanhdao.sxd", "AGREE_WITH_COMMENT")):
        consulted = signed_in(city, username)
        assert proposal.code in page(consulted, "inbox").content.decode()
        page(consulted, "opinion-answer", proposal.code)
        typed = {"stance": stance, "comment": "Ghi rõ đối tượng", "about-0": "Nêu cả hộ kinh doanh"}
        assert consulted.post(reverse("catalog:opinion-answer", args=[proposal.code]), typed).status_code == 302
    assert {tuple(one.field_comments) for one in Opinion.objects.all()} == {("1/purpose",)}

    assert "Chưa tiếp thu, giải trình" in page(appraiser, "proposal-detail", proposal.code, query="?tab=talk").content.decode()
    for opinion in Opinion.objects.all():
        for path in opinion.points_open:
            place = reverse("catalog:opinion-respond", args=[proposal.code, opinion.pk])
            assert appraiser.post(f"{place}?path={path}", {"kind": "TAKEN_UP"}).status_code == 302
    restated = make_move(appraiser, proposal, "appraise", note="Đủ điều kiện")
    assert restated.status_code == 200
    assert ChangeProposal.objects.get().state == "ACCEPTED", "the restatement itself decides nothing"
    assert make_move(appraiser, proposal, "appraise", note="Đủ điều kiện", confirmed="1").status_code == 302
    assert "Duyệt đề xuất" in make_move(head, proposal, "approve").content.decode()
    assert make_move(head, proposal, "approve", confirmed="1").status_code == 302

    letter = {"title": "Tờ trình sửa danh mục", "letter_number": "12/TTr-STTTT", "letter_date": said(today(clock()))}
    assert head.post(reverse("catalog:dossier-new"), letter | {"proposals": [proposal.code]}).status_code == 302
    dossier = Dossier.objects.get()
    clerk = signed_in(city, "vanthu.ubnd")
    assert dossier.code in page(clerk, "inbox").content.decode()
    page(clerk, "dossier-detail", dossier.code)
    address = reverse("catalog:dossier-record", args=[dossier.code])
    restated = clerk.post(address, decision_typed()).content.decode()
    assert "5001/QĐ-UBND" in restated
    assert "Danh mục thay đổi ngay" in restated
    assert not Decision.objects.filter(number="5001").exists()

    paper = SimpleUploadedFile("quyet-dinh.pdf", PDF, "application/pdf")
    looked_at = clerk.post(address, decision_typed(confirmed="1", file=paper))
    assert "Không có chữ ký số" in looked_at.content.decode() and not Decision.objects.filter(number="5001").exists()
    held = looked_at.context["paper"].looked_at.token
    assert clerk.post(address, decision_typed(confirmed="1", held=held)).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "APPLIED"
    present = DatabaseVersion.objects.open().get(database=city.databases["HCM-CSDL-001"])
    assert present.purpose == "Phục vụ người dân và doanh nghiệp"
    assert present.decision.file_sha256
    assert present.purpose in page(Client(), "database-detail", "HCM-CSDL-001").content.decode()


def test_the_panel_offers_exactly_the_open_moves(city, at):
    pages_of_their_own = {"submit", "forward", "issue"}
    for state, proposal in every_state(city, at=at):
        if state not in {"SUBMITTED", "ACCEPTED", "CONSULTATION", "APPRAISAL", "AT_COMMITTEE", "APPLIED"}:
            continue
        for username in city.people:
            reader = city.fresh(username)
            if not ChangeProposal.objects.visible_to(reader, clock()).exists():
                continue  # finds no page (test_who_may_not_read_a_file_finds_none)
            text = page(signed_in(city, username), "proposal-detail", proposal.code).content.decode()
            wanted = {move.name for move in open_to(proposal, MOVES.values(), reader, clock())} - pages_of_their_own
            assert set(re.findall(r"/moves/(\w+)/", text)) == wanted, (state, username)


def test_the_wrong_role_is_refused_with_403(city, at):
    proposal = make.proposal_in("APPRAISAL", city, at=at)
    for username in ("canbo.skhdt", "tiepnhan.stttt", "thamdinh.stttt", "kiemtoan"):
        refused = make_move(signed_in(city, username), proposal, "approve", confirmed="1")
        assert refused.status_code == 403
        assert "Việc này cần vai trò “Lãnh đạo” tại Sở Thông tin và Truyền thông." in refused.content.decode()
    assert signed_in(city, "thamdinh.stttt").get(reverse("catalog:dossier-new")).status_code == 403
    assert ChangeProposal.objects.get().state == "APPRAISAL"


def test_who_may_not_read_a_file_finds_none(city, at):
    proposal = make.proposal_in("DRAFT", city, at=at)
    for username in ("lanhdao.stttt", "canbo.sxd", "vanthu.ubnd"):
        assert signed_in(city, username).get(reverse("catalog:proposal-detail", args=[proposal.code])).status_code == 404
        assert make_move(signed_in(city, username), proposal, "withdraw", note="x").status_code == 404
    assert Client().get(reverse("catalog:proposal-detail", args=[proposal.code])).status_code == 302


def test_a_file_changed_underneath_answers_409_and_says_what_changed(city, at):
    proposal = make.proposal_in("APPRAISAL", city, at=at)
    old = seen(proposal)
    actions.return_(proposal, by=city.fresh("thamdinh.stttt"), at=at, note="Bổ sung phạm vi")
    author = city.fresh("canbo.skhdt")
    drafts.save_content(proposal.items.get(), {"scope": "Cả các huyện"}, by=author, at=at)
    actions.submit(proposal, by=author, at=at)
    actions.accept(proposal, by=city.fresh("tiepnhan.stttt"), at=at)
    actions.appraise(proposal, by=city.fresh("thamdinh.stttt"), at=at, note="Đủ điều kiện")

    head = signed_in(city, "lanhdao.stttt")
    response = head.post(reverse("catalog:proposal-move", args=[proposal.code, "approve"]), old | {"confirmed": "1", "note": "Nhất trí"})
    assert response.status_code == 409
    text = response.content.decode()
    assert "Bổ sung phạm vi" in text
    assert "Phạm vi" in text
    assert "Nhất trí" in text
    assert ChangeProposal.objects.get().state == "APPRAISAL"


def test_a_return_needs_its_reason_and_a_consultation_keeps_what_was_typed(city, at):
    proposal = make.proposal_in("SUBMITTED", city, at=at)
    response = make_move(signed_in(city, "tiepnhan.stttt"), proposal, "return", note="  ")
    assert response.status_code == 400
    assert "Nhập lý do trước khi tiếp tục." in response.content.decode()
    assert make_move(signed_in(city, "tiepnhan.stttt"), proposal, "accept").status_code == 302
    late = said(today(clock()) - timedelta(days=1))
    typed = {"agencies": [city.agencies["so-tai-chinh"].pk], "due_on": late, "note": "Hỏi về phí"}
    response = make_move(signed_in(city, "thamdinh.stttt"), proposal, "consult", **typed)
    assert response.status_code == 400
    text = response.content.decode()
    assert "Hạn trả lời không được ở quá khứ." in text
    assert "Hỏi về phí" in text
    assert late in text
    assert len(re.findall(r"<input[^>]*checked", text)) == 1


def test_a_disagreement_needs_its_text(city, at):
    proposal = make.proposal_in("CONSULTATION", city, at=at)
    client = signed_in(city, "canbo.stc")
    response = client.post(reverse("catalog:opinion-answer", args=[proposal.code]), {"stance": "DISAGREE", "about-0": "Sai đối tượng"})
    assert response.status_code == 400
    assert "Nêu nội dung góp ý hoặc lý do không đồng ý." in response.content.decode()
    assert "Sai đối tượng" in response.content.decode()
    assert signed_in(city, "canbo.sxd").get(reverse("catalog:opinion-answer", args=[proposal.code])).status_code == 404


def test_the_clerk_reads_each_mistake_beside_its_field(city, at):
    proposal = make.proposal_in("AT_COMMITTEE", city, at=at)
    day = today(clock()) - timedelta(days=1)
    used = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=day)
    clerk = signed_in(city, "vanthu.ubnd")
    for field, typed, sentence in (
        ("number", used.number, "Số quyết định này đã dùng trong năm."),
        ("effective_on", "01/01/2020", "Ngày có hiệu lực không được trước ngày ký."),
        ("signed_on", "hôm qua", "Nhập ngày dạng 25/12/2026."),
        ("signer", "", "Nhập mục này."),
    ):
        for confirmed in ({}, {"confirmed": "1"}):
            wrong = decision_typed(**{field: typed}, **confirmed)
            response = clerk.post(reverse("catalog:dossier-record", args=[proposal.dossier.code]), wrong)
            assert response.status_code == 400, field
            assert any(sentence in str(error) for error in response.context["form"].errors[field]), field
            assert "Sửa đổi danh mục" in response.content.decode()
    assert ChangeProposal.objects.get().state == "AT_COMMITTEE"


def test_the_file_of_a_decision_is_a_pdf(city, at):
    proposal = make.proposal_in("AT_COMMITTEE", city, at=at)
    clerk = signed_in(city, "vanthu.ubnd")
    paper = SimpleUploadedFile("quyet-dinh.pdf", b"MZ", "application/pdf")
    response = clerk.post(reverse("catalog:dossier-record", args=[proposal.dossier.code]), decision_typed(confirmed="1", file=paper))
    assert "Tệp được nhận: PDF." in response.content.decode()
    assert not Decision.objects.filter(number="5001").exists()


def test_a_future_decision_waits_and_the_clerk_may_send_a_file_back(city, at):
    first, second = make.proposal_in("APPROVED", city, at=at), make.proposal_in("APPROVED", city, at=at, code="HCM-CSDL-003")
    head = city.fresh("lanhdao.stttt")
    day = today(at)
    dossier = actions.forward([first, second], title="Tờ trình", letter_number="9/TTr", letter_date=day, by=head, at=at)
    clerk = signed_in(city, "vanthu.ubnd")
    assert make_move(clerk, second, "send_back", note="Thiếu căn cứ").status_code == 302
    later = said(today(clock()) + timedelta(days=9))
    typed = decision_typed(effective_on=later)
    assert later in clerk.post(reverse("catalog:dossier-record", args=[dossier.code]), typed).content.decode()
    assert clerk.post(reverse("catalog:dossier-record", args=[dossier.code]), typed | {"confirmed": "1"}).status_code == 302
    assert set(ChangeProposal.objects.values_list("state", flat=True)) == {"ISSUED", "APPRAISAL"}


def test_remarks_on_a_field_are_made_and_settled(city, at):
    proposal = make.proposal_in("ACCEPTED", city, at=at)
    client = signed_in(city, "thamdinh.stttt")
    place = {"item": proposal.items.get().pk, "path": "purpose", "anchor": "c-1-purpose"}
    assert client.post(reverse("catalog:proposal-comment", args=[proposal.code]), place | {"text": " "}).status_code == 400
    response = client.post(reverse("catalog:proposal-comment", args=[proposal.code]), place | {"text": "Nêu rõ đối tượng"})
    assert response.url.endswith("#c-1-purpose")
    assert "Nêu rõ đối tượng" in page(client, "proposal-detail", proposal.code).content.decode()
    remark = FieldComment.objects.get()
    assert client.post(reverse("catalog:proposal-settle", args=[proposal.code, remark.pk])).status_code == 302
    remark.refresh_from_db()
    assert remark.settled_by == city.people["thamdinh.stttt"]


def test_a_paper_is_a_harmless_download_for_readers_only(city, at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    proposal = make.draft(city, at=at)
    drafts.attach(proposal, SimpleUploadedFile("công văn.pdf", PDF), "LETTER", by=city.people["canbo.skhdt"], at=at)
    address = reverse("catalog:attachment", args=[proposal.code, proposal.attachments.get().pk])
    response = signed_in(city, "kiemtoan").get(address)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content) == PDF
    assert signed_in(city, "canbo.sxd").get(address).status_code == 404


def test_deadlines_stand_in_the_inbox_in_words(city, at):
    proposal = make.proposal_in("CONSULTATION", city, at=at)
    client = signed_in(city, "canbo.stc")
    left = (
        proposal.opinions.get(agency=city.agencies["so-tai-chinh"]).clock.due_on - today(clock())
    ).days  # an hour past midnight one day less
    assert f"Còn {left} ngày" in page(client, "inbox").content.decode()
    assert "Cho ý kiến" in page(client, "inbox", query="?step=OPINION").content.decode()
    assert proposal.code not in page(client, "inbox", query="?q=không+có").content.decode()
    assert "Không có việc nào đang chờ bạn" in page(signed_in(city, "kiemtoan"), "inbox").content.decode()


#: State → pages: name, query, who opens it.
CASES = {
    "DRAFT": [("proposal-detail", "", "canbo.skhdt")],
    "CONSULTATION": [
        ("inbox", "", "canbo.stc"),
        ("inbox", "", "thamdinh.stttt"),
        ("proposal-detail", "", "thamdinh.stttt"),
        ("opinion-answer", "", "canbo.stc"),
    ],
    "APPRAISAL": [
        *(("proposal-detail", f"?tab={tab}", "lanhdao.stttt") for tab in ("changes", "talk", "papers", "checks", "log")),
        ("proposal-detail", "", "kiemtoan"),
    ],
    "APPROVED": [("dossier-new", "", "lanhdao.stttt")],
    "AT_COMMITTEE": [("inbox", "", "vanthu.ubnd"), ("dossier-detail", "", "vanthu.ubnd")],
    "APPLIED": [("dossier-list", "", "lanhdao.stttt")],
}


def test_a_page_keeps_to_its_number_of_queries(city, at):
    tried = set()
    for state, proposal in every_state(city, at=at):
        for name, query, username in CASES.get(state, []):
            subject = {"proposal-detail": [proposal.code], "opinion-answer": [proposal.code]}.get(name, [])
            subject = [proposal.dossier.code] if name == "dossier-detail" else subject
            client = signed_in(city, username)
            with CaptureQueriesContext(connection) as asked:
                page(client, name, *subject, query=query)
            assert len(asked) <= BUDGET, "\n".join([f"{name}{query} in {state}", *(one["sql"][:160] for one in asked)])
        tried.add(state)
    assert tried >= CASES.keys()


def test_a_bigger_file_or_dossier_costs_no_more_queries(city, at):
    many = [make.proposal_in("APPROVED", city, at=at, code=code) for code in ("HCM-CSDL-001", "HCM-CSDL-003")]
    many.append(make.proposal_in("APPROVED", city, at=at, by="canbo.sxd", code="HCM-CSDL-002"))
    head = city.fresh("lanhdao.stttt")
    dossier = actions.forward(many, title="Tờ trình", letter_number="9/TTr", letter_date=today(at), by=head, at=at)
    clerk = signed_in(city, "vanthu.ubnd")
    with CaptureQueriesContext(connection) as asked:
        page(clerk, "dossier-detail", dossier.code)
    assert len(asked) <= BUDGET, "\n".join(one["sql"][:160] for one in asked)


def test_a_file_of_two_databases_keeps_to_its_number_of_queries(city, at):
    proposal = make.draft(city, at=at)
    author = city.people["canbo.skhdt"]
    drafts.add_item(proposal, "RETIRE", database=city.databases["HCM-CSDL-003"], by=author, at=at)
    drafts.add_item(proposal, "ADD", content=make.content("Cơ sở dữ liệu hộ kinh doanh"), by=author, at=at)
    actions.submit(proposal, by=author, at=at)
    actions.accept(proposal, by=city.people["tiepnhan.stttt"], at=at)
    actions.appraise(proposal, by=city.people["thamdinh.stttt"], at=at, note="Đủ điều kiện")
    client = signed_in(city, "lanhdao.stttt")
    with CaptureQueriesContext(connection) as asked:
        text = page(client, "proposal-detail", proposal.code).content.decode()
    assert len(asked) <= BUDGET, "\n".join(one["sql"][:160] for one in asked)
    assert "Đưa ra khỏi danh mục" in text
    assert "Cơ sở dữ liệu hộ kinh doanh" in text


def test_a_file_is_read_against_the_version_in_force_or_an_earlier_revision(city, at):
    proposal = make.proposal_in("RETURNED", city, at=at)
    author = city.people["canbo.skhdt"]
    drafts.save_content(proposal.items.get(), {"scope": "Cả các huyện"}, by=author, at=at)
    actions.submit(proposal, by=author, at=at)
    client = signed_in(city, "thamdinh.stttt")
    now_in_force = page(client, "proposal-detail", proposal.code, query="?view=merged").context["sheets"]
    before = page(client, "proposal-detail", proposal.code, query="?against=1").context["sheets"]
    assert [one.change.path for one in now_in_force[0].changes] == ["purpose", "scope"]
    assert [one.change.path for one in before[0].changes] == ["scope"]
    for query in ("?against=x", "?against=77", "?tab=none", "?view=none"):
        page(client, "proposal-detail", proposal.code, query=query)


def test_a_deputy_acts_and_the_course_says_for_whom(city, at):
    proposal = make.proposal_in("APPRAISAL", city, at=at)
    deputy = make.officer(Role.REGISTRAR, city.agencies["so-tttt"], username="pho.stttt", full_name="Mai Văn Sơn")
    head, start = city.fresh("lanhdao.stttt"), at - timedelta(days=1)
    delegate(
        Role.HEAD,
        agency=city.agencies["so-tttt"],
        to=deputy,
        start=start,
        end=at + timedelta(days=5),
        reason="Đi công tác",
        by=head,
        at=start,
    )
    client = signed_in(city, "pho.stttt")
    assert make_move(client, proposal, "reject", note="Chưa rõ", confirmed="1").status_code == 302
    assert "(thay Lãnh đạo TTTT)" in page(client, "proposal-detail", proposal.code, query="?tab=log").content.decode()


def test_a_rule_that_holds_a_move_back_is_said(city, at):
    proposal = make.proposal_in("CONSULTATION", city, at=at)
    text = page(signed_in(city, "thamdinh.stttt"), "proposal-detail", proposal.code).content.decode()
    assert "Còn cơ quan chưa trả lời và chưa hết hạn lấy ý kiến." in text
    refused = make_move(signed_in(city, "thamdinh.stttt"), proposal, "appraise", note="x", confirmed="1")
    assert refused.status_code == 409
    assert "Còn cơ quan chưa trả lời và chưa hết hạn lấy ý kiến." in refused.content.decode()


def test_the_clerk_may_go_back_and_mend_before_recording(city, at):
    proposal = make.proposal_in("AT_COMMITTEE", city, at=at)
    clerk = signed_in(city, "vanthu.ubnd")
    response = clerk.post(reverse("catalog:dossier-record", args=[proposal.dossier.code]), decision_typed(edit="1"))
    assert response.status_code == 200
    assert 'value="5001"' in response.content.decode()
    assert "Xem lại quyết định" in response.content.decode()
