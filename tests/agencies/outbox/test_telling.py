"""Who is reached when somebody is told: the office first, then people as they chose; once an occasion; nobody is forgotten in silence."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy

from agencies.delegations import actions as delegations
from agencies.models import Agency, Role
from agencies.outbox.models import Delivery, Message, Notice, OperatorTask, Preference
from tests.agencies.outbox.post import address, prefer, tell
from tests.factories import NOW

_keys = count(1)


@pytest.fixture
def finance(city) -> Agency:
    address(city, "canbo.stc", mailbox="van-thu@example.vn")
    return Agency.objects.get(key="so-tai-chinh")


def written_to():
    return sorted(Delivery.objects.values_list("address", flat=True))


def test_the_office_and_whoever_holds_the_role(city, finance):
    message = tell([(Role.REGISTRAR, finance)])
    assert written_to() == ["canbo.stc@example.vn", "van-thu@example.vn"]
    assert [notice.user.username for notice in Notice.objects.filter(message=message)] == ["canbo.stc"]
    assert not OperatorTask.objects.exists()


def test_a_person_is_told_alone(city, finance):
    tell([city.people["canbo.stc"]])
    assert written_to() == ["canbo.stc@example.vn"]


def test_a_deputy_is_told_as_long_as_they_may_act(city, finance):
    deputy, given = city.people["canbo.sxd"], {"start": NOW, "end": NOW + timedelta(days=1), "reason": "Nghỉ"}
    delegations.delegate(Role.REGISTRAR, agency=finance, to=deputy, **given, by=city.people["canbo.stc"], at=NOW)
    tell([(Role.REGISTRAR, finance)], key="during")
    tell([(Role.REGISTRAR, finance)], key="after", at=NOW + timedelta(days=1))
    assert list(Notice.objects.filter(user=deputy, message__event="test").values_list("message__key", flat=True)) == ["during"]


@pytest.mark.parametrize(
    ("mail", "letters", "by_digest"),
    [(Preference.Mail.AT_ONCE, 2, False), (Preference.Mail.DAILY, 1, True), (Preference.Mail.NEVER, 1, False)],
)
def test_a_person_chooses_and_the_office_mailbox_cannot_be_switched_off(city, finance, mail, letters, by_digest):
    prefer(city, "canbo.stc", mail)
    tell([(Role.REGISTRAR, finance)])
    assert Delivery.objects.count() == letters
    assert Delivery.objects.filter(user=None).get().address == "van-thu@example.vn"
    assert Notice.objects.get().by_digest == by_digest


def test_one_occasion_is_told_once(city, finance):
    assert tell([(Role.REGISTRAR, finance)])
    assert tell([(Role.REGISTRAR, finance), city.people["canbo.sxd"]]) is None
    assert (Message.objects.count(), Notice.objects.count(), Delivery.objects.count()) == (1, 1, 2)


def test_who_is_reached_twice_is_told_once(city, finance):
    address(city, "canbo.stc", mailbox="canbo.stc@example.vn")
    tell([(Role.REGISTRAR, finance), city.people["canbo.stc"], Agency.objects.get(pk=finance.pk)])
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 1)
    assert Delivery.objects.get().user is None  # the office first


def test_whoever_did_it_is_not_told_of_it(city, finance):
    tell([(Role.REGISTRAR, finance)], but=city.people["canbo.stc"])
    assert not Notice.objects.exists()
    assert written_to() == ["van-thu@example.vn"]
    assert not OperatorTask.objects.exists()


def test_nobody_reachable_is_a_task_for_those_who_run_the_system(city):
    leaver = city.people["canbo.stc"]
    leaver.is_active = False
    leaver.save()
    tell([(Role.REGISTRAR, city.agencies["so-tai-chinh"]), (Role.REGISTRAR, city.agencies["so-xay-dung"]), leaver])
    assert [(task.agency and task.agency.key, task.role, task.user) for task in OperatorTask.objects.all()] == [
        ("so-tai-chinh", "REGISTRAR", None),
        (None, "", leaver),
    ]


def test_a_mailbox_alone_is_enough(city, finance):
    leaver = city.people["canbo.stc"]
    leaver.is_active = False
    leaver.save()
    tell([(Role.REGISTRAR, Agency.objects.get(pk=finance.pk))])
    assert not OperatorTask.objects.exists()


def test_both_languages_are_kept(city):
    tell([city.people["canbo.stc"]], title=gettext_lazy("Hạn hôm nay"))
    message = Message.objects.get()
    assert (message.title, message.title_en) == ("Hạn hôm nay", "Due today")


def test_nothing_is_told_of_what_did_not_happen(city, finance):
    with transaction.atomic():
        tell([(Role.REGISTRAR, finance)])
        transaction.set_rollback(True)
    assert not Message.objects.exists() and not Delivery.objects.exists()
