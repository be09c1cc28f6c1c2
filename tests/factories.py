"""The cast and the makers of rows: plain creates, a word for each thing. Dates are open-ended, so that doors with a real clock work too."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from agencies.models import Agency, AgencyName, ContactPoint, Mandate, Membership, Role, User
from catalog.decisions.actions import DecisionText
from catalog.decisions.models import Decision
from catalog.entries import actions as entries
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.proposals import drafts
from catalog.proposals.models import ChangeProposal
from hcm_registry.kernel.periods import LEGAL_ZONE

SINCE = date(2020, 1, 1)
ISSUED_ON = date(2023, 10, 25)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=LEGAL_ZONE)  # a Monday morning
Kind = Agency.Kind

AGENCIES = (
    # key            official name                                   kind                      mandate
    ("so-khdt", "Sở Kế hoạch và Đầu tư", Kind.SPECIALISED_AGENCY, None),
    ("so-xay-dung", "Sở Xây dựng", Kind.SPECIALISED_AGENCY, None),
    ("so-tai-chinh", "Sở Tài chính", Kind.SPECIALISED_AGENCY, None),
    ("so-tttt", "Sở Thông tin và Truyền thông", Kind.SPECIALISED_AGENCY, Mandate.Kind.LEAD),
    ("ubnd-tp", "Ủy ban nhân dân Thành phố Hồ Chí Minh", Kind.PEOPLE_COMMITTEE, Mandate.Kind.ISSUER),
    ("tt-cds", "Trung tâm Chuyển đổi số", Kind.PUBLIC_SERVICE_UNIT, Mandate.Kind.WAREHOUSE),
    ("thanh-tra", "Thanh tra Thành phố", Kind.OTHER_ADMINISTRATIVE, None),
)
CAST = (
    # username          name                role             agency
    ("canbo.skhdt", "Chuyên viên KHĐT", Role.REGISTRAR, "so-khdt"),
    ("lanhdao.skhdt", "Lãnh đạo KHĐT", Role.HEAD, "so-khdt"),
    ("canbo.sxd", "Chuyên viên XD", Role.REGISTRAR, "so-xay-dung"),
    ("lanhdao.sxd", "Lãnh đạo XD", Role.HEAD, "so-xay-dung"),
    ("canbo.stc", "Chuyên viên TC", Role.REGISTRAR, "so-tai-chinh"),
    ("tiepnhan.stttt", "Tiếp nhận TTTT", Role.INTAKE, "so-tttt"),
    ("thamdinh.stttt", "Thẩm định TTTT", Role.APPRAISER, "so-tttt"),
    ("lanhdao.stttt", "Lãnh đạo TTTT", Role.HEAD, "so-tttt"),
    ("vanthu.ubnd", "Văn thư UBND", Role.CLERK, "ubnd-tp"),
    ("vanhanh.kho", "Vận hành kho", Role.OPERATOR, "tt-cds"),
    ("kiemtoan", "Kiểm toán", Role.AUDITOR, "thanh-tra"),
    ("quantri", "Quản trị", Role.ADMIN, "so-tttt"),
)
DATABASES = (
    ("Cơ sở dữ liệu đăng ký doanh nghiệp", "so-khdt"),
    ("Cơ sở dữ liệu cấp phép xây dựng", "so-xay-dung"),
    ("Cơ sở dữ liệu đầu tư công", "so-khdt"),
)
_numbers = count(1)


@dataclass
class City:
    """A small city: agencies by key, people by username, databases by code, under one initial decision."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    databases: dict[str, SharedDatabase] = field(default_factory=dict)
    decision: Decision | None = None

    def fresh(self, username: str) -> User:
        """The person as the next request would load them: without kept seats."""
        return User.objects.get(username=username)


def build_city() -> City:
    """Everything of `City`, some thirty rows."""
    city = City()
    for key, name, kind, mandate in AGENCIES:
        city.agencies[key] = agency(key, name=name, kind=kind)
        if mandate:
            Mandate.objects.create(kind=mandate, agency=city.agencies[key], period=DateRange(SINCE, None))
    for username, name, role, key in CAST:
        city.people[username] = officer(role, city.agencies[key], username=username, full_name=name)
    city.decision = decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], kind=Decision.Kind.ISSUE)
    for name, key in DATABASES:
        version = database(name, city.agencies[key], under=city.decision)
        city.databases[version.database.code] = version.database
    return city


def agency(key: str, *, name: str = "", kind: str = Kind.SPECIALISED_AGENCY, start: date | None = SINCE, end: date | None = None) -> Agency:
    """An agency that bears one name for all its life."""
    made = Agency.objects.create(key=key, kind=kind, active=DateRange(start, end))
    AgencyName.objects.create(agency=made, name=name or f"Cơ quan {key}", period=DateRange(start, end))
    return made


def user(username: str = "", full_name: str = "") -> User:
    """A person without a role and without a usable password."""
    name = username or f"nguoi-{next(_numbers)}"
    return User.objects.create(username=name, full_name=full_name or f"Người {name}", password="!")


def membership(who: User, role: Role, at: Agency, *, start: date = SINCE, end: date | None = None) -> Membership:
    """A role at an agency for a period."""
    return Membership.objects.create(user=who, role=role, agency=at, period=DateRange(start, end))


def officer(role: Role, at: Agency, *, username: str = "", full_name: str = "") -> User:
    """A person who holds the role at the agency."""
    who = user(username, full_name)
    membership(who, role, at)
    return who


def contact(at: Agency, *, email: str = "", start: date = SINCE, end: date | None = None, primary: bool = True) -> ContactPoint:
    """An officer whom an agency makes public."""
    known = {"full_name": "Đầu mối thử", "position": "Phó Trưởng phòng", "phone": "028 0000 0000"}
    address = email or f"{at.key}@example.vn"
    return ContactPoint.objects.create(agency=at, email=address, primary=primary, period=DateRange(start, end), **known)


def decision(body: Agency, *, by: User, on: date = ISSUED_ON, kind: str = Decision.Kind.AMEND, **fields: Any) -> Decision:
    """A decision on record, signed and effective on the day, recorded that noon."""
    given = {
        "number": str(4000 + next(_numbers)),
        "signed_on": on,
        "effective_on": on,
        "signer": "Người ký thử",
        "abstract": "Ban hành danh mục cơ sở dữ liệu dùng chung",
        "recorded_at": datetime(on.year, on.month, on.day, 12, tzinfo=LEGAL_ZONE),
    }
    return Decision.objects.create(issuing_body=body, recorded_by=by, kind=kind, **(given | fields))


def content(name: str = "Cơ sở dữ liệu thử", managing_agency: str = "so-khdt", **fields: Any) -> dict[str, Any]:
    """A document that may be decided on, with a small dictionary."""
    return {
        "name": name,
        "purpose": "Phục vụ quản lý nhà nước",
        "scope": "Toàn Thành phố",
        "content": "Thông tin chung và thông tin chi tiết",
        "collection_mechanism": "Cập nhật từ hồ sơ thủ tục hành chính",
        "data_source": "Hệ thống một cửa",
        "managing_agency": managing_agency,
        "managing_agency_basis": "DECIDED",
        "sharing_class": "COMMON",
        "personal_data": "NONE",
        "update_frequency": "DAILY",
        "legal_basis": "Quyết định giao nhiệm vụ",
        "datasets": [dataset()],
        **fields,
    }


def dataset(name: str = "ho_so", *columns: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A table of a dictionary."""
    made = list(columns) or [column("ma", key=True, required=True), column("ten"), column("ngay", type="date")]
    return {"name": name, "title": "Hồ sơ", "description": "", "fields": made, **fields}


def column(name: str, **fields: Any) -> dict[str, Any]:
    """A column of a dictionary."""
    return {"name": name, "title": f"Trường {name}", "type": "string", **fields}


def database(name: str, at: Agency, *, under: Decision, **fields: Any) -> DatabaseVersion:
    """A database in the catalogue, in force from its decision's effective day, known since the decision was recorded."""
    return entries.register(content(name, at.key, **fields), under=under, at=under.recorded_at)


def decision_text(on: date, *, signed_on: date | None = None, **fields: Any) -> DecisionText:
    """What the clerk copies from the paper."""
    given = {"number": str(next(_numbers)), "signer": "Người ký thử", "abstract": "Sửa đổi danh mục", **fields}
    return DecisionText(signed_on=signed_on or on, effective_on=on, **given)


def draft(city: City, *, at: datetime = NOW, by: str = "canbo.skhdt", code: str = "HCM-CSDL-001", **changes: Any) -> ChangeProposal:
    """A draft that could be sent: it amends one database (its purpose, unless `changes` says otherwise)."""
    author = city.people[by]
    home = author.memberships.get().agency
    head = {"title": "Điều chỉnh mục đích", "reason": "Thay đổi chức năng", "legal_ground": "NĐ 47/2020", "no_state_secret": True}
    made = drafts.start(agency=home, by=author, at=at, **head)
    wanted = changes or {"purpose": "Phục vụ người dân và doanh nghiệp"}
    drafts.add_item(made, "AMEND", database=city.databases[code], content=wanted, by=author, at=at)
    return made


def proposal_in(state: str, city: City, *, at: datetime = NOW, on: date | None = None, **given: Any) -> ChangeProposal:
    """A proposal brought to `state` by its own moves, made by the cast. `on`: the effective day of its decision."""
    from tests.verbs import ROADS, make_move

    made = draft(city, at=at, **given)
    for verb in ROADS[state]:
        make_move(verb, made, city, at=at, on=on)
    return made
