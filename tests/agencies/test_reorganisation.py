"""The real reorganisations of 2024-2025, carried out on the demo city: nothing is deleted, everything answers as of its day."""

from datetime import date

import pytest
from django.utils.timezone import now

from agencies import actions, loading, successions
from agencies.actions import AgencyClosed
from agencies.authority import agency_with, seats_of
from agencies.models import Agency, AgencyCode, AgencyName, Mandate, Membership, Role, Succession, User
from catalog import loading as city
from catalog.entries.models import DatabaseVersion
from catalog.inspections import soundness
from catalog.proposals import drafts
from catalog.reorganisation import loading as reorganisations
from hcm_registry.kernel.errors import NotAuthorised
from tests.kept import kept


@pytest.fixture
def reorganised(db):
    """The demo city since October 2025."""
    kept(_reorganised)


def _reorganised():
    city.load_demo(reorganised=True, at=now())


ENDED = {"so-khdt", "so-xay-dung", "so-tai-chinh", "so-tttt", "so-tnmt", "so-noi-vu", "so-ldtbxh", "so-gtvt"}


def names_on(day: date) -> set[str]:
    return set(AgencyName.objects.on(day).filter(agency__active__contains=day).values_list("name", flat=True))


def key_of_lead(day: date) -> str:
    return agency_with(Mandate.Kind.LEAD, day).key


@pytest.mark.parametrize(
    ("day", "lead"),
    [
        (date(2023, 10, 31), "so-tttt"),
        (date(2025, 2, 28), "so-tttt"),
        (date(2025, 3, 1), "so-khcn-2025m"),
        (date(2025, 6, 30), "so-khcn-2025m"),
        (date(2025, 7, 1), "so-khcn-2025"),
    ],
)
def test_the_lead_passes_on(reorganised, day, lead):
    assert key_of_lead(day) == lead


def test_names_answer_as_of_their_day(reorganised):
    before, spring, now_ = names_on(date(2025, 2, 28)), names_on(date(2025, 3, 1)), names_on(date(2025, 10, 1))
    assert {"Sở Thông tin và Truyền thông", "Sở Kế hoạch và Đầu tư", "Sở Quy hoạch - Kiến trúc"} <= before
    assert {"Sở Giao thông công chánh", "Sở Dân tộc và Tôn giáo"} <= spring
    assert not spring & {"Sở Thông tin và Truyền thông", "Sở Kế hoạch và Đầu tư", "Sở Giao thông vận tải", "Sở Quy hoạch - Kiến trúc"}
    assert {"Sở Nông nghiệp và Môi trường", "Sở Quy hoạch - Kiến trúc", "Sở Xây dựng"} <= now_
    assert not now_ & {"Sở Giao thông công chánh", "Ủy ban nhân dân Quận 1", "Sở Tài nguyên và Môi trường"}


def test_nothing_is_deleted_and_the_catalogue_follows(demo):
    models = (Agency, AgencyName, AgencyCode, Membership, Mandate, Succession, DatabaseVersion)
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in models}
    managers = manager_on(date(2025, 2, 28))
    city.load_demo(reorganised=True, at=now())
    assert all(before[model] <= set(model.objects.values_list("pk", flat=True)) for model in models)
    assert manager_on(date(2025, 2, 28)) == managers
    assert "so-khdt" in managers.values() and not set(manager_on(date(2025, 7, 1)).values()) & ENDED
    assert list(soundness.findings(now())) == []


def manager_on(day):
    return dict(DatabaseVersion.objects.as_of(day).values_list("name", "managing_agency__key"))


@pytest.mark.parametrize(
    ("day", "manager"), [(date(2025, 2, 28), "so-khdt"), (date(2025, 3, 1), "so-tai-chinh-2025m"), (date(2025, 7, 1), "so-tai-chinh-2025")]
)
def test_a_database_is_managed_by_whoever_the_day_says(reorganised, day, manager):
    assert manager_on(day)["Cơ sở dữ liệu đăng ký doanh nghiệp"] == manager


def test_the_heir_proposes_for_what_it_inherited_and_the_old_agency_for_nothing(reorganised):
    officer, at = User.objects.get(username="canbo.skhdt"), now()
    database = DatabaseVersion.objects.open().get(name="Cơ sở dữ liệu đăng ký doanh nghiệp").database
    proposal = drafts.start(agency=Agency.objects.get(key="so-tai-chinh-2025"), by=officer, at=at)
    assert drafts.add_item(proposal, "AMEND", database=database, by=officer, at=at).base_version.managing_agency.key == "so-tai-chinh-2025"
    with pytest.raises(NotAuthorised, match="Sở Kế hoạch và Đầu tư không còn hoạt động; việc này nay thuộc Sở Tài chính"):
        drafts.start(agency=Agency.objects.get(key="so-khdt"), by=officer, at=at)


def test_people_keep_their_posts_at_the_heir(reorganised):
    seats = seats_of(User.objects.get(username="thamdinh.stttt"), now())
    assert [(seat.role, seat.agency.key) for seat in seats.held] == [(Role.APPRAISER, "so-khcn-2025")]
    assert Membership.objects.on(date(2024, 1, 1)).filter(agency__key="so-tttt").count() == 4


def test_a_dissolved_agency_appoints_nobody(reorganised):
    administrator, officer = User.objects.get(username="quantri"), User.objects.get(username="canbo.stc")
    with pytest.raises(AgencyClosed):
        actions.appoint(
            officer, role=Role.HEAD, agency=Agency.objects.get(key="so-tttt"), start=date(2025, 3, 1), by=administrator, at=now()
        )


def test_a_part_moves_and_both_live_on_until_they_end(reorganised):
    part = Succession.objects.get(kind=Succession.Kind.PARTIAL_TRANSFER)
    assert (part.predecessor.key, part.successor.key, part.confirmed) == ("so-xay-dung", "so-gtcc", False)
    assert "chưa rõ" in part.scope
    again = Succession.objects.get(successor__key="so-qhkt-2025")
    assert again.kind == Succession.Kind.RECREATION
    assert Agency.objects.active(date(2026, 1, 1)).filter(key="so-xay-dung-2025").exists()


def test_functions_are_followed_through_every_heir(reorganised):
    found = Succession.objects.heirs({Agency.objects.get(key="so-qhkt").pk})
    assert set(Agency.objects.filter(pk__in=found).values_list("key", flat=True)) == {
        "so-xay-dung-2025m",
        "so-xay-dung-2025",
        "so-qhkt-2025",
    }


def test_what_is_not_confirmed_is_said(reorganised):
    march = Succession.objects.filter(on=date(2025, 3, 1))
    assert march.count() == 16
    assert all("chưa được các nguồn đã đọc xác nhận" in one.note and one.legal_basis and one.source for one in march)


def test_it_is_carried_out_once(reorganised):
    assert loading.is_reorganised()
    with pytest.raises(city.AlreadyLoaded):
        city.load_demo(reorganised=True, at=now())


def test_an_agency_without_a_known_heir_lives_on(reorganised):
    assert Agency.objects.get(key="so-ngoai-vu").active.upper is None


def test_half_a_reorganisation_never_happens(demo, monkeypatch):
    monkeypatch.setattr(successions, "recreate", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reorganisations.reorganise(at=now())
    assert not Agency.objects.filter(key="so-khcn-2025").exists()
    assert Agency.objects.get(key="so-tttt").active.upper is None
