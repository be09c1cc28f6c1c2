"""No page breaks a rule of axe (WCAG 2.2 AA and good practice), none scrolls sideways, none violates the security policy."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from catalog.models import ChangeProposal, Responsibility

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
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
OFFICER += ("{draft}items/1/dictionary/", "{draft}papers/", "{draft}check/")
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
    "{duty}",
    "/proposals/bulk/",
    "/proposals/workload/",
)


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize(
    ("user", "paths"),
    [
        ("", PUBLIC),
        ("canbo.skhdt", OFFICER),
        ("thamdinh.stttt", APPRAISER),
        ("lanhdao.stttt", ("/dossiers/new/",)),
        ("quantri", ("/notices/deliveries/",)),
    ],
)
def test_pages_can_be_used_by_everybody(visit: Callable[..., Page], user: str, paths: tuple[str, ...], width: int) -> None:
    page = visit("/", user=user, width=width)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)
    codes = addresses()
    found = [problem for path in paths for problem in problems(page, path.format(**codes))]
    assert not found, "\n".join(found)
    assert not refused


def addresses() -> dict[str, str]:
    """Of the demonstration's draft and of its proposal under way, and of two duties, of which the second is being checked."""
    calm = Responsibility.objects.filter(duty__key="BUILD", agency__key="so-khdt").first()
    asked = Responsibility.objects.filter(duty__key="GUIDE", agency__key="so-khdt").first()
    draft, sent = (ChangeProposal.objects.filter(state=state).first() for state in ("DRAFT", "SUBMITTED"))
    duties = {"duty": calm.path, "asked": asked.path}
    return {"draft": f"/proposals/{draft.code}/", "sent": f"/proposals/{sent.code}/"} | duties


def problems(page: Page, path: str) -> list[str]:
    """What is wrong on one page, in words."""
    page.goto(path)
    found = Axe().run(page, options=AXE).response["violations"]
    lines = [f"{path}: {one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]}" for one in found]
    if scrolls_sideways(page):
        lines.append(f"{path}: scrolls sideways")
    return lines


def scrolls_sideways(page: Page) -> bool:
    """As wide as it is, and, when that is a phone, as narrow as 320 px, which is 1280 px at 400 % (WCAG 1.4.10)."""
    before = page.viewport_size
    for size in [before, {"width": 320, "height": 800}] if before["width"] < 400 else [before]:
        page.set_viewport_size(size)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            return True
    page.set_viewport_size(before)
    return False


def test_paper_shows_the_file_and_nothing_to_press(visit: Callable[..., Page]) -> None:
    page = visit(addresses()["sent"], user="thamdinh.stttt")
    page.emulate_media(media="print")
    for gone in (page.get_by_role("navigation"), page.get_by_role("button"), page.get_by_role("search")):
        expect(gone.filter(visible=True)).to_have_count(0)
    for there in (page.get_by_role("heading", level=1), page.locator(".print-head"), page.get_by_text("Quá trình xử lý")):
        expect(there).to_be_visible()
