"""The main job in a browser: an officer proposes, the department judges, the Committee decides, the catalogue changes."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from catalog.models import ChangeProposal
from tests.journeys import course
from tests.journeys.hands import Keyboard, Pointer


@pytest.mark.long
@pytest.mark.parametrize(("hand", "javascript"), [(Keyboard, True), (Pointer, False)], ids=["by-keyboard-alone", "without-javascript"])
def test_from_a_proposal_to_the_changed_catalogue(
    visit: Callable[..., Page], tmp_path: Path, hand: type[Pointer], javascript: bool
) -> None:
    def at_desk(user: str, path: str, after: Page | None = None) -> Pointer:
        return hand(visit(path, user=user, after=after, javascript=javascript))

    today, address = localdate(), course.url_of("Cơ sở dữ liệu hộ kinh doanh")
    officer = at_desk("canbo.skhdt", address)
    code = course.propose(officer, course.letter(tmp_path))
    expect(officer.page.get_by_role("heading", level=1)).to_contain_text(code)
    file = f"/proposals/{code}/"
    course.accept(at_desk("tiepnhan.stttt", file, officer.page))
    course.appraise(at_desk("thamdinh.stttt", file, officer.page))
    head = at_desk("lanhdao.stttt", file, officer.page)
    course.approve(head)
    dossier = course.bundle(head)
    course.take_submission(head)
    course.decide(at_desk("vanthu.ubnd", dossier, head.page), effective_on=today)
    assert ChangeProposal.objects.get(code=code).state == "APPLIED"
    everybody_reads(visit(address), address, today)


def everybody_reads(page: Page, address: str, today: date) -> None:
    """What is new today, under which decision, and what was said the day before."""
    main = page.get_by_role("main")
    expect(main).to_contain_text(course.PURPOSE)
    expect(main).to_contain_text("4120/QĐ-UBND")
    expect(main).to_contain_text("ngay_cap")
    page.goto(f"{address}?as_of={today - timedelta(days=1):%Y-%m-%d}")
    expect(main).not_to_contain_text(course.PURPOSE)
