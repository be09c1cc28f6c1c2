"""An import through its pages: file, columns, agencies, check, decision, result; and what happens when it is cancelled, killed or raced."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now

from agencies.models import User
from catalog.annexes import actions, working
from catalog.annexes.models import AnnexColumns, AnnexImport, AnnexRow, AnnexStep
from catalog.annexes.states import State
from catalog.annexes.tasks import sweep_annexes
from catalog.entries.models import DatabaseVersion
from catalog.models import Decision
from hcm_registry.files import holding, sweeping
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.uploads import PDF
from tests import factories as make
from tests.catalog.annexes import papers
from tests.halfway import in_between
from tests.stored import stored

ODD = "Tên,Sở nào,Mức chia sẻ\nCSDL thử nghiệm 01,Sở Xây dựn,Dữ liệu mở\nCSDL thử nghiệm 02,Sở Tài chính,Lúc mở lúc không\n"
IMPORTS = {model._meta.db_table for model in (AnnexImport, AnnexStep)}
MAPPED = {"c0": "name", "c1": "managing_agency", "c2": "sharing_class", "groups": ""}


def brought(city: Any, content: bytes, name: str = "phu-luc.xlsx") -> AnnexImport:
    """A file that was brought and read."""
    annex = actions.begin(SimpleUploadedFile(name, content), by=city.people["vanthu.ubnd"], at=now())
    sweep_annexes()
    annex.refresh_from_db()
    return annex


def ready(city: Any, rows: int = 3) -> AnnexImport:
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


REPLACING = "Tên CSDL,Phạm vi\nCơ sở dữ liệu đầu tư công,Phạm vi thử\nCSDL thử nghiệm,\n"


def replacing(city: Any, *, paper: bool = False) -> AnnexImport:
    """One with a decision of its own, which changes a database, adds one, and takes out those that it does not name."""
    annex = brought(city, REPLACING.encode(), "phu-luc.csv")
    clerk, day = annex.created_by, localdate()
    text = make.decision_text(day, signed_on=day, number="9001", kind=Decision.Kind.REPLACE)
    held = holding.hold(SimpleUploadedFile("9001.pdf", b"%PDF-1.7\n%%EOF"), PDF, by=clerk).token if paper else ""
    actions.write(annex, text, retires=True, paper=held, by=clerk, at=now())
    return annex


def left_nothing(annex: AnnexImport, before: str) -> None:
    """It says that it was cancelled; of what it would have done, or was told, nothing is kept."""
    annex.refresh_from_db()
    assert (annex.state, bool(annex.file), annex.paper, annex.text) == (State.CANCELLED, False, "", {})
    assert (AnnexRow.objects.count(), stored(but=IMPORTS)) == (0, before)


def test_the_same_file_again_changes_nothing_and_says_so(city):
    first, second = ready(city), ready(city)
    for annex in (first, second):
        actions.confirm(annex, by=annex.created_by, at=now())
    sweep_annexes()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.APPLIED, State.READY)
    assert "không làm thay đổi danh mục" in second.trouble
    assert DatabaseVersion.objects.count() == 3 + 3


def test_what_cannot_be_read_is_refused_with_a_sentence(city):
    annex = brought(city, papers.as_xlsx()[:400])
    assert (annex.state, "hỏng" in annex.trouble) == (State.REFUSED, True)


def test_a_cancelled_import_leaves_nothing_but_that_it_was(city, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(city.people["vanthu.ubnd"])
    before = stored(but=IMPORTS)
    annex = replacing(city, paper=True)
    assert client.post(f"{annex.path}cancel/").status_code == 302
    left_nothing(annex, before)
    assert "Tệp không được giữ" in client.get(annex.path).text
    with pytest.raises(RuleBroken):
        actions.confirm(annex, by=annex.created_by, at=now())
    assert len(sweeping.sweep(at=now() + timedelta(days=2))) == 2  # the file, and the paper of the decision
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_one_that_kills_its_workers_is_given_up(city):
    annex = ready(city)
    actions.confirm(annex, by=annex.created_by, at=now())
    AnnexImport.objects.update(tries=working.MOST_TRIES)
    sweep_annexes()
    annex.refresh_from_db()
    assert (annex.state, "Máy chủ gặp lỗi" in annex.trouble) == (State.READY, True)


@pytest.mark.long
@pytest.mark.parametrize(("made", "most", "counts"), [(ready, 90, {"NEW": 3}), (replacing, 150, {"NEW": 1, "OTHER": 1, "RETIRED": 2})])
def test_whichever_statement_fails_all_of_it_enters_or_nothing(city, made, most, counts):
    annex = made(city)
    actions.confirm(annex, by=annex.created_by, at=now())
    at = now()

    def enter() -> None:
        mine = AnnexImport.objects.get(pk=annex.pk)
        working._tried(mine, lambda: at)
        assert mine.counts == counts

    statements, halfway = in_between(enter)
    assert (halfway, statements < most) == ([], True)


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
