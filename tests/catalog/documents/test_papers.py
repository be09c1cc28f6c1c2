"""What each paper says, of one proposal walked from draft to decision."""

import io
import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import docx
import pytest
from pypdf import PdfReader

from agencies.models import User
from catalog.documents import offers, suspension
from catalog.documents.blanks import DOTS
from catalog.documents.grounds import grounds
from catalog.documents.offices import Office, of_body, of_head
from catalog.documents.suspension import Reason
from catalog.entries.models import DatabaseVersion
from catalog.proposals.papers import ProposalStep
from hcm_registry.documents import as_docx, as_pdf
from hcm_registry.documents.blocks import Paper, Signature
from hcm_registry.kernel.errors import Invalid, NotAuthorised
from tests import factories as make
from tests.catalog.clocks.setting import confirm_years, lay_down
from tests.catalog.documents import walk

pytestmark = pytest.mark.django_db
#: Paper → what stands on it, in Word and in PDF alike.
SAYS = {
    "letter": (
        "Số: 312/SKHĐT-ĐKKD",
        "ngày 27 tháng 02 năm 2026",
        "Kính gửi: Sở Thông tin và Truyền thông",
        "Phục vụ người dân và doanh nghiệp",
    ),
    "receipt": ("Số tiếp nhận: TN-2026-0001", "09 giờ 00 phút, ngày 02 tháng 3 năm 2026", "NGƯỜI TIẾP NHẬN"),
    "consultation": ("- Sở Tài chính;", "- Sở Xây dựng.", "trước hoặc trong ngày 09 tháng 3 năm 2026./.", "Số: /STTTT-…"),
    "summary": ("Sở Tài chính: Đồng ý, có góp ý", "Thêm hộ kinh doanh", "Giải trình: Đã có trong phạm vi", "02 trên 02 cơ quan"),
    "appraisal": ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "ma_so_thue", "Bỏ", "278/2025/NĐ-CP", "02 trên 02 cơ quan", "NGƯỜI THẨM ĐỊNH"),
    "submission@APPROVED": ("Số: /TTr-STTTT", "Kính gửi: Ủy ban nhân dân Thành phố Hồ Chí Minh", "312/SKHĐT-ĐKKD"),
    "submission": ("Số: 05/TTr-STTTT", "ngày 02 tháng 3 năm 2026", "- Như trên;", "Lãnh đạo TTTT"),
    "decision@APPROVED": ("Số: /QĐ-UBND", "tại Tờ trình số …/TTr-STTTT ngày … tháng … năm …", "QUYẾT ĐỊNH:"),
    "decision": (
        "Số: 07/QĐ-UBND",
        "Căn cứ Quy chế quản lý dữ liệu số của Thành phố;",
        "tại Tờ trình số 05/TTr-STTTT ngày 02 tháng 3 năm 2026.",
        "(bổ sung 01, sửa đổi 01 cơ sở dữ liệu)",
        "có hiệu lực thi hành kể từ ngày 09 tháng 3 năm 2026.",
        "- Như Điều 4;",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Người ký thử",
        "Cơ sở dữ liệu hộ kinh doanh",
    ),
    "suspension": (
        "/TB-SKHĐT",
        "Điều 43 khoản 1 Nghị định số 47/2020/NĐ-CP",
        "nâng cấp hệ thống. Thay máy chủ",
        "ngày 22 tháng 9 năm 2025",
    ),
}
#: State → the papers that are there from it on.
SINCE = {
    "DRAFT": {"letter"},
    "ACCEPTED": {"letter", "receipt", "appraisal"},
    "CONSULTATION": {"letter", "receipt", "appraisal", "consultation", "summary"},
    "APPROVED": {"letter", "receipt", "appraisal", "consultation", "summary", "submission", "decision"},
}


def words(text: str) -> str:
    """Without blanks: Word and PDF break lines where they like."""
    return "".join(unicodedata.normalize("NFC", text).split())


def in_word(paper: Paper) -> str:
    file = docx.Document(io.BytesIO(as_docx(paper)))
    return words("".join(text.text or "" for text in file.element.body.iter("{*}t")))


def in_pdf(paper: Paper) -> str:
    return words("".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(paper))).pages))


def test_every_paper_says_what_is_on_record_in_word_and_in_pdf():
    found = walk.papers()
    for name, texts in SAYS.items():
        word, pdf = in_word(found[name]), in_pdf(found[name])
        for text in texts:
            assert words(text) in word, (name, text)
            assert words(text) in pdf, (name, text)


def test_a_paper_is_there_from_the_state_in_which_it_has_something_to_tell():
    found = walk.papers()
    for state, kinds in SINCE.items():
        assert {name.partition("@")[0] for name in found if name.endswith(f"@{state}")} == kinds


def test_a_paper_is_a_draft_until_its_number_or_its_conclusion_is_recorded():
    found = walk.papers()
    drafts = {"appraisal@ACCEPTED", "appraisal@CONSULTATION", "summary@CONSULTATION", "submission@APPROVED"}
    drafts |= {f"decision@{state}" for state in ("APPROVED", "AT_COMMITTEE")}
    assert {name for name, paper in found.items() if paper.draft} == drafts


def test_nothing_that_people_typed_breaks_a_paper(city):
    many = [make.column(f"cot_{n}", title="<b>Tên & </w:t>" + "rất dài " * 8) for n in range(200)]
    hostile = unicodedata.normalize("NFD", 'Mục đích "#let x" $y$ <w:p/> \\ {{ x }} {number} {0} *đậm* ') + "dài " * 300
    proposal = walk.begun(city, purpose=hostile, datasets=[make.dataset("ho_so", *many)])
    made = offers.made(proposal, "letter", city.fresh("canbo.skhdt"), walk.AT)
    assert made
    word, pdf = in_word(made[0]), in_pdf(made[0])
    for text in ("cot_0", "cot_199", "<b>Tên&</w:t>", '"#letx"$y$<w:p/>\\{{x}}{number}{0}*đậm*'):
        assert text in word and text in pdf, text


def test_the_law_is_that_of_the_records_own_day():
    assert [len(grounds(day, ())) for day in (date(2020, 5, 24), date(2020, 5, 25))] == [0, 1]
    assert "47/2020/NĐ-CP" in grounds(date(2025, 10, 21), ())[0]
    assert "278/2025/NĐ-CP" in grounds(date(2025, 10, 22), ())[0]
    assert grounds(date(2023, 10, 1), ("Nghị định 47/2020/NĐ-CP, Điều 11.\n- Căn cứ Quy chế;",))[1:] == ("Căn cứ Quy chế",)


@pytest.fixture
def version(city):
    confirm_years(city, 2025)
    lay_down(city, "SUSPENSION_NOTICE", 7)
    return DatabaseVersion.objects.open().select_related("database").get(database=city.databases["HCM-CSDL-001"])


def test_a_planned_stop_is_told_the_legal_days_before_and_the_refusal_names_the_first_possible_day(city, version):
    by, at = city.fresh("canbo.skhdt"), walk.UNDER_47
    first = date(2025, 9, 17)  # Monday the 8th and seven working days
    assert suspension.earliest(at).day == first
    late = replace(walk.NOTICE, since=first - timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        suspension.told(version, late, by=by, at=at)
    assert "Sớm nhất là ngày 17/09/2025." in refused.value.detail["errors"]["since"][0]
    assert "ít nhất 7 ngày làm việc" in refused.value.detail["errors"]["since"][0]
    assert suspension.told(version, replace(late, since=first), by=by, at=at)
    assert suspension.told(version, replace(late, reason=Reason.FORCE_MAJEURE), by=by, at=at)


def test_only_the_managing_agency_tells_and_no_stop_ends_before_it_begins(city, version):
    for stranger in ("canbo.sxd", "thamdinh.stttt", "kiemtoan"):
        with pytest.raises(NotAuthorised):
            suspension.told(version, walk.NOTICE, by=city.fresh(stranger), at=walk.UNDER_47)
    for days in ({"until": date(2025, 9, 21)}, {"since": date(2025, 9, 5), "reason": Reason.FORCE_MAJEURE}):
        with pytest.raises(Invalid):
            suspension.told(version, replace(walk.NOTICE, **days), by=city.fresh("canbo.skhdt"), at=walk.UNDER_47)


def test_who_acts_by_delegation_signs_by_authority_and_a_deputy_of_the_chairman_for_the_chairman():
    deputy = ProposalStep(by=User(full_name="Người được giao"), on_behalf_of=User(pk=7))
    assert of_head(deputy) == Signature((f"TUQ. {DOTS}", DOTS), "Người được giao")
    assert of_head(ProposalStep(by=User(username="canbo"))) == Signature((DOTS,))  # an account's name is nobody's name
    committee = Office("Ủy ban nhân dân Thành phố Hồ Chí Minh", kind="PEOPLE_COMMITTEE")
    assert of_body(committee).power == ("TM. Ủy ban nhân dân", DOTS)
    assert of_body(committee, "A", "Chủ tịch").power == ("TM. Ủy ban nhân dân", "Chủ tịch")
    assert of_body(committee, "A", "Phó Chủ tịch").power == ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch")
    assert of_body(Office("Sở X", kind="SPECIALISED_AGENCY"), "A", "Giám đốc").power == ("Giám đốc",)
