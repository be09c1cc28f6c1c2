"""What an act of reorganisation may not say, and who may not do what with it: each refusal says what to do instead."""

from datetime import timedelta

import pytest

from agencies.models import Succession
from catalog.reorganisation import actions, guards
from hcm_registry.kernel.errors import Forbidden, Invalid, NotAuthorised, WrongState
from tests import factories as make
from tests.catalog.reorganisation.acts import NEW, NOW, ON, decided, draft, proposed, text

DAY = timedelta(days=1)
AFTER = ON + DAY
LINE = {"kind": "MERGE", "predecessor": "so-khdt"}
BACK = {"kind": "MERGE", "predecessor": "so-tai-chinh", "successor": "so-khdt"}
PART = {"kind": "RECREATION", "predecessor": "so-khdt", "name": NEW}
HALF = {"kind": "SPLIT", "predecessor": "so-khdt", "databases": ["HCM-CSDL-001"]}
WRONG = {
    "nothing": ([], "Thêm ít nhất một dòng"),
    "closed successor": ([LINE | {"successor": "so-cu"}], "Sở Cũ không còn hoạt động"),
    "closed predecessor": ([LINE | {"predecessor": "so-cu", "name": NEW}], "Sở Cũ không còn hoạt động"),
    "not there yet": ([LINE | {"successor": "so-sau"}], "chưa thành lập vào ngày đó"),
    "cycle in the past": ([LINE | {"predecessor": "so-nhan", "successor": "so-xay-dung"}], "vòng lặp"),
    "cycle within": ([LINE | {"successor": "so-tai-chinh"}, BACK], "cũng kết thúc"),
    "ends twice": ([LINE | {"name": NEW}, LINE | {"successor": "so-tai-chinh"}], "kết thúc ở nhiều dòng"),
    "split in one": ([LINE | {"kind": "SPLIT", "name": NEW}], "hai cơ quan tiếp nhận"),
    "left with nobody": ([{"kind": "ENDING", "predecessor": "so-khdt"}], "Nêu cơ quan tiếp nhận"),
    "same name": ([{"kind": "RENAME", "predecessor": "so-khdt", "name": "Sở Kế hoạch và Đầu tư"}], "Nhập tên khác"),
    "not its database": ([PART | {"databases": ["HCM-CSDL-002"]}], "không quản lý: HCM-CSDL-002"),
    "passes twice": ([HALF | {"name": "Một"}, HALF | {"name": "Hai"}], "Mỗi cơ sở dữ liệu chuyển một lần"),
}


def test_what_cannot_be_carried_out_is_refused_with_what_to_do(city):
    city.agencies["so-cu"] = make.agency("so-cu", name="Sở Cũ", end=NOW.date())
    city.agencies["so-sau"] = make.agency("so-sau", name="Sở Sau", start=AFTER)
    city.agencies["so-nhan"] = make.agency("so-nhan", name="Sở Nhận")
    Succession.objects.create(predecessor=city.agencies["so-xay-dung"], successor=city.agencies["so-nhan"], kind="PARTIAL_TRANSFER", on=NOW)
    for name, (lines, sentence) in WRONG.items():
        act = draft(city, *(lines or [LINE | {"name": NEW}]))
        if not lines:
            actions.drop_line(act.lines.get(), by=city.people["quantri"], at=NOW)
        with pytest.raises(guards.Contradictory) as caught:
            actions.propose(act, by=city.people["quantri"], at=NOW)
        assert any(sentence in said for found in caught.value.detail["errors"].values() for said in found), (name, caught.value.detail)


def test_an_agency_never_succeeds_itself(city):
    with pytest.raises(Forbidden, match="không thể kế thừa chính mình"):
        draft(city, LINE | {"successor": "so-khdt"})


def test_the_day_is_not_before_the_signing(city):
    act = proposed(city)
    with pytest.raises(Invalid, match="chưa hợp lệ") as caught:
        actions.decide(
            act, make.decision_text(NOW.date() - DAY, signed_on=NOW.date(), kind="REORGANISE"), by=city.people["vanthu.ubnd"], at=NOW
        )
    assert caught.value.detail["errors"] == {"effective_on": ["Ngày có hiệu lực không được trước ngày ký."]}


def test_who_prepares_does_not_record_and_nobody_else_does_either(city):
    act = proposed(city)
    paper = make.decision_text(ON, signed_on=NOW.date(), kind="REORGANISE")
    make.membership(city.people["quantri"], "CLERK", city.agencies["ubnd-tp"])
    refused = []
    for name in city.people.keys() - {"vanthu.ubnd"}:
        with pytest.raises((NotAuthorised, guards.Prepared)) as caught:
            actions.decide(act, paper, by=city.fresh(name), at=NOW)
        refused.append(type(caught.value))
        for verb in (actions.propose, actions.withdraw):
            if name != "quantri":
                with pytest.raises((NotAuthorised, WrongState)):
                    verb(act, by=city.fresh(name), at=NOW, note="Lý do")
    assert refused.count(guards.Prepared) == 1
    actions.return_(act, by=city.people["vanthu.ubnd"], at=NOW, note="Thiếu căn cứ")
    actions.withdraw(act, by=city.people["quantri"], at=NOW, note="Không làm nữa")
    assert list(act.steps.values_list("move", flat=True)) == ["propose", "return", "withdraw"]


def test_what_was_decided_is_undone_by_another_act_alone(city):
    act = decided(city)
    for verb in (actions.withdraw, actions.return_):
        with pytest.raises(WrongState):
            verb(act, by=city.people["quantri"], at=NOW, note="Nhầm")
    with pytest.raises(WrongState):
        actions.add_line(act, text(city, kind="RENAME", predecessor="so-tttt", name="X"), by=city.people["quantri"], at=NOW)
