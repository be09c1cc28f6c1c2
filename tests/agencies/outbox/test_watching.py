"""When mail does not go out, those who run the system learn of it: in their inbox, on the page of deliveries, in health and figures."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core.cache import cache
from django.template.loader import render_to_string

from agencies.models import Mandate, Membership, Role
from agencies.outbox import actions, queries, tasks, watching
from agencies.outbox.models import Delivery, FailedAttempt, Message, Notice, OperatorTask
from catalog.proposals.notices import OFFICES
from tests import factories as make
from tests.agencies.outbox.post import address, tell
from tests.factories import NOW

RUN_IT = {"quantri", "vanhanh.kho"}
LATER = NOW + timedelta(minutes=31)


@pytest.fixture
def waiting(city):
    address(city, "canbo.stc")
    tell([city.people["canbo.stc"]])
    return Delivery.objects.get()


def told():
    """Who was told of tasks, message by message."""
    messages = Message.objects.filter(event="operator.tasks").order_by("pk")
    return [{notice.user.username for notice in message.notices.select_related("user")} for message in messages]


def figures(client):
    lines = client.get("/metrics").content.decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line.startswith(("hcm_mail", "hcm_operator")))}


def test_mail_that_waits_is_one_task_and_those_who_run_the_system_are_told_once(city, waiting):
    assert not watching.watch(at=NOW + timedelta(minutes=29)) and not OperatorTask.objects.exists()
    assert [watching.watch(at=LATER), watching.watch(at=LATER)] == [True, False]
    task = OperatorTask.objects.get()
    assert (task.kind, told()) == ("STANDSTILL", [RUN_IT])
    actions.see_to(task, note="Đã khởi động lại máy chủ thư", by=city.people["vanhanh.kho"], at=LATER)
    assert watching.watch(at=LATER) and OperatorTask.objects.count() == 2  # it waits still
    waiting.sent_at = LATER
    waiting.save()
    actions.see_to(OperatorTask.objects.latest("pk"), note="Đã gửi", by=city.people["vanhanh.kho"], at=LATER)
    assert not watching.watch(at=LATER)


def test_the_page_says_what_the_server_said_last(city, waiting):
    for words in ("lần đầu", "451 thử lại sau"):
        FailedAttempt.objects.create(delivery=waiting, at=NOW, error=words, not_before=LATER)
    letter = queries.deliveries(city.people["quantri"], NOW).get()
    assert "451 thử lại sau" in render_to_string("agencies/outbox/_status.html", {"letter": letter})


def test_each_new_task_is_told_of_and_old_ones_are_not_told_again(city):
    for n in range(3):
        tell([(Role.CLERK, city.agencies["so-tai-chinh"])], key=f"k{n}")
        assert watching.watch(at=NOW) and not watching.watch(at=NOW)
    assert told() == [RUN_IT] * 3
    assert Message.objects.filter(event="operator.tasks").latest("pk").title == "Thông báo chưa đến người nhận: 3 việc cần xử lý"


def test_where_nobody_runs_the_system_no_task_breeds_another(city):
    Membership.objects.filter(role__in=actions.RUNS_THE_SYSTEM).delete()
    tell([(Role.CLERK, city.agencies["so-tai-chinh"])])
    assert not watching.watch(at=NOW)
    assert OperatorTask.objects.count() == 1


def test_an_office_that_no_agency_holds_is_somebodys_task_too(city):
    Mandate.objects.filter(kind=Mandate.Kind.LEAD).delete()
    proposal = make.proposal_in("SUBMITTED", city)
    assert list(OFFICES["intake"](proposal, {})) == [(Role.INTAKE, 0)]
    task = OperatorTask.objects.get()
    assert (task.whom, task.agency, task.message.event) == ("Cán bộ tiếp nhận", None, "proposal.submit")


def test_pages_health_and_figures_say_so(city, waiting, client, settings):
    settings.REQUIRE_TOTP = False
    with time_machine.travel(LATER, tick=False):
        watching.watch(at=LATER)
        assert "1 letters wait, the oldest since 2026-03-02T" in client.get("/readyz").json()["mail"]
        assert figures(client) == {
            "hcm_mail_waiting": 1,
            "hcm_mail_oldest_seconds": 1860,
            "hcm_mail_server_answers": 1,
            "hcm_operator_tasks": 1,
        }
        for username in RUN_IT:
            client.force_login(city.people[username], backend="django.contrib.auth.backends.ModelBackend")
            page = client.get("/notices/deliveries/").content.decode()
            assert "1 thư đã chờ quá lâu" in page and "Thư chờ gửi quá lâu" in page
            assert client.get(f"/notices/tasks/{OperatorTask.objects.get().pk}/").status_code == 200
            assert Notice.objects.filter(user=city.people[username], read_at=None).exists()
        client.force_login(city.people["lanhdao.skhdt"], backend="django.contrib.auth.backends.ModelBackend")
        assert "chờ quá lâu" not in client.get("/notices/deliveries/").content.decode()


def test_a_silent_mail_server_is_named_until_it_answers(city, waiting, client, settings, monkeypatch):
    settings.REQUIRE_TOTP = False
    client.force_login(city.people["quantri"], backend="django.contrib.auth.backends.ModelBackend")

    def silent():
        raise SMTPServerDisconnected("kết nối bị từ chối")

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "get_connection", silent)
        assert tasks.send_mail() == 0
    assert client.get("/readyz").json()["mail"].endswith("no mail server answers")
    assert figures(client)["hcm_mail_server_answers"] == 0
    assert "kết nối bị từ chối" in client.get("/notices/deliveries/").content.decode()
    assert tasks.send_mail() == 1
    assert client.get("/readyz").json()["mail"] == "ok" and cache.get(watching.SILENT) == ""
