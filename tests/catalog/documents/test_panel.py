"""Papers on the pages and in the API: what is offered there, to whom, under which name, at which cost."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils.timezone import now
from rest_framework.test import APIClient

from catalog.proposals import actions
from hcm_registry.kernel.periods import today
from tests import factories as make

pytestmark = pytest.mark.django_db
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: A list of papers or one paper of a file: who asks, what they hold, the file, and what the paper says of it.
LISTED, MADE = 12, 40


def signed_in(city: make.City, username: str, client: type = Client):
    browser = client()
    browser.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def two(city):
    """Two proposals of two agencies, in one dossier."""
    at = now() - timedelta(hours=1)
    both = [make.proposal_in("APPROVED", city, at=at), make.proposal_in("APPROVED", city, at=at, by="canbo.sxd", code="HCM-CSDL-002")]
    head = city.fresh("lanhdao.stttt")
    actions.forward(both, title="Tờ trình thử", letter_number="9/TTr-STTTT", letter_date=today(at), by=head, at=at)
    for proposal in both:
        proposal.refresh_from_db()
    return both


def test_the_page_offers_each_paper_as_word_and_as_pdf_and_gives_it_under_a_plain_name(city, two, django_assert_max_num_queries):
    proposal = two[0]
    head = signed_in(city, "lanhdao.stttt")
    text = head.get(f"/proposals/{proposal.code}/").content.decode()
    for kind in ("letter", "receipt", "appraisal", "submission", "decision"):
        assert f'href="/proposals/{proposal.code}/documents/{kind}/?format=pdf"' in text
    assert "documents/consultation/" not in text  # nobody was asked
    with django_assert_max_num_queries(MADE):
        answer = head.get(f"/proposals/{proposal.code}/documents/submission/?format=docx")
    assert (answer.status_code, answer["Content-Type"]) == (200, WORD)
    assert answer["Content-Disposition"] == f'attachment; filename="to-trinh-{proposal.code}.docx"'
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    dossier = f"/dossiers/{proposal.dossier.code}/"
    assert f'href="{dossier}documents/decision/?format=docx"' in head.get(dossier).content.decode()
    answer = head.get(f"{dossier}documents/decision/?format=pdf")
    assert unquote(answer["Content-Disposition"]).endswith(f'quyet-dinh-{proposal.dossier.code}.pdf"')
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"


def test_who_reads_only_a_part_of_a_dossier_has_no_paper_of_the_whole(city, two):
    mine, theirs = two
    officer = signed_in(city, "canbo.skhdt")
    assert officer.get(f"/proposals/{theirs.code}/documents/letter/").status_code == 404
    assert officer.get(f"/proposals/{mine.code}/documents/letter/").status_code == 200
    for place in (f"/proposals/{mine.code}/", f"/dossiers/{mine.dossier.code}/"):
        assert officer.get(f"{place}documents/submission/").status_code == 404
        assert "documents/submission/" not in officer.get(place).content.decode()


def test_the_api_lists_the_papers_and_gives_each_by_its_hash(city, two, django_assert_max_num_queries):
    place = f"/api/v1/proposals/{two[0].code}/documents/"
    head = signed_in(city, "lanhdao.stttt", APIClient)
    with django_assert_max_num_queries(LISTED):
        listed = head.get(place)
    kinds = [one["kind"] for one in listed.json()["results"]]
    assert kinds == ["letter", "receipt", "appraisal", "submission", "decision"]
    assert head.get(place, headers={"If-None-Match": listed["ETag"]}).status_code == 304
    file = head.get(f"{place}appraisal/?format=pdf")
    assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")
    assert head.get(f"{place}appraisal/?format=pdf", headers={"If-None-Match": file["ETag"]}).status_code == 304
    assert [head.get(f"{place}{kind}/").status_code for kind in ("consultation", "nothing")] == [404, 404]
    assert head.get(f"{place}appraisal/?format=odt").status_code == 400
    dossier = head.get(f"/api/v1/dossiers/{two[0].dossier.code}/documents/").json()["results"]
    assert [one["kind"] for one in dossier] == ["submission", "decision"]


def test_a_decision_is_for_everybody_once_it_is_carried_out(city):
    at = now() - timedelta(hours=1)
    issued, applied = (
        make.proposal_in(state, city, at=at, code=code) for state, code in (("ISSUED", "HCM-CSDL-001"), ("APPLIED", "HCM-CSDL-003"))
    )
    place = f"/decisions/{issued.decision_id}/document/"
    assert Client().get(place).status_code == 404
    assert signed_in(city, "lanhdao.stttt").get(place).status_code == 200
    answer = Client().get(f"/decisions/{applied.decision_id}/document/?format=pdf")
    assert answer.status_code == 200
    assert f'filename="quyet-dinh-{applied.decision.number}-qd-ubnd.pdf"' in answer["Content-Disposition"]
    assert Client().get(f"/decisions/{city.decision.pk}/document/").status_code == 404


def test_the_notice_of_a_stop_comes_back_as_a_file_and_what_is_wrong_stands_beside_its_input(city):
    officer, place = signed_in(city, "canbo.skhdt"), "/databases/HCM-CSDL-001/suspension/"
    assert place in officer.get("/databases/HCM-CSDL-001/").content.decode()
    assert place not in Client().get("/databases/HCM-CSDL-001/").content.decode()
    assert officer.get(place).status_code == 200
    day = today(now())
    typed = {"reason": "UPGRADE", "detail": "Thay máy chủ", "since": f"{day:%d/%m/%Y}", "until": f"{day:%d/%m/%Y}", "contact": "Tổ trực"}
    answer = officer.post(place, typed | {"format": "pdf"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    wrong = officer.post(place, typed | {"until": f"{day - timedelta(days=1):%d/%m/%Y}"})
    assert wrong.status_code == 400
    assert "Ngày dự kiến khôi phục không được trước ngày tạm dừng." in wrong.content.decode()
    assert "Thay máy chủ" in wrong.content.decode()
