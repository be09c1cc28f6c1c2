"""The published contract tried against the API by a machine, as a stranger and as three people: every operation, with and against it.

A few seconds each here; `make fuzz` takes minutes (FUZZ_SECONDS, FUZZ_SEED).
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import LazySettings
from hypothesis import strategies
from rest_framework.test import APIClient
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.transport.wsgi import WSGITransport

from hcm_registry.wsgi import application
from tests import factories as make

PEOPLE = ("", "canbo.skhdt", "thamdinh.stttt", "vanthu.ubnd")
SECONDS = int(os.environ.get("FUZZ_SECONDS", "2"))  # for each of them, after every operation was tried once
SEED = int(os.environ.get("FUZZ_SEED", "1"))
TOKEN = "a" * 32  # CSRF: any, as long as cookie and header agree
#: Made-up requests are right in form; what is stored decides whether they are right in fact (412, 422), and their files are no files.
JUDGED = ["2xx", "304", "401", "403", "404", "409", "412", "422"]
TAKES_FILES = ["proposals_attachments_create", "proposals_moves_issue", "dossiers_decide", "reorganisations_moves_decide"]
#: What stands in the database, so that made-up addresses lead somewhere.
STANDING = {
    "databases": ["HCM-CSDL-001", "HCM-CSDL-002"],
    "proposals": ["DX-2026-0001", "DX-2026-0002", "DX-2026-0003"],
    "dossiers": ["HS-2026-0001"],
}
schemathesis.openapi.format("binary", strategies.sampled_from([b"%PDF-1.4 a", b"GIF89a", b"x"]))


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """A cursor is signed: one that was made up is refused (test_a_cursor_belongs_to_its_list), so the others go without."""
    if case.query and case.meta and case.meta.generation.mode.is_positive:
        case.query.pop("cursor", None)


@pytest.fixture
def _files(city: make.City, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft, a file on which an agency is asked, one at the Committee; and a library's slip mended."""
    settings.MEDIA_ROOT = tmp_path / "files"
    make.draft(city)
    make.proposal_in("CONSULTATION", city, code="HCM-CSDL-003")
    make.proposal_in("AT_COMMITTEE", city, by="canbo.sxd", code="HCM-CSDL-002")
    send = WSGITransport.send

    def without_sockets(transport: Any, case: Any, **options: Any) -> Any:
        """schemathesis 4.32 hands its probes of authorisation options that only a socket has."""
        return send(transport, case, **{name: value for name, value in options.items() if name not in {"max_redirects", "verify", "cert"}})

    monkeypatch.setattr(WSGITransport, "send", without_sockets)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_files")
@pytest.mark.parametrize("username", PEOPLE, ids=lambda name: name or "stranger")
def test_the_contract_holds(username: str, signed_in: Callable[[str], APIClient]) -> None:
    auth = {}
    if username:
        session = signed_in(username).cookies["sessionid"].value
        keys = {"session": session, "csrf": TOKEN, "csrfCookie": TOKEN}
        auth = {"openapi": {name: {"api_key": key} for name, key in keys.items()}}
    once = contract({"auth": auth, "phases": only("examples")})
    reached = set(tried(once))
    assert reached == {operation.ok().label for operation in once.get_all_operations()}
    at_length = contract({"auth": auth, "phases": only("coverage", "fuzzing", "stateful"), "max-time": SECONDS})
    assert list(tried(at_length))


def contract(more: dict[str, Any]) -> Any:
    """The contract as served, and how it is to be tried."""
    dictionaries = {name: {"values": values} for name, values in {**STANDING, "small": [1, 2], "agency": ["so-khdt"]}.items()}
    often = {name: often_from(place) for name, place in ADDRESSED.items()}
    config = {
        "seed": SEED,
        "workers": 1,
        "continue-on-failure": True,
        "generation": {"codec": "utf-8", "allow-x00": False},  # what PostgreSQL cannot store is refused everywhere (test_problems)
        "checks": {"positive_data_acceptance": {"expected-statuses": JUDGED}},
        "dictionaries": dictionaries,
        "parameters": often,
        "operations": [
            *({"include-path-regex": f"^/api/v1/{name}/", "parameters": {"path.code": often_from(name)}} for name in STANDING),
            {"include-operation-id": TAKES_FILES, "checks": {"positive_data_acceptance": {"expected-statuses": [*JUDGED, "415"]}}},
        ],
    }
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", unpacked, config=SchemathesisConfig.from_dict(config | more))


ADDRESSED = {"path.key": "agency", "path.position": "small", "path.number": "small"}


def often_from(name: str) -> dict[str, Any]:
    """Usually one of what stands in the database."""
    return {"dictionary": name, "probability": 0.8}


def only(*names: str) -> dict[str, Any]:
    """These phases of trying and no others; an operation without an example is given one."""
    phases: dict[str, Any] = {name: {"enabled": name in names} for name in ("examples", "coverage", "fuzzing", "stateful")}
    phases["examples"] |= {"fill-missing": True}
    return phases


def unpacked(environ: dict[str, Any], start: Any) -> Any:
    """The application; schemathesis asks for gzip in-process but does not open it."""
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    return application(environ, start)


def tried(schema: Any) -> Iterator[str]:
    """The operation of every scenario, once it is seen that nothing in it went against the contract."""
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            # CPython before 3.12 miscounts when two threads parse at once (gh-106905); hypothesis reads sources while it works.
            assert "recursion depth mismatch" in str(event.value), f"{event.label}: {event.value}"
        elif isinstance(event, events.ScenarioFinished):
            assert not (found := list(failures(event.recorder))), "\n\n".join(found)
            yield event.recorder.label


def failures(recorder: Any) -> Iterator[str]:
    """What went against the contract, with the request that shows it and the answer."""
    for case, checks in recorder.checks.items():
        for check in checks:
            if check.status == Status.FAILURE:
                interaction = recorder.interactions.get(case)
                answer = interaction.response.content.decode(errors="replace")[:2000] if interaction and interaction.response else ""
                told = check.failure_info
                yield f"{recorder.label}: {check.name}: {told.failure.message}\n{told.code_sample}\n{answer}"
