"""No page breaks a rule of axe (WCAG 2.2 AA and good practice), none scrolls sideways, none violates the security policy."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from agencies.models import Agency
from catalog.models import ChangeProposal, Responsibility, SharedDatabase
from catalog.proposals import actions
from sharing.models import LoadRun, Source
from tests.journeys import course

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
#: The violations in words. What axe says of all it looked at would be half a megabyte a page, and take as long to carry as to find.
BROKEN = """async rules => {
  const { violations } = await axe.run(rules);
  return violations.map(one => `${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 160)}`);
}"""
PUBLIC = (
    "/",
    "/databases/",
    "/databases/?q=khong-co-gi-nhu-the",
    "/databases/HCM-CSDL-005/",
    "/databases/HCM-CSDL-005/?as_of=2020-01-01",
    "/decisions/",
    "/decisions/1/",
    "/agencies/",
    "/agencies/so-khdt/",
    "/journal/",
    "/calendar/",
    "/calendar/2030/",
    "/rules/",
    "/reorganisations/",
    "/accounts/login/",
    "/developers/",
    "/developers/problems/",
    "/databases/HCM-CSDL-005/?tab=schema",
    "/databases/HCM-CSDL-005/?tab=history",
    "/accessibility/",
    "/ui/",
    "/khong-co-trang-nay/",
    "/en/",
    "/en/databases/HCM-CSDL-005/",
)
OFFICER = (
    "/inbox/",
    "/notices/",
    "/notices/preferences/",
    "/delegations/",
    "/duties/",
    "{asked}",
    "/proposals/",
    "/proposals/new/",
    "{draft}",
    "{draft}edit/",
    "{draft}items/1/general/",
    "{draft}items/1/sharing/",
)
OFFICER += ("/accounts/2fa/", "/accounts/2fa/totp/activate/", "{draft}items/", "{draft}items/1/remove/")
OFFICER += (
    "{draft}items/1/dictionary/1/",
    "{draft}items/1/dictionary/1/paste/",
    "{draft}items/1/dictionary/",
    "{draft}items/1/dictionary/file/",
    "{draft}papers/",
    "{draft}check/",
    "{managed}suspension/",
)
APPRAISER = (
    "/inbox/",
    "/proposals/",
    "{sent}",
    "{sent}?tab=talk",
    "{sent}?tab=papers",
    "{sent}?tab=checks",
    "{sent}?tab=log",
    "/dossiers/",
    "/duties/",
    "/duties/?show=overdue",
    "/duties/overview/",
    "/editions/1/",
    "/editions/layout/",
    "{duty}",
    "/proposals/bulk/",
    "/proposals/workload/",
    "/warehouse/quarantine/",
)
LEADER = ("/dossiers/new/", "/dashboard/", "/dashboard/steps/", "/dashboard/deadlines/", "/dashboard/?since=xx")


@pytest.mark.long
@pytest.mark.parametrize(
    ("user", "paths"),
    [("", PUBLIC), ("canbo.skhdt", OFFICER), ("thamdinh.stttt", APPRAISER)],
)
def test_pages_can_be_used_by_everybody(visit: Callable[..., Page], user: str, paths: tuple[str, ...]) -> None:
    page = visit("/", user=user)
    codes = addresses()
    found = [problem for path in paths for problem in problems(page, path.format(**codes))]
    assert not found, "\n".join(found)


@pytest.mark.long
def test_pages_on_the_way_to_a_decision_can_be_used_too(visit: Callable[..., Page]) -> None:
    file, at, duty = ChangeProposal.objects.get(state="SUBMITTED"), now(), addresses()["asked"]
    page = visit("/")

    def look(user: str, *paths: str) -> list[str]:
        visit("/", user=user, after=page)
        return [problem for path in paths for problem in problems(page, path)]

    found = look("lanhdao.stttt", *LEADER)  # nothing is approved yet
    consulted(file, at)
    opinion = file.opinions.get(agency__key="so-tai-chinh")
    found += look("canbo.skhdt", reverse("catalog:opinion-answer", args=[file.code]))
    respond = reverse("catalog:opinion-respond", args=[file.code, opinion.pk])
    found += look("thamdinh.stttt", f"/proposals/{file.code}/?tab=talk", f"{respond}?path=", f"{duty}ask/")
    actions.answer(file.opinions.get(agency__key="so-khdt"), stance="AGREE", by=course.person("canbo.skhdt"), at=at)
    actions.appraise(file, by=course.person("thamdinh.stttt"), at=at, note="Đủ điều kiện.")
    found += look("lanhdao.stttt", f"/proposals/{file.code}/")
    head = course.person("lanhdao.stttt")
    actions.approve(file, by=head, at=at)
    found += look("lanhdao.stttt", "/dossiers/new/")
    dossier = actions.forward([file], title="Tờ trình", letter_number="9/TTr-STTTT", letter_date=localdate(), by=head, at=at)
    found += look("vanthu.ubnd", f"/dossiers/{dossier.code}/", f"/dossiers/{dossier.code}/decision/", "/inbox/", "/annexes/")
    found += look("quantri", "/notices/deliveries/", "/reorganisations/new/", "/rules/OPINION/new/", f"/calendar/{localdate().year}/add/")
    found += look("", "/databases/HCM-CSDL-005/compare/") + look("vanhanh.kho", *warehouse(at))
    assert not found, "\n".join(found)


def warehouse(at: datetime) -> tuple[str, ...]:
    """Its pages, on which one load waits for the operator."""
    database = SharedDatabase.objects.get(code="HCM-CSDL-005")
    source = Source.objects.create(database=database, dataset="ho_so", kind="SQLITE", connection={"path": "a.db", "table": "a"})
    run = LoadRun.objects.create(source=source, queued_at=at, ready_at=at, state="HELD", message="Cấu trúc nguồn khác từ điển.")
    new, place = "/warehouse/sources/new/", f"/warehouse/sources/{source.pk}/"
    return (
        "/warehouse/",
        f"/warehouse/{database.code}/",
        new,
        f"{new}?kind=FILES",
        place,
        f"/warehouse/runs/{run.pk}/",
        "/warehouse/runs/",
        "/warehouse/drift/",
    )


def consulted(file: ChangeProposal, at: datetime) -> None:
    """Two agencies are asked; one has answered, and objects."""
    actions.accept(file, by=course.person("tiepnhan.stttt"), at=at)
    asked = list(Agency.objects.filter(key__in=["so-tai-chinh", "so-khdt"]))
    actions.consult(file, agencies=asked, due_on=localdate() + timedelta(days=7), by=course.person("thamdinh.stttt"), at=at)
    one = file.opinions.get(agency__key="so-tai-chinh")
    actions.answer(one, stance="DISAGREE", comment="Trùng với dữ liệu thu phí.", by=course.person("canbo.stc"), at=at)


def addresses() -> dict[str, str]:
    """Of the demonstration's draft and of its proposal under way, and of two duties, of which the second is being checked."""
    calm = Responsibility.objects.filter(duty__key="BUILD", agency__key="so-khdt").first()
    asked = Responsibility.objects.filter(duty__key="GUIDE", agency__key="so-khdt").first()
    draft, sent = (ChangeProposal.objects.filter(state=state).first() for state in ("DRAFT", "SUBMITTED"))
    duties = {"duty": calm.path, "asked": asked.path, "managed": course.url_of("Cơ sở dữ liệu hộ kinh doanh")}
    return {"draft": f"/proposals/{draft.code}/", "sent": f"/proposals/{sent.code}/"} | duties


def problems(page: Page, path: str) -> list[str]:
    """What is wrong on one page, in words: at a desk, on a phone, and as narrow as 1280 px are at 400 % (WCAG 1.4.10)."""
    page.goto(path)
    page.evaluate(AXE_SCRIPT)
    lines = []
    for width in (1400, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if width > 320:
            lines += [f"{path} ({width}): {told}" for told in page.evaluate(BROKEN, RULES)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            lines.append(f"{path} ({width}): scrolls sideways")
    page.set_viewport_size({"width": 1400, "height": 900})
    return lines


def test_paper_shows_the_file_and_nothing_to_press(visit: Callable[..., Page]) -> None:
    page = visit(addresses()["sent"], user="thamdinh.stttt")
    page.emulate_media(media="print")
    for gone in (page.get_by_role("navigation"), page.get_by_role("button"), page.get_by_role("search")):
        expect(gone.filter(visible=True)).to_have_count(0)
    for there in (page.get_by_role("heading", level=1), page.locator(".print-head"), page.get_by_text("Quá trình xử lý")):
        expect(there).to_be_visible()
