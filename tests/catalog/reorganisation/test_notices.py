"""Whoever has to act next on an act of reorganisation, and whom it concerns, is told of each move and finds it in the inbox."""

import pytest

from agencies.models import Delivery, Message, Notice, OperatorTask
from catalog.inbox.queries import work_of
from catalog.reorganisation import actions
from catalog.reorganisation.notices import TOLD
from catalog.reorganisation.workflow import MOVES
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.kernel.periods import day_start
from tests.catalog.reorganisation.acts import NOW, ON, decided, draft, proposed

CLERK, ADMINISTRATOR = "vanthu.ubnd", "quantri"
CONCERNED = {"canbo.skhdt", "lanhdao.skhdt", "canbo.sxd", "lanhdao.sxd", "canbo.stc"}
#: Move → who is told: who acts next, and who is concerned; whoever makes it is not.
WHO_IS_TOLD = {
    "propose": {CLERK},
    "return": {ADMINISTRATOR},
    "withdraw": {CLERK},
    "decide": {*CONCERNED, "lanhdao.stttt", ADMINISTRATOR},
    "apply": {*CONCERNED, "lanhdao.stttt", ADMINISTRATOR, CLERK},
}


def told_of(move):
    return {notice.user.username for notice in Notice.objects.filter(message__event=f"reorganisation.{move}").select_related("user")}


def waits_for(city, name):
    """(title, step) of the acts in somebody's inbox."""
    return [(task.title, task.step_key) for task in work_of(city.fresh(name), NOW).tasks(NOW) if task.step_key.startswith("ACT_")]


def take(city, act, move):
    by = city.people[CLERK if move == "return" else ADMINISTRATOR]
    {"return": actions.return_, "withdraw": actions.withdraw}[move](act, by=by, at=NOW, note="Thiếu căn cứ")


def test_each_move_is_told_to_who_acts_next_and_whom_it_concerns(city, client, settings):
    settings.REQUIRE_TOTP = False
    assert set(WHO_IS_TOLD) == set(TOLD) == set(MOVES)
    take(city, proposed(city), "return")
    take(city, proposed(city), "withdraw")
    actions.apply(decided(city), at=day_start(ON))
    assert {move: told_of(move) for move in WHO_IS_TOLD} == WHO_IS_TOLD
    assert not OperatorTask.objects.exists()  # agencies that have ended are not asked for
    message = Message.objects.get(event="reorganisation.apply")
    assert message.title == "Đã sắp xếp cơ quan: Sắp xếp cơ quan" and f"{ON:%d/%m/%Y}" in message.body
    for notice in message.notices.select_related("user"):
        client.force_login(notice.user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(message.path).status_code == 200
    assert client.get(f"/en{message.path}").status_code == 200


def test_an_act_waits_in_the_inbox_of_whoever_has_it(city):
    act = draft(city)
    assert (waits_for(city, ADMINISTRATOR), waits_for(city, CLERK)) == ([(act.title, "ACT_DRAFT")], [])
    actions.propose(act, by=city.people[ADMINISTRATOR], at=NOW)
    assert (waits_for(city, ADMINISTRATOR), waits_for(city, CLERK)) == ([], [(act.title, "ACT_PROPOSED")])
    take(city, act, "return")
    assert (waits_for(city, ADMINISTRATOR), waits_for(city, CLERK)) == ([(act.title, "ACT_DRAFT")], [])
    take(city, act, "withdraw")
    assert not [name for name in city.people if waits_for(city, name)]


def test_a_draft_is_withdrawn_in_silence_and_a_move_that_fails_tells_nobody(city):
    take(city, draft(city), "withdraw")
    assert not told_of("withdraw")
    act = proposed(city)
    before = Message.objects.count()
    with pytest.raises(RuleBroken):
        actions.return_(act, by=city.people[ADMINISTRATOR], at=NOW, note="Không phải việc của quản trị")
    with pytest.raises(RuleBroken):
        actions.apply(act, at=day_start(ON))
    assert Message.objects.count() == before


def test_the_offices_are_written_to_and_a_missing_clerk_is_somebodys_task(city):
    office = city.agencies["so-khdt"]
    office.office_mailbox = "so-khdt@example.vn"
    office.save()
    clerk = city.people[CLERK]
    proposed(city)
    assert not Delivery.objects.exists()
    decided(city)
    assert Delivery.objects.get().address == "so-khdt@example.vn"
    clerk.is_active = False
    clerk.save()
    proposed(city)
    task = OperatorTask.objects.latest("pk")
    assert (task.agency.key, task.role, task.message.event) == ("ubnd-tp", "CLERK", "reorganisation.propose")
