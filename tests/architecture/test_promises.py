"""Every promise of the models has its sentence, its test and its line in docs/invariants.md; who and when go together."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

ROOT = Path(__file__).parents[2]
TESTS = "\n".join(path.read_text() for path in ROOT.glob("tests/**/test_constraints.py"))
OURS = [
    model
    for app in ("agencies", "catalog", "sharing", "files")
    for model in apps.get_app_config(app).get_models()
    if not hasattr(model, "history_id")
]
CONSTRAINTS = [constraint for model in OURS for constraint in model._meta.constraints]
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda constraint: constraint.name)
def test_a_constraint_has_a_test_and_a_sentence(constraint):
    assert f'"{constraint.name}"' in TESTS
    assert VIETNAMESE.search(str(constraint.violation_error_message))


# How a trigger announces itself when that is not its own name.
ANNOUNCED = {
    "catalog_item_keep": "catalog_item_frozen",
    "catalog_attachment_keep": "catalog_attachment_frozen",
    "catalog_proposal_authors_do_not_approve": "catalog_proposal_authors_four_eyes",
    "catalog_reorganisationline_keep": "catalog_reorganisationline_frozen",
    "catalog_reorganisationline_databases_keep": "catalog_reorganisationline_frozen",
    "catalog_clock_begins_unmoved": "catalog_clock_moves_by_event",
    "catalog_responsibility_ends_by_decision": "catalog_responsibility_by_decision",
    "catalog_proposal_follow": "catalog_item_one_open_a_database",
}


def test_every_trigger_has_a_test(db):
    query = """SELECT tgname, relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
               WHERE NOT tgisinternal AND relname ~ '^(catalog|agencies|sharing|files)_'"""
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {trigger for trigger, _table in cursor.fetchall()}
    assert found
    for name in {name for name in found if not name.endswith("_not_emptied")}:  # those have one test for all
        said = ANNOUNCED.get(name, name)
        assert f'"{said}"' in TESTS or f'"{said.removesuffix("_append_only")}"' in TESTS, name


#: Written by one act together with the row: both columns are NOT NULL, or the moment alone is the fact.
ALONE = {
    "Decision.recorded",
    "DeadlineClock.started",  # its first event says by whom, its last one too
    "DeadlineClock.stopped",
    "LegalRule.recorded",  # nobody records what the data file says of the law
    "SharedDatabase.first_recorded",
    "Edition.frozen",
    "AnnexLayout.set",  # nobody sets what the system begins with
    "ChangeProposal.saved",
    "Opinion.voided",
    "Claim.ended",  # the claim that follows says by whom, or the step
    "DatabaseVersion.recorded",
    "Delivery.sent",  # by whichever worker
    "Delivery.failed",
    "Notice.read",  # by whose notice it is
    "Responsibility.recorded",  # by the decision that it follows
    "Responsibility.closed",
    "ComplianceCheck.asked",  # nobody asks where a rule calls for it
    "ComplianceCheck.voided",
    "Source.frozen",  # by the run that found it drifted
    "LoadRun.queued",  # by nobody, when the calendar did
    "LoadRun.ready",
    "Drift.seen",  # by every load since it was found
    "LoadRun.started",  # by a worker
    "LoadRun.finished",  # its last step says by whom
    "RunStage.began",
    "RunStage.ended",
}


def test_who_and_when_go_together():
    for model in OURS:
        fields = {field.name: field for field in model._meta.local_fields}
        for verb in {name[:-3] for name in fields if name.endswith(("_by", "_at"))}:
            pair = [fields.get(f"{verb}_by"), fields.get(f"{verb}_at")]
            if f"{model.__name__}.{verb}" in ALONE or all(field is not None and not field.null for field in pair):
                continue
            assert all(pair), f"{model.__name__}.{verb} has one of who and when"
            assert any(c.name.endswith(f"{verb}_who_when") for c in model._meta.constraints), f"{model.__name__}.{verb}"


def test_the_table_of_promises_names_what_exists():
    text = (ROOT / "docs" / "invariants.md").read_text()
    sources = "\n".join(path.read_text() for path in ROOT.glob("tests/**/*.py"))
    named = set(re.findall(r"`(test_\w+)`", text))
    assert named
    for name in named:
        assert f"def {name}(" in sources or list(ROOT.glob(f"tests/**/{name}.py")), name
    for constraint in CONSTRAINTS:
        assert f"`{constraint.name}`" in text, constraint.name
    real = (
        {constraint.name for constraint in CONSTRAINTS}
        | set(ANNOUNCED.values())
        | {
            "catalog_item_stays",
            "catalog_item_dropped_stays",
            "catalog_clock_moves_by_event",
            "catalog_clockevent_in_order",
            "sharing_loadrun_ended",
        }
    )
    assert {name for name in re.findall(r"`((?:catalog|agencies|sharing)_\w+)`", text) if not name.endswith("_append_only")} <= real
