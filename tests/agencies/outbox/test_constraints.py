"""What the database itself refuses to store about who was told of what."""

import pytest

from agencies.models import Role
from agencies.outbox import actions
from agencies.outbox.models import Delivery, FailedAttempt, Message, Notice, OperatorTask
from tests.agencies.outbox.post import address, tell
from tests.factories import NOW
from tests.refusals import change, copy, refused, sql


@pytest.fixture
def told(city):
    """One message, by e-mail and in the inbox."""
    address(city, "canbo.stc")
    return tell([city.people["canbo.stc"], (Role.CLERK, city.agencies["so-tai-chinh"])])


def letter(told):
    return Delivery.objects.get(message=told)


def notice(told):
    return Notice.objects.get(message=told)


def task(told):
    return OperatorTask.objects.get(message=told)


BROKEN = {
    "agencies_message_told_once": lambda told: copy(told),
    "agencies_delivery_once": lambda told: copy(letter(told)),
    "agencies_delivery_to_somebody": lambda told: copy(letter(told), user=None, mail_id="<x>"),
    "agencies_delivery_ends_one_way": lambda told: change(letter(told), sent_at=NOW, failed_at=NOW),
    "agencies_notice_once": lambda told: copy(notice(told)),
    "agencies_notice_digest_asked_for": lambda told: change(notice(told), digest=letter(told)),
    "agencies_operatortask_done_who_when": lambda told: change(task(told), done_at=NOW, note="Xong"),
    "agencies_operatortask_one_standstill": lambda told: [OperatorTask.objects.create(kind="STANDSTILL", at=NOW) for _ in range(2)],
    "agencies_operatortask_done_says_how": lambda told: change(task(told), done_at=NOW, done_by=notice(told).user),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name, told):
    with refused(name):
        BROKEN[name](told)


APPEND_ONLY = {
    "agencies_message": (lambda told: told, {"title": "khác"}),
    "agencies_notice": (notice, {"by_digest": True}),
    "agencies_delivery": (letter, {"address": "khac@example.vn"}),
    "agencies_failedattempt": (lambda told: FailedAttempt.objects.create(delivery=letter(told), at=NOW, error="x"), {"error": "khác"}),
    "agencies_operatortask": (task, {"role": "HEAD"}),
}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_history_is_never_rewritten(table, told):
    found, changes = APPEND_ONLY[table]
    row = found(told)
    with refused(f"{table}_append_only"):
        change(row, **changes)
    with refused(f"{table}_append_only"):
        sql(f'DELETE FROM {table} WHERE "{row._meta.pk.column}" = %s', row.pk)


def test_a_notice_is_read_and_a_letter_ends_once(told):
    actions.read([notice(told).pk], by=notice(told).user, at=NOW)
    with refused("agencies_notice_append_only"):
        change(notice(told), read_at=None)
    change(letter(told), sent_at=NOW)
    with refused("agencies_delivery_append_only"):
        change(letter(told), sent_at=None)
    assert Message.objects.count() == 1
