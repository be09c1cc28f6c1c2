"""House rules that a reader would otherwise have to trust: found by reading the code itself."""

import ast
import re
from pathlib import Path

import pytest

from hcm_registry.kernel.errors import RuleBroken

ROOT = Path(__file__).parents[2]
FILES = [
    path
    for app in ("hcm_registry", "agencies", "catalog", "sharing")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
]
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in FILES}
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)


def test_only_the_workflow_assigns_a_state():
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            targets = (
                node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []
            )
            assigned = [t for t in targets if isinstance(t, ast.Attribute) and t.attr == "state"]
            assert not assigned or name == "hcm_registry/kernel/workflow.py", f"{name}:{node.lineno}"


def test_no_update_writes_a_state():
    for name, tree in TREES.items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            updates = isinstance(call.func, ast.Attribute) and call.func.attr == "update"
            assert not (updates and "state" in {keyword.arg for keyword in call.keywords}), f"{name}:{call.lineno}"


def test_no_rule_travels_by_signal():
    for name, tree in TREES.items():
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not modules & {"django.db.models.signals", "django.dispatch"}, name


def test_functions_and_files_are_small():
    too_long = [name for name in TREES if len((ROOT / name).read_text().splitlines()) > 300]
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 25:
                too_long.append(f"{name}:{node.name}")
    assert too_long == []


#: What decides, and what is stored: named like this in every app.
BELOW_THE_DOORS = {
    *("actions", "authority", "content", "difference", "drafts", "effects", "guards", "models", "organisation", "papers", "people"),
    *("periods", "querysets", "rights", "rows", "search", "states", "successions", "validation", "workflow"),
}


def test_below_the_doors_there_is_no_clock_no_request_and_no_address():
    for name, tree in TREES.items():
        if Path(name).stem in BELOW_THE_DOORS and not name.startswith("hcm_registry/api/"):
            imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
            known = {node.module for node in imports} | {f"{node.module}.{alias.name}" for node in imports for alias in node.names}
            assert not known & {"django.http", "django.shortcuts", "django.urls", "django.forms", "django.utils.timezone.now"}, name


def test_the_kernel_stays_small():
    kernel = [name for name in TREES if name.startswith("hcm_registry/kernel/")]
    assert kernel
    assert sum(len((ROOT / name).read_text().splitlines()) for name in kernel) < 500


#: simple_history writes from save(); a row changed past save() would have no past.
TRACKED = {"User", "Agency", "AgencyName", "AgencyCode", "Succession", "Mandate", "Membership", "Delegation", "ContactPoint"}


def test_what_keeps_a_history_is_never_written_past_it():
    for name, tree in TREES.items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            if call.func.attr in {"update", "bulk_create", "bulk_update"}:
                roots = {node.id for node in ast.walk(call.func) if isinstance(node, ast.Name)}
                assert not roots & TRACKED, f"{name}:{call.lineno}"


def all_rules(cls=RuleBroken):
    return [cls, *(rule for child in cls.__subclasses__() for rule in all_rules(child))]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.__name__)
def test_a_broken_rule_speaks_to_the_person(rule):
    assert VIETNAMESE.search(str(rule.message))
    assert rule.status in {400, 403, 409, 413, 415, 422}
    assert rule.__doc__


def test_every_component_is_described():
    described = (ROOT / "docs" / "design-system.md").read_text()
    components = [path.stem.replace("_", "-") for path in (ROOT / "templates" / "cotton").glob("*.html")]
    assert [name for name in components if f"`<c-{name}>`" not in described] == []
