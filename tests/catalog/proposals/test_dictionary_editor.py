"""The table of a dictionary keeps itself while it is typed, row by row, right or wrong, and says what stood in the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from agencies.models import Role
from catalog.proposals import drafts
from catalog.proposals.models import ChangeProposal
from tests import factories as make
from tests.catalog.proposals.desk import begun, content, signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(city: make.City) -> Client:
    return signed_in(city, "canbo.skhdt")


def address(proposal: ChangeProposal, number: int = 0) -> str:
    return f"/proposals/{proposal.code}/items/1/dictionary/{number}/autosave/"


def table(*columns: dict[str, Any], **head: str) -> dict[str, Any]:
    """The whole form as the browser sends it after a pause in typing."""
    data: dict[str, Any] = {"name": "ho_so", "title": "Hồ sơ", "description": "", **head}
    data |= {"fields-TOTAL_FORMS": len(columns), "fields-INITIAL_FORMS": 0}
    for index, column in enumerate(columns):
        data |= {f"fields-{index}-{name}": value for name, value in {"type": "string", "personal_data": "NONE", **column}.items()}
    return data


def kept(proposal: ChangeProposal) -> list[str]:
    return [column["name"] for column in content(proposal)["datasets"][0]["fields"]]


def test_whatever_is_typed_is_kept_a_moment_later(desk: Client) -> None:
    proposal = begun(desk)
    answer = desk.post(address(proposal), table({"name": "Mã số", "max_length": "mười"}, {"name": ""}, title="Hồ sơ mới"), headers=HTMX)
    assert answer.status_code == 200
    assert answer.content.decode().startswith("Đã lưu ")
    assert kept(proposal) == ["Mã số", ""]
    assert content(proposal)["datasets"][0]["title"] == "Hồ sơ mới"
    page = desk.get(f"/proposals/{proposal.code}/items/1/dictionary/0/").content.decode()
    assert 'value="mười"' in page
    assert "(Độ dài tối đa)" in page, "what is folded away is named"


def test_what_cannot_be_stored_is_said_and_nothing_is_lost(desk: Client) -> None:
    proposal = begun(desk)
    before = kept(proposal)
    answer = desk.post(address(proposal), table({"name": "a\x00b"}), headers=HTMX)
    assert answer.status_code == 422
    assert "Có ký tự không lưu được" in answer.content.decode()
    assert kept(proposal) == before


def test_a_colleague_with_the_pen_is_named_by_the_rule(desk: Client, city: make.City) -> None:
    proposal = begun(desk)
    colleague = make.officer(Role.REGISTRAR, city.agencies["so-khdt"])
    drafts.take_pen(proposal, by=colleague, at=proposal.created_at + timedelta(seconds=1), force=True)
    answer = desk.post(address(proposal), table({"name": "ma"}), headers=HTMX)
    assert answer.status_code == 409
    assert "Đồng nghiệp đang soạn đề xuất này" in answer.content.decode()


def test_only_a_table_that_is_there_of_a_draft_that_is_mine(desk: Client, city: make.City) -> None:
    proposal = begun(desk)
    assert desk.post(address(proposal, 7), table(), headers=HTMX).status_code == 404
    assert desk.get(address(proposal)).status_code == 405
    assert signed_in(city, "canbo.sxd").post(address(proposal), table(), headers=HTMX).status_code == 404
    assert Client().post(address(proposal), table(), headers=HTMX).status_code == 401
