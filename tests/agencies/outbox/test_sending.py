"""E-mails on their way: what they look like, what happens when the server refuses, when a worker dies, and the daily digest."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from agencies.models import Role
from agencies.outbox import actions, digests, sending, tasks
from agencies.outbox.models import Delivery, FailedAttempt, Notice, OperatorTask, Preference
from tests.agencies.outbox.post import address, prefer, tell
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


class Refusing(BaseEmailBackend):
    """A server with one answer."""

    def __init__(self, refusal):
        super().__init__()
        self.refusal, self.seen, self.opened = refusal, [], 0

    def open(self):
        self.opened += 1

    def send_messages(self, messages):
        self.seen += [message.extra_headers["Message-ID"] for message in messages]
        raise self.refusal


@pytest.fixture
def waiting(city) -> Delivery:
    address(city, "canbo.stc")
    tell([city.people["canbo.stc"]])
    return Delivery.objects.get()


def sent(at=NOW):
    """What goes out now."""
    mail.outbox.clear()
    with get_connection() as mailer:
        while sending.send_next(mailer, at=at):
            pass
    return list(mail.outbox)


def test_a_letter_is_sent_once(waiting):
    assert [one.to for one in sent()] == [["canbo.stc@example.vn"]]
    assert sent() == []
    waiting.refresh_from_db()
    assert waiting.sent_at == NOW


@pytest.mark.parametrize(("language", "button", "prefix"), [("vi", "Mở trong hệ thống", ""), ("en", "Open in the registry", "/en")])
def test_a_letter_reads_as_text_and_as_html_and_its_links_work(client, city, settings, language, button, prefix):
    settings.SITE_URL = "https://danhmuc.example"
    address(city, "canbo.stc")
    prefer(city, "canbo.stc", language=language)
    tell([city.people["canbo.stc"]])
    (letter,) = sent()
    html = letter.alternatives[0].content
    assert letter.subject == "Có việc mới"
    assert button in letter.body and button in html and "Nội dung" in letter.body and "Nội dung" in html
    client.force_login(city.people["canbo.stc"], backend="django.contrib.auth.backends.ModelBackend")
    links = set(re.findall(r"https://\S+", letter.body)) | set(re.findall(r'href="([^"]+)"', html))
    assert {link.removeprefix("https://danhmuc.example") for link in links} == {
        f"{prefix}/databases/",
        f"{prefix}/notices/preferences/",
    }
    assert {client.get(urlsplit(link).path).status_code for link in links} == {200}


def test_an_office_is_not_offered_preferences(city):
    address(city, "canbo.stc", mailbox="van-thu@example.vn")
    city.people["canbo.stc"].is_active = False
    city.people["canbo.stc"].save()
    tell([(Role.REGISTRAR, city.people["canbo.stc"].memberships.get().agency)])
    (letter,) = sent()
    assert "/notices/preferences/" not in letter.body + letter.alternatives[0].content


def test_after_a_refusal_it_is_tried_again_later_and_the_log_says_so(waiting):
    server = Refusing(SMTPServerDisconnected("đứt kết nối"))
    assert sending.send_next(server, at=NOW) and server.opened == 1
    assert not sending.send_next(server, at=NOW)
    assert sent(NOW + MINUTE / 2) == []
    assert len(sent(NOW + MINUTE)) == 1
    assert "đứt kết nối" in FailedAttempt.objects.get().error


def test_the_pauses_grow_and_end_with_somebody_who_sees_to_it(waiting):
    server, at, tries = Refusing(OSError("bận")), NOW, 0
    while not OperatorTask.objects.exists():
        assert sending.send_next(server, at=at)
        tries += 1
        at += timedelta(days=1)
    assert tries == len(sending.PAUSES) + 1
    assert list(sending.PAUSES) == sorted(sending.PAUSES)
    assert len(set(server.seen)) == 1  # always the same Message-ID
    task = OperatorTask.objects.get()
    assert (task.kind, task.user.username) == ("UNDELIVERABLE", "canbo.stc")
    waiting.refresh_from_db()
    assert waiting.failed_at and not Delivery.objects.waiting(at).exists()


def test_a_mailbox_that_is_not_there_is_not_tried_again(waiting):
    refusal = SMTPRecipientsRefused({"canbo.stc@example.vn": (550, b"no such user")})
    sending.send_next(Refusing(refusal), at=NOW)
    assert OperatorTask.objects.get().delivery == waiting


def test_a_mailbox_that_is_full_is_tried_again(waiting):
    sending.send_next(Refusing(SMTPRecipientsRefused({"canbo.stc@example.vn": (452, b"full")})), at=NOW)
    assert not OperatorTask.objects.exists()


def test_a_letter_that_cannot_be_written_holds_up_no_other(city, waiting):
    Delivery.objects.bulk_create(
        [actions.letter("bad", "a\nb@example.vn", message=waiting.message, user=waiting.user, language="vi", at=NOW)]
    )
    assert len(sent()) == 1
    assert FailedAttempt.objects.get().delivery.address == "a\nb@example.vn"


def test_a_worker_that_dies_after_the_server_took_it_sends_it_again_under_the_same_id(waiting):
    server = Refusing(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        sending.send_next(server, at=NOW)
    (letter,) = sent()
    assert [letter.extra_headers["Message-ID"]] == server.seen


def test_the_same_occasion_and_address_are_the_same_letter(waiting):
    same, other = actions.letter("k1", "CANBO.STC@example.vn"), actions.letter("k2", "canbo.stc@example.vn")
    assert same.mail_id == waiting.mail_id != other.mail_id


def test_an_unreachable_server_is_nobodys_fault(waiting, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    assert tasks.send_mail() == 0
    assert not FailedAttempt.objects.exists()


def test_the_task_sends_what_waits(waiting):
    mail.outbox.clear()
    assert tasks.send_mail() == 1
    assert len(mail.outbox) == 1


def test_a_digest_says_once_a_day_what_was_not_read(city):
    address(city, "canbo.stc")
    prefer(city, "canbo.stc", Preference.Mail.DAILY, "en")
    for key in ("one", "two", "read"):
        tell([city.people["canbo.stc"]], key=key, title=f"Việc {key}")
    actions.read(Notice.objects.filter(message__key="read").values_list("pk", flat=True), by=city.people["canbo.stc"], at=NOW)
    evening, morning = NOW + timedelta(hours=9), NOW + timedelta(days=1)
    tell([city.people["canbo.stc"]], key="late", at=morning - timedelta(hours=1), title="Việc late")  # after seven
    assert (digests.compose(at=evening), digests.compose(at=morning), digests.compose(at=morning)) == (0, 1, 0)
    (letter,) = sent(morning)
    assert letter.subject == "2 unread notices"
    assert [word in letter.body for word in ("Việc one", "Việc two", "Việc read", "Việc late")] == [True, True, False, False]
    assert digests.compose(at=morning + timedelta(days=1)) == 1


def test_nobody_else_gets_a_digest(city):
    address(city, "canbo.stc")
    tell([city.people["canbo.stc"]])
    assert digests.compose(at=NOW + timedelta(days=1)) == 0
