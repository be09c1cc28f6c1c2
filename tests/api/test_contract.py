"""The published contract is what the doors do."""

import re
from typing import Any

import pytest
import yaml
from django.conf import LazySettings
from openapi_spec_validator import validate
from rest_framework.test import APIClient

from agencies.calendar import actions as calendar
from catalog import loading
from catalog.proposals.workflow import MOVES
from hcm_registry import openapi
from hcm_registry.api_urls import urlpatterns
from tests import factories as make
from tests.catalog.reorganisation.acts import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(stranger: APIClient) -> dict[str, Any]:
    """The document as served."""
    document: dict[str, Any] = stranger.get("/api/v1/openapi.json").json()
    return document


def operations(contract: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Every (path, method, operation)."""
    return [(path, method, found) for path, methods in contract["paths"].items() for method, found in methods.items()]


def test_it_is_valid_openapi(stranger: APIClient, capsys: pytest.CaptureFixture[str]) -> None:
    openapi._document.cache_clear()  # two shapes of one name are warned of while it is written
    contract = stranger.get("/api/v1/openapi.json").json()
    assert contract["openapi"] == "3.1.1"
    validate(contract)
    assert "Warning" not in capsys.readouterr().err


def test_the_kept_copy_is_fresh(contract: dict[str, Any], settings: LazySettings) -> None:
    kept = settings.BASE_DIR / "docs" / "openapi.yaml"
    assert yaml.safe_load(kept.read_text(encoding="utf-8")) == contract, "manage.py spectacular --lang vi --file docs/openapi.yaml"


def test_it_is_not_sent_twice(stranger: APIClient) -> None:
    tag = stranger.get("/api/v1/openapi.json")["ETag"]
    assert stranger.get("/api/v1/openapi.json", headers={"If-None-Match": tag}).status_code == 304


def test_operation_ids_are_unique_and_refusals_declared(contract: dict[str, Any]) -> None:
    found = operations(contract)
    names = [operation["operationId"] for _path, _method, operation in found]
    assert len(names) == len(set(names))
    for path, method, operation in found:
        assert {"400", "429", "500"} <= operation["responses"].keys(), (path, method)
        assert operation["security"], path
        problem = operation["responses"]["400"]["content"]
        assert list(problem) == ["application/problem+json"]


def test_every_json_body_has_an_example_that_is_taken(city: make.City, contract: dict[str, Any]) -> None:
    doors = [getattr(pattern.callback, "view_class", None) for pattern in urlpatterns]
    takes = {operation.takes for door in doors for operation in getattr(door, "operations", {}).values()} - {None}
    assert takes and not [shape.__name__ for shape in takes if not shape.example]
    for shape in takes:
        found = shape(data=shape.example)
        assert found.is_valid(), (shape.__name__, found.errors)
    for _path, _method, operation in operations(contract):
        sent = operation.get("requestBody", {}).get("content", {}).get("application/json")
        assert sent is None or "example" in sent, operation["operationId"]


def test_every_move_but_the_calendars_is_there(contract: dict[str, Any]) -> None:
    names = {operation["operationId"] for _path, _method, operation in operations(contract)}
    moves = {name.removeprefix("proposals_moves_") for name in names if name.startswith("proposals_moves_")} - {"list"}
    assert moves == MOVES.keys() - {"apply", "gather"}


def test_every_published_read_answers_with_declared_members(city: make.City, stranger: APIClient, contract: dict[str, Any]) -> None:
    make.proposal_in("APPLIED", city)
    calendar.draft(2026, by=city.people["quantri"], at=make.NOW)
    loading.load_rules(at=make.NOW)
    act = str(decided(city).pk)
    number = str(stranger.get("/api/v1/editions/").json()["results"][0]["id"])
    decision = str(stranger.get("/api/v1/decisions/").json()["results"][0]["id"])
    for path, method, operation in operations(contract):
        if method != "get" or {} not in operation["security"] or operation["operationId"] in {"decisions_file", "editions_annex"}:
            continue
        name = operation["operationId"]
        given = {"code": "HCM-CSDL-001", "key": "so-khdt", "number": "1", "problem": "not-found", "year": "2026"}
        given["id"] = {"editions_read": number, "reorganisations_read": act}.get(name, decision)
        query = {"from": 1, "to": 2} if name == "databases_diff" else {}
        answer = stranger.get(path.format(**given), query)
        assert answer.status_code == 200, path
        declared = resolve(contract, operation["responses"]["200"]["content"]["application/json"]["schema"])
        assert answer.json().keys() == declared["properties"].keys(), path
        for row in answer.json().get("results", [])[:1]:
            assert row.keys() == resolve(contract, declared["properties"]["results"]["items"])["properties"].keys(), path


def resolve(contract: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without its reference."""
    found: dict[str, Any] = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def test_the_reader_runs_without_inline_script(stranger: APIClient) -> None:
    page = stranger.get("/api/v1/docs/")
    assert page.status_code == 200
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page.content.decode())


def test_the_index_leads_to_everything(city: make.City, stranger: APIClient) -> None:
    for name, address in stranger.get("/api/v1/").json()["links"].items():
        assert stranger.get(address).status_code == (401 if name in {"duties", "proposals", "dossiers", "delegations"} else 200), address
