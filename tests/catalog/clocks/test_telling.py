"""Whoever has to keep a deadline is told before it ends, their head after it, and both languages say so; a moved deadline is told too."""

from datetime import date

import pytest
import time_machine

from agencies.models import Delivery, Message, Notice, Role
from catalog import loading
from catalog.clocks import actions, tasks, telling
from catalog.clocks.reminders import due_for_warning
from catalog.models import ClockEvent
from tests import factories as make
from tests.agencies.outbox.post import address
from tests.catalog.clocks.setting import add_holiday, at, clock_of, confirm_years, lay_down
from tests.factories import NOW

THURSDAY, MONDAY, TUESDAY, WEDNESDAY = (date(2026, 3, day) for day in (5, 9, 10, 11))


@pytest.fixture
def ground(city):
    loading.load_rules(at=NOW)
    confirm_years(city)
    lay_down(city, "OPINION", 5)
    address(city, "canbo.stc", mailbox="van-thu@example.vn")
    city.people["head"] = make.officer(Role.HEAD, city.agencies["so-tai-chinh"])
    return city


def warn(day):
    return sum(telling.warn(one, at=at(day)) for one in due_for_warning(at(day)))


def told(event):
    return {notice.user for notice in Notice.objects.filter(message__event=event).select_related("user")}


def test_the_officers_and_their_office_are_reminded_once_a_point(ground):
    clock_of(ground, label="DX-1")
    assert (warn(THURSDAY), warn(THURSDAY), warn(MONDAY)) == (1, 0, 1)
    first, last = Message.objects.order_by("pk")
    assert (first.title, first.title_en) == (
        "Còn 2 ngày làm việc: Trả lời lấy ý kiến, DX-1",
        "2 working days left: Answering a consultation, DX-1",
    )
    assert last.title.startswith("Hạn hôm nay") and "09/03/2026" in last.body
    assert told("clock.reminded") == {ground.people["canbo.stc"]}
    assert set(Delivery.objects.values_list("address", flat=True)) == {"canbo.stc@example.vn", "van-thu@example.vn"}


def test_the_head_learns_when_it_is_over(ground):
    clock_of(ground)
    warn(MONDAY)
    assert warn(TUESDAY) == 1
    assert told("clock.escalated") == {ground.people["head"], ground.people["canbo.stc"]}
    assert "đã qua" in Message.objects.get(event="clock.escalated").body


def test_whoever_took_it_on_is_reminded_alone_until_they_leave(ground):
    other = make.officer(Role.REGISTRAR, ground.agencies["so-tai-chinh"])
    clock = clock_of(ground)
    actions.assign(clock, other)
    warn(THURSDAY)
    assert told("clock.reminded") == {other}
    other.is_active = False
    other.save()
    warn(MONDAY)
    assert told("clock.reminded") == {other, ground.people["canbo.stc"]}


def test_the_quarter_hourly_task_warns(ground):
    clock_of(ground)
    with time_machine.travel(at(THURSDAY), tick=False):
        assert (tasks.send_reminders(), tasks.send_reminders()) == (1, 0)


def test_a_day_in_an_unconfirmed_year_warns_nobody_and_breaks_nothing(city):
    loading.load_rules(at=NOW)
    clock_of(city, due_on=MONDAY)
    with time_machine.travel(at(MONDAY), tick=False):
        assert tasks.send_reminders() == 0
    assert not Message.objects.exists()


def test_a_day_off_more_is_told_to_those_whose_deadlines_it_moves_once(ground):
    clock_of(ground, label="DX-1")
    clock_of(ground, label="DX-2")
    clock_of(ground, key="PROBLEM", label="không có hạn")
    add_holiday(ground, MONDAY, at(THURSDAY))
    with time_machine.travel(at(THURSDAY, hour=10), tick=False):
        assert (tasks.recompute_clocks(), tasks.recompute_clocks()) == (2, 0)
    message = Message.objects.get(event="clock.recalculated")
    assert "DX-1: 09/03/2026 → 10/03/2026" in message.body and "DX-2" in message.body_en
    assert "Thêm ngày nghỉ" in message.body
    assert told("clock.recalculated") == {ground.people["canbo.stc"]}
    assert ClockEvent.objects.filter(kind="RECALCULATED").count() == 2
