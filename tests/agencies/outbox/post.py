"""What tests of notices start from: addresses for the cast, something to tell, and a mail server that keeps what it is given."""

import re
import socketserver
from collections import Counter
from contextlib import contextmanager
from threading import Lock, Thread

from agencies.outbox import actions
from agencies.outbox.models import Preference
from tests.factories import NOW, City

MAIL_ID = re.compile(rb"^Message-ID: (\S+)", re.IGNORECASE | re.MULTILINE)


def address(city: City, *usernames: str, mailbox: str = "") -> None:
    """People get an address of their own; their agency its mailbox."""
    for username in usernames:
        user = city.people[username]
        user.email = f"{username}@example.vn"
        user.save()
        if mailbox:
            agency = user.memberships.get().agency
            agency.office_mailbox = mailbox
            agency.save()


def prefer(city: City, username: str, mail: str = Preference.Mail.AT_ONCE, language: str = "vi") -> None:
    actions.choose(mail=mail, language=language, by=city.people[username])


def tell(to, key="k1", at=NOW, title="Có việc mới", **given):
    return actions.tell("test", to=to, title=title, body="Nội dung", path="/databases/", key=key, at=at, **given)


class Talk(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self.say("354 go on")
                self.server.take(self.letter())
            self.say("221 bye" if verb == b"QUIT" else "250 fine")

    def letter(self):
        lines = iter(self.rfile.readline, b".\r\n")
        return MAIL_ID.search(b"".join(lines)).group(1).decode()

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    """Counts how often each Message-ID was accepted; `noticed` learns how many letters there were before their sender hears of it."""

    daemon_threads = True
    received: Counter
    noticed = staticmethod(lambda number: None)

    def take(self, mail_id):
        with self.taking:
            self.received[mail_id] += 1
            self.noticed(self.received.total())

    def handle_error(self, request, client_address):
        """A sender that was killed hears no answer."""


@contextmanager
def mail_server():
    """A server on a port of its own."""
    with Server(("127.0.0.1", 0), Talk) as server:
        server.received, server.taking = Counter(), Lock()
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
