"""One proposal walked from draft to decision, and every paper that could be had on the way: pure data, made once a process."""

from datetime import date, datetime
from functools import cache
from typing import Any

from agencies.models import Agency, AgencyName
from catalog.decisions.actions import DecisionText
from catalog.documents import offers, suspension
from catalog.documents.suspension import Notice, Reason
from catalog.entries.models import DatabaseVersion
from catalog.proposals import actions, drafts, responses
from catalog.proposals.models import ChangeProposal
from hcm_registry.documents.blocks import Paper
from hcm_registry.kernel.periods import LEGAL_ZONE
from tests import factories as make
from tests.verbs import make_move

AT = make.NOW
UNDER_47 = datetime(2025, 9, 8, 9, tzinfo=LEGAL_ZONE)
NAMES = {"so-tttt": "STTTT", "so-khdt": "SKHĐT", "so-tai-chinh": "STC", "so-xay-dung": "SXD"}
HEAD = {
    "title": "Điều chỉnh mục đích và bổ sung từ điển dữ liệu",
    "reason": "Mở rộng đối tượng phục vụ theo chức năng mới.",
    "legal_ground": "Quy chế quản lý dữ liệu số của Thành phố",
    "letter_number": "312/SKHĐT-ĐKKD",
    "letter_date": date(2026, 2, 27),
    "no_state_secret": True,
}
COLUMNS = [make.column("ma", key=True, required=True), make.column("ten", title="Tên đầy đủ"), make.column("ma_so_thue")]
NOTICE = Notice(Reason.UPGRADE, date(2025, 9, 22), date(2025, 9, 24), "Đầu mối thử, 028 0000 0000", "Thay máy chủ cơ sở dữ liệu")
Papers = dict[str, Paper]


@cache
def papers() -> Papers:
    """`kind`, and `kind@STATE` for those had earlier. The first call needs an empty database; what it wrote may go."""
    city = make.build_city()
    return walk(begun(city), city)


def begun(city: make.City, **content: Any) -> ChangeProposal:
    """A draft that amends one database and adds another, of an agency whose head signs."""
    for key, short in NAMES.items():
        AgencyName.objects.filter(agency=city.agencies[key]).update(abbreviation=short)
    Agency.objects.filter(pk=city.agencies["so-khdt"].pk).update(requires_sign_off=True)
    wanted = {"purpose": "Phục vụ người dân và doanh nghiệp", "datasets": [make.dataset("ho_so", *COLUMNS)]} | content
    proposal = make.draft(city, at=AT, **wanted)
    author = city.people["canbo.skhdt"]
    drafts.save_head(proposal, HEAD, by=author, at=AT)
    drafts.add_item(
        proposal, "ADD", content=make.content("Cơ sở dữ liệu hộ kinh doanh", datasets=[make.dataset("ho", *COLUMNS[:2])]), by=author, at=AT
    )
    return proposal


def walk(proposal: ChangeProposal, city: make.City) -> Papers:
    """Through the states, with what each offers to the head of the department."""
    found: Papers = {}
    _take(found, proposal, city, "DRAFT")
    for verb in ("sign_off", "submit", "accept"):
        make_move(verb, proposal, city, at=AT)
    _take(found, proposal, city, "ACCEPTED")
    consulted(proposal, city)
    _take(found, proposal, city, "CONSULTATION")
    for verb in ("appraise", "approve"):
        make_move(verb, proposal, city, at=AT)
    _take(found, proposal, city, "APPROVED")
    actions.forward([proposal], title="Về việc sửa đổi Danh mục", letter_number="5/TTr-STTTT", letter_date=date(2026, 3, 2), **head(city))
    _take(found, proposal, city, "AT_COMMITTEE")
    decided(proposal, city)
    _take(found, proposal, city, "ISSUED")
    make_move("apply", proposal, city, at=AT)
    _take(found, proposal, city, "APPLIED")
    version = DatabaseVersion.objects.open().select_related("database").get(database=city.databases["HCM-CSDL-001"])
    return found | {"suspension": suspension.told(version, NOTICE, by=city.fresh("canbo.skhdt"), at=UNDER_47)}


def consulted(proposal: ChangeProposal, city: make.City) -> None:
    """Two agencies are asked; one has points, which are answered, the other agrees."""
    asked = [city.agencies["so-tai-chinh"], city.agencies["so-xay-dung"]]
    appraiser = city.people["thamdinh.stttt"]
    actions.consult(proposal, agencies=asked, due_on=date(2026, 3, 9), by=appraiser, at=AT)
    said = {"stance": "AGREE_WITH_COMMENT", "comment": "Nêu rõ đối tượng", "field_comments": {"1/purpose": "Thêm hộ kinh doanh"}}
    first, second = proposal.opinions.order_by("pk")
    actions.answer(first, **said, by=city.people["canbo.stc"], at=AT)
    responses.respond(first, path="", kind="TAKEN_UP", text="Đã ghi rõ", by=appraiser, at=AT)
    responses.respond(first, path="1/purpose", kind="EXPLAINED", text="Đã có trong phạm vi", by=appraiser, at=AT)
    actions.answer(second, stance="AGREE", by=city.people["canbo.sxd"], at=AT)
    proposal.refresh_from_db()


def decided(proposal: ChangeProposal, city: make.City) -> None:
    """A deputy of the Chairman signed."""
    text = DecisionText(
        number="7",
        signed_on=date(2026, 3, 2),
        effective_on=date(2026, 3, 9),
        signer="Người ký thử",
        signer_title="Phó Chủ tịch",
        abstract="Ban hành nội dung sửa đổi, bổ sung Danh mục cơ sở dữ liệu dùng chung",
    )
    actions.issue(proposal.dossier, text, by=city.people["vanthu.ubnd"], at=AT)
    proposal.refresh_from_db()


def head(city: make.City) -> dict[str, Any]:
    """The head of the department acts."""
    return {"by": city.people["lanhdao.stttt"], "at": AT}


def _take(found: Papers, proposal: ChangeProposal, city: make.City, state: str) -> None:
    proposal.refresh_from_db()
    assert proposal.state == state or state == "CONSULTATION"  # the last answer ends it
    reader = city.fresh("canbo.skhdt")
    for kind in offers.offered(proposal, reader, AT):
        made = offers.made(proposal, kind.key, reader, AT)
        assert made
        found |= {kind.key: made[0], f"{kind.key}@{state}": made[0]}
