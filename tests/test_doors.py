"""Every door of the URL map, tried by everybody: who comes in, who is refused, and for whom there is nothing there at all.

And whoever opens it to read changes nothing (tests/test_get_never_writes.py follows links).
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotFound
from django.urls import URLPattern, get_resolver, reverse
from rest_framework.test import APIClient

from agencies import authority
from agencies.authority import Seat
from agencies.models import User
from tests import factories as make
from tests.kept import kept
from tests.scene import READERS, SECRET, SEES, VISITOR, body, build_scene
from tests.watching import watched

TABLE = Path(__file__).with_name("doors.txt")
#: Doors of packages, which are theirs to test; the administrator's pages have their own test (tests/catalog/test_admin.py).
THEIRS = ("admin:", "account_", "mfa_")
STRANGER = "a stranger"
#: Whoever carries letters reads on the envelope which file they are about, and never what it says.
ENVELOPES = {"agencies:notice-deliveries", "agencies:notice-task"}
WITH_A_FILE = {"api-attachments": {"kind": "OTHER"}, "api-check-report": {"text": "Xong"}}
#: What is for anybody is the same for everybody; these two try that too.
FULLY = {STRANGER, "canbo.sxd"}
#: Who tries: in four groups, so that they can be tried side by side.
GROUPS = {
    "outside": (STRANGER, VISITOR, "quantri"),
    "agencies": ("canbo.skhdt", "lanhdao.skhdt", "canbo.sxd", "lanhdao.sxd", "canbo.stc"),
    "department": ("tiepnhan.stttt", "thamdinh.stttt", "lanhdao.stttt"),
    "others": ("vanthu.ubnd", "vanhanh.kho", "kiemtoan"),
}


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    method: str
    door: str
    subject: str
    who: tuple[str, ...]
    only: bool = False
    perhaps: bool = False

    def expects(self, name: str, api: bool) -> set[int] | None:
        """The statuses that keep somebody out, or None where they come in."""
        if self.who == ("anybody",):
            return None
        if name == STRANGER:
            return {401} if api else {302, 401}
        sees = SEES[self.subject] if self.subject else None
        if sees is not None and name not in sees:
            return {404}
        if self.who in {("readers",), ("signed-in",)} or name in self.who:
            return None
        return {404} if self.only else {403, 409, 422}


def read(text: str) -> Line:
    """One line of the file."""
    method, door, *rest = text.split()
    subject = rest.pop(0)[1:] if rest and rest[0].startswith("@") else ""
    only = bool(rest) and rest[0] == "only"
    names = rest[1:] if only else rest
    return Line(method, door, subject, tuple(name.rstrip("?") for name in names), only, any(name.endswith("?") for name in names))


def tried_by(name: str) -> Iterator[Line]:
    """What somebody tries. Where there is nothing for them they try a door once, whatever the subjects."""
    nothing = set()
    for turn, line in enumerate(LINES):
        for subject in subjects_for(name, turn) if line.subject == "any" else [line.subject]:
            hidden = subject in SEES and name not in SEES[subject]
            if (line.who == ("anybody",) and name not in FULLY) or (hidden and (line.method, line.door) in nothing):
                continue
            nothing |= {(line.method, line.door)} if hidden else set()
            yield replace(line, subject=subject)


def subjects_for(name: str, turn: int) -> list[str]:
    """One subject that somebody may read and one that they may not, others at other doors."""
    sides = [[subject for subject, readers in READERS.items() if (name in readers) is may] for may in (True, False)]
    return [side[turn % len(side)] for side in sides if side]


def walk(patterns: Any, space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every named address of the URL map, with the names of its parts."""
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            yield from walk(pattern.url_patterns, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif pattern.name and not f"{space}{pattern.name}".startswith(THEIRS):
            shape = pattern.pattern
            yield f"{space}{pattern.name}", list(getattr(shape, "converters", None) or shape.regex.groupindex)


ADDRESSES = dict(walk(get_resolver().url_patterns))
LINES = [read(text) for text in TABLE.read_text().splitlines() if text and not text.startswith("#")]


def test_every_address_has_its_line() -> None:
    assert ADDRESSES.keys() == {line.door for line in LINES}


@pytest.fixture
def _sentences(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages of refusals have their own test (test_when_something_is_wrong); here their sentence is enough, and half the time."""
    answers = {
        "hcm_registry.middleware.render": lambda _request, _page, context, status: HttpResponse(context["message"], status=status),
        "hcm_registry.urls.handler404": lambda _request, exception: HttpResponseNotFound(exception),
    }
    for place, answer in answers.items():
        monkeypatch.setattr(place, answer, raising=False)
    logging.disable(logging.ERROR)  # a refusal is a line of the log, two thousand of them would bury what went wrong
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def _settled_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is given or loses a role while they try: it is asked once who holds which."""
    for name in ("_own", "_delegated"):
        monkeypatch.setattr(authority, name, once_a_person(getattr(authority, name)))


def once_a_person(question: Callable[[User, Any], list[Seat]]) -> Callable[[User, Any], list[Seat]]:
    """The same question, whose answer is kept for each person, whatever the moment."""
    known: dict[int, list[Seat]] = {}

    def asked(user: User, at: Any) -> list[Seat]:
        if user.pk not in known:
            known[user.pk] = question(user, at)
        return known[user.pk]

    return asked


@pytest.fixture
def built(db: None, settings: Any, papers: Path) -> tuple[make.City, dict[str, dict[str, Any]]]:
    """The city and what is tried there."""
    settings.MEDIA_ROOT, settings.API_RATE = papers, "100000/minute"
    return kept(build_scene)


@pytest.fixture
def city(built: tuple[make.City, dict[str, dict[str, Any]]]) -> make.City:
    """The cast, and somebody without a role."""
    return built[0]


@pytest.fixture
def scene(built: tuple[make.City, dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Subject → the parts of its addresses."""
    return built[1]


def address(line: Line, scene: dict[str, dict[str, Any]]) -> str:
    """Where the door is, for the subject of the line."""
    if line.door == "api-nowhere":
        return "/api/v1/nowhere/"
    parts = scene[line.subject or "draft"]
    known = {
        "position": 1,
        "number": 1 if line.door.startswith("api") else 0,
        "year": 2026,
        "move": "withdraw",
        "problem": "not-found",
        "id": 1,
        "pk": 1,
        "key": "so-khdt",
        "kind": "letter",
    }
    known["code"] = parts["code"] if line.subject else parts["database"]
    for words, given in {
        "problem": {"code": "not-found"},
        "decision": {"id": parts["decision"], "pk": parts["decision"]},
        "dossier": {"code": parts["dossier"], "kind": "submission"},
        "section": {"key": "general"},
        "rule": {"key": "OPINION"},
        "attachment": {"id": parts["paper"], "pk": parts["paper"]},
        "comment": {"id": parts["remark"]},
        "settle": {"pk": parts["remark"]},
        "notice-open": {"pk": parts["notice"]},
        "notice-task": {"pk": parts["task"]},
        "duty-": {"pk": parts.get("duty")},
        "api-duty": {"id": parts.get("duty")},
        "reorganisation": {"pk": parts.get("act"), "id": parts.get("act"), "line": 1},
        "clock-": {"pk": parts.get("clock")},
        "check-": {"pk": parts.get("check"), "id": parts.get("check")},
        "annex-": {"pk": parts.get("annex")},
        "warehouse:": {"code": parts["database"], "pk": parts.get("run"), "move": "cancel"},
        "warehouse:source": {"pk": parts.get("source")},
        "warehouse:drift": {"pk": parts.get("source")},
    }.items():
        known |= given if words in line.door else {}
    query = "?from=1&to=1" if line.door in {"api-diff", "catalog:database-compare"} else ""
    return reverse(line.door, kwargs={name: known[name] for name in ADDRESSES[line.door]}) + query


def ask(client: APIClient, line: Line, scene: dict[str, dict[str, Any]]) -> Any:
    """One try; whatever it did is taken back."""
    place = address(line, scene)
    if line.method == "get":
        with watched() as wrote:
            answer = client.get(place)
        assert not wrote, f"GET {place} wrote: {wrote[0]}"
        return answer
    with transaction.atomic():
        if said := WITH_A_FILE.get(line.door):
            file = SimpleUploadedFile("b.pdf", b"%PDF-1.4 b")
            answer = client.post(place, {**said, "file": file}, format="multipart")
        else:
            form = "json" if line.door.startswith("api-") else "multipart"
            answer = getattr(client, line.method)(place, body(line.door, scene), format=form, headers={"If-Match": "*"})
        transaction.set_rollback(True)
    return answer


def wrong(line: Line, name: str, answer: Any, scene: dict[str, dict[str, Any]]) -> str:
    """What is not as the table says; empty when it is."""
    api, told = line.door.startswith("api-"), f"{line.method} {line.door} @{line.subject} by {name}: {answer.status_code}"
    kept_out = line.expects(name, api)
    if kept_out is not None:
        return "" if answer.status_code in kept_out else f"{told}, not one of {kept_out}"
    refusals = {401, 403} | (set() if line.perhaps else {404})
    led_away = answer.status_code == 302 and "/accounts/login/" in answer.get("Location", "")
    return f"{told}, but may come in" if answer.status_code in refusals or answer.status_code >= 500 or led_away else ""


def leaks(line: Line, name: str, answer: Any, scene: dict[str, dict[str, Any]]) -> list[str]:
    """Titles and codes of proposals that the answer shows to somebody who may not read them."""
    shown = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
    found = [subject for subject, readers in READERS.items() if name not in readers and SECRET[subject] in shown]
    if line.method == "get" and answer.status_code == 200 and line.door not in ENVELOPES:
        found += [subject for subject, readers in READERS.items() if name not in readers and scene[subject]["code"] in shown]
    return [f"{line.method} {line.door} @{line.subject} shows {subject} to {name}" for subject in found]


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.usefixtures("_sentences", "_settled_roles")
@pytest.mark.parametrize("group", GROUPS)
def test_everybody_tries_every_door(group: str, city: make.City, scene: dict[str, dict[str, Any]]) -> None:
    problems = []
    for name in GROUPS[group]:
        client = APIClient()
        if name != STRANGER:
            client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
        for line in tried_by(name):
            answer = ask(client, line, scene)
            problems += [*filter(None, [wrong(line, name, answer, scene)]), *leaks(line, name, answer, scene)]
    assert not problems, "\n".join(problems)


@pytest.mark.usefixtures("_sentences")
def test_what_has_no_line_to_be_read_cannot_be_read(city: make.City, scene: dict[str, dict[str, Any]]) -> None:
    client, read = APIClient(), {line.door for line in LINES if line.method == "get"}
    client.force_login(city.people["canbo.skhdt"], backend="django.contrib.auth.backends.ModelBackend")
    written = {line.door: replace(line, method="get") for line in LINES if line.door not in read}
    assert {door: ask(client, line, scene).status_code for door, line in written.items()} == dict.fromkeys(written, 405)


def test_everybody_is_somebody() -> None:
    tried = {name for names in GROUPS.values() for name in names}
    assert tried == {username for username, *_rest in make.CAST} | {STRANGER, VISITOR}
    assert set().union(*READERS.values()) <= tried
    assert {name for line in LINES for name in line.who} <= tried | {"anybody", "signed-in", "readers", "nobody"}
