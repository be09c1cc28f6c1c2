"""An import through its pages: file, columns, agencies, check, decision, result; and what happens when it is cancelled, killed or raced."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now

from agencies.models import User
from catalog.annexes import actions, working
from catalog.annexes.models import AnnexColumns, AnnexImport, AnnexRow
from catalog.annexes.states import State
from catalog.annexes.tasks import sweep_annexes
from catalog.entries.models import DatabaseVersion
from catalog.models import Decision
from hcm_registry.kernel.errors import RuleBroken
from tests.catalog.annexes import papers
from tests.halfway import in_between
from tests.stored import stored

ODD = "Tên,Sở nào,Mức chia sẻ\nCSDL thử nghiệm 01,Sở Xây dựn,Dữ liệu mở\nCSDL thử nghiệm 02,Sở Tài chính,Lúc mở lúc không\n"
MAPPED = {"c0": "name", "c1": "managing_agency", "c2": "sharing_class", "groups": ""}


def brought(city: Any, content: bytes, name: str = "phu-luc.xlsx") -> AnnexImport:
    """A file that was brought and read."""
    annex = actions.begin(SimpleUploadedFile(name, content), by=city.people["vanthu.ubnd"], at=now())
    sweep_annexes()
    annex.refresh_from_db()
    return annex


def ready(city: Any, rows: int = 6) -> AnnexImport:
    """One that only waits to be confirmed, for the initial decision."""
    annex = brought(city, papers.as_xlsx(rows))
    actions.write(annex, None, retires=False, by=city.people["vanthu.ubnd"], at=now())
    return annex


def test_an_annex_goes_through_its_pages(city, client, django_assert_max_num_queries):
    client.force_login(city.people["vanthu.ubnd"])
    answer = client.post("/annexes/", {"file": SimpleUploadedFile("phu-luc.csv", ODD.encode())}, follow=True)
    page = answer.request["PATH_INFO"]
    assert 'role="progressbar"' in answer.text
    sweep_annexes()
    assert "Cột nào của tệp" in client.get(page).text
    twice = client.post(f"{page}columns/", MAPPED | {"c2": "name"})
    assert (twice.status_code, "Hai cột cùng được chọn" in twice.text) == (400, True)
    assert client.post(f"{page}columns/", MAPPED).status_code == 302
    asked = client.get(f"{page}agencies/").text
    assert "“Sở Xây dựn”" in asked and asked.index("Sở Xây dựng") < asked.index("Sở Tài chính")
    client.post(f"{page}agencies/", {"t0": "so-xay-dung"})
    with django_assert_max_num_queries(40):
        check = client.get(f"{page}check/").text
    assert "Mới: 2" in check and "không có trong danh sách" in check
    assert client.get(f"{page}check/?format=xlsx").status_code == 200
    day = f"{localdate():%d/%m/%Y}"
    told = {"target": "OWN", "kind": "AMEND", "number": "9001", "symbol": "QĐ-UBND", "signed_on": "31/02/2026", "effective_on": day}
    told |= {"signer": "Người ký thử", "abstract": "Thử nghiệm"}
    wrong = client.post(f"{page}decision/", told)
    assert (wrong.status_code, "Nhập ngày dạng" in wrong.text, "Người ký thử" in wrong.text) == (400, True, True)
    assert client.post(f"{page}decision/", told | {"signed_on": day}).status_code == 302
    client.post(f"{page}confirm/")
    assert sweep_annexes() == 1
    assert "Đã nạp vào danh mục" in client.get(page).text
    one = DatabaseVersion.objects.get(name="CSDL thử nghiệm 01")
    assert (one.managing_agency.key, one.sharing_class, one.decision.number) == ("so-xay-dung", "OPEN", "9001")
    assert DatabaseVersion.objects.get(name="CSDL thử nghiệm 02").notes == "Mức chia sẻ: Lúc mở lúc không"


def test_what_columns_were_said_to_be_is_proposed_again_in_any_order(city):
    annex = brought(city, ODD.encode(), "phu-luc.csv")
    actions.map_columns(annex, ["name", "managing_agency", "notes"], group_field="theme", by=annex.created_by, at=now())
    assert AnnexColumns.objects.count() == 1
    again = brought(city, "Mức chia sẻ,Sở nào,Tên\na,b,c\n".encode(), "khac.csv")
    assert (again.columns, again.group_field) == (["notes", "managing_agency", "name"], "theme")


def test_the_same_file_again_changes_nothing_and_says_so(city):
    first, second = ready(city), ready(city)
    for annex in (first, second):
        actions.confirm(annex, by=annex.created_by, at=now())
    sweep_annexes()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.APPLIED, State.READY)
    assert "không làm thay đổi danh mục" in second.trouble
    assert DatabaseVersion.objects.count() == 3 + 6


def test_what_cannot_be_read_is_refused_with_a_sentence(city):
    annex = brought(city, papers.as_xlsx()[:400])
    assert (annex.state, "hỏng" in annex.trouble) == (State.REFUSED, True)


def test_cancelled_while_it_works_it_leaves_nothing(city, monkeypatch):
    annex = ready(city)
    actions.confirm(annex, by=annex.created_by, at=now())
    before = DatabaseVersion.objects.count()
    cancel = lambda: actions.cancel(AnnexImport.objects.get(pk=annex.pk), by=annex.created_by, at=now())  # noqa: E731
    monkeypatch.setattr(working.cache, "set", lambda *_args: cancel())
    assert sweep_annexes() == 0
    assert DatabaseVersion.objects.count() == before


def test_a_cancelled_import_keeps_neither_rows_nor_file(city, client):
    annex = ready(city)
    client.force_login(annex.created_by)
    assert client.post(f"{annex.path}cancel/").status_code == 302
    annex.refresh_from_db()
    assert (annex.state, bool(annex.file), AnnexRow.objects.count()) == (State.CANCELLED, False, 0)
    with pytest.raises(RuleBroken):
        actions.confirm(annex, by=annex.created_by, at=now())


def test_one_that_kills_its_workers_is_given_up(city):
    annex = ready(city)
    actions.confirm(annex, by=annex.created_by, at=now())
    AnnexImport.objects.update(tries=working.MOST_TRIES)
    sweep_annexes()
    annex.refresh_from_db()
    assert (annex.state, "Máy chủ gặp lỗi" in annex.trouble) == (State.READY, True)


@pytest.mark.long
def test_whichever_statement_fails_all_of_it_enters_or_nothing(city):
    annex = ready(city, 3)
    actions.confirm(annex, by=annex.created_by, at=now())
    at = now()

    def enter() -> None:
        mine = AnnexImport.objects.get(pk=annex.pk)
        with working.transaction.atomic():
            working._enter(mine, at)

    statements, halfway = in_between(enter)
    assert (halfway, statements < 90) == ([], True)


def test_an_import_is_for_the_clerk_and_auditors_read_it(city, client):
    annex = ready(city)
    expected = {"vanthu.ubnd": (200, 302), "kiemtoan": (200, 403), "quantri": (404, 404), "lanhdao.stttt": (404, 404)}
    for username, answers in expected.items():
        client.force_login(User.objects.get(username=username))
        before = stored()
        assert client.get(annex.path).status_code == answers[0], username
        if username != "vanthu.ubnd":
            assert client.post(f"{annex.path}confirm/").status_code == answers[1], username
            assert stored() == before
    assert Decision.objects.count() == 1
