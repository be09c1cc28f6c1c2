"""An annex stays as it was frozen, whatever changes around it; who lays out the next one."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from agencies.models import AgencyName
from catalog.editions import actions as editions
from catalog.editions import annex, layouts, rows
from catalog.editions.annex import Heading
from catalog.inspections import soundness
from catalog.journal import anchors
from catalog.models import AnnexLayout, DatabaseVersion, Edition, EditionLine, JournalEntry
from hcm_registry.kernel.errors import Invalid, NotAuthorised
from tests import factories as make
from tests.catalog.editions.frozen import behind_the_triggers, freeze
from tests.refusals import change, sql

NOW = make.NOW


@pytest.fixture
def signed(city: make.City, settings: Any, tmp_path: Any) -> make.City:
    """The small city with one edition, its journal signed."""
    settings.DATA_DIR = tmp_path
    freeze(city)
    anchors.drop(at=NOW)
    return city


def found() -> list[str]:
    return list(soundness.findings(NOW))


def test_names_learned_later_do_not_change_a_frozen_annex(signed: make.City) -> None:
    """A renaming with effect before the edition was frozen: the annex was issued with the name of before."""
    before = rows.of_day(make.ISSUED_ON).hash
    change(AgencyName.objects.get(agency__key="so-khdt"), name="Sở Kế hoạch")
    assert rows.of_day(make.ISSUED_ON).hash != before == rows.of_edition(Edition.objects.get()).hash
    assert found() == []


def test_other_words_of_the_code_do_not_change_a_frozen_annex(signed: make.City, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = annex.words()
    monkeypatch.setattr(annex, "words", lambda: {name: {key: f"{text} khác" for key, text in one.items()} for name, one in usual.items()})
    assert found() == []
    assert layouts.kept(at=NOW).pk != Edition.objects.get().layout_id


def test_code_that_would_print_an_old_annex_otherwise_is_found_line_by_line(signed: make.City, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = annex._cell
    monkeypatch.setattr(annex, "_cell", lambda words, key, said, names: str(usual(words, key, said, names)).upper())
    said = found()
    assert len(said) == 3 and all("khác với bản đã chốt" in one for one in said)
    assert ["HCM-CSDL-001" in said[0], "dòng 3" in said[2]] == [True, True]


def test_an_intruder_in_a_version_is_named_with_edition_and_line(signed: make.City) -> None:
    behind_the_triggers("catalog_databaseversion")
    change(DatabaseVersion.objects.get(database__code="HCM-CSDL-002"), purpose="khác")
    edition = Edition.objects.get()
    assert any(f"Bản danh mục {edition.pk}" in one and "dòng 2 của phụ lục (HCM-CSDL-002)" in one for one in found())


@pytest.mark.parametrize(
    ("model", "changes", "says"),
    [
        (Edition, {"annex_hash": "0" * 64}, "khác với nhật ký"),
        (Edition, {"names": {"so-khdt": "Sở khác"}}, "dòng 1 của phụ lục"),
        (EditionLine, {"annex_hash": "0" * 64}, "của phụ lục"),
        (AnnexLayout, {"columns": [["name", "Tên", 20]]}, "dòng 1 của phụ lục"),
    ],
)
def test_whatever_an_annex_is_made_of_is_watched(signed: make.City, model: Any, changes: dict[str, Any], says: str) -> None:
    behind_the_triggers(model._meta.db_table)
    change(model.objects.order_by("pk").first(), **changes)
    assert any(says in one for one in found())


def test_headings_are_watched_too(signed: make.City) -> None:
    kept = AnnexLayout.objects.get()
    behind_the_triggers("catalog_annexlayout")
    change(kept, columns=[[key, "Khác", width] for key, _heading, width in kept.columns])
    (finding,) = found()
    assert "tiêu đề cột hoặc số dòng" in finding


def test_editions_of_before_get_the_default_layout_and_the_journal_says_so(signed: make.City) -> None:
    of_the_past = import_module("catalog.migrations.0020_annexes").of_the_past
    behind_the_triggers("catalog_edition", "catalog_editionline", "catalog_journalentry")
    edition = Edition.objects.get()
    change(edition, annex_hash="", names={})
    EditionLine.objects.update(annex_hash="")
    sql("UPDATE catalog_journalentry SET body = body - 'annex_hash' WHERE kind = 'EDITION_FROZEN'")
    JournalEntry.objects.all().delete()
    with connection.schema_editor(atomic=False) as editor:
        of_the_past(apps, editor)
    edition.refresh_from_db()
    assert edition.annex_hash == rows.of_edition(edition).hash and not list(editions.doubts(edition))
    entry = JournalEntry.objects.get()
    assert (entry.kind, entry.body["annex_hash"]) == ("ANNEX_KEPT", edition.annex_hash)


def test_whoever_prepares_decisions_lays_out_the_next_annex_and_no_frozen_one(signed: make.City) -> None:
    wanted, before = (Heading("name", "Tên", 60), Heading("position", "TT", 10)), Edition.objects.get()
    head, clerk = signed.people["lanhdao.stttt"], signed.people["vanthu.ubnd"]
    with pytest.raises(NotAuthorised):
        layouts.set_out(wanted, reason="Theo mẫu", by=clerk, at=NOW)
    for columns, reason, where in (
        (wanted[1:], "Theo mẫu", "columns"),
        (wanted, " ", "reason"),
        ((Heading("name", "", 3),), "Theo mẫu", "heading_name"),
    ):
        with pytest.raises(Invalid) as refused:
            layouts.set_out(columns, reason=reason, by=head, at=NOW)
        assert where in refused.value.detail["errors"]
    layouts.set_out(wanted, reason="Theo mẫu", by=head, at=NOW)
    after = freeze(signed)
    assert [row[1] for row in rows.of_edition(after).rows] == [1, 2, 3]
    assert rows.of_edition(before).hash == before.annex_hash != after.annex_hash


def test_the_page_takes_the_layout_and_keeps_what_was_typed(client: Any, signed: make.City) -> None:
    client.force_login(signed.fresh("thamdinh.stttt"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/editions/layout/")
    typed = {bound.html_name: bound.value() if bound.value() is not None else "" for bound in page.context["form"]}
    typed |= {"heading_name": "Tên gọi", "place_notes": "99"}
    answer = client.post("/editions/layout/", typed)
    assert answer.status_code == 400 and 'value="Tên gọi"' in answer.content.decode() and "Nêu lý do" in answer.content.decode()
    assert client.post("/editions/layout/", typed | {"reason": "Theo mẫu"}).status_code == 302
    columns = layouts.current().columns
    assert (columns[2].heading, columns[-1].key) == ("Tên gọi", "notes")
    client.force_login(signed.fresh("canbo.skhdt"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/editions/layout/").content.decode()
    assert "Theo mẫu" in page and '<form method="post" novalidate data-guard' not in page
