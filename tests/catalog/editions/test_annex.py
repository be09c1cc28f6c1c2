"""The annex of an edition: what it prints, that it stays as it was frozen, and who lays out the next one."""

import hashlib
import io
import json
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import docx
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation
from python_calamine import CalamineWorkbook
from rest_framework.test import APIClient

from agencies.models import AgencyName
from catalog.editions import actions as editions
from catalog.editions import annex, files, layouts, rows
from catalog.editions.annex import Annex, Heading, Layout
from catalog.inspections import soundness
from catalog.journal import anchors
from catalog.models import AnnexLayout, DatabaseVersion, Edition, EditionLine, JournalEntry
from hcm_registry import tables
from hcm_registry.kernel.errors import Invalid, NotAuthorised
from hcm_registry.kernel.periods import LEGAL_ZONE
from tests import factories as make
from tests.refusals import change, sql

NOW = make.NOW
AT = datetime(2023, 10, 26, 9, tzinfo=LEGAL_ZONE)
COLUMNS = (
    Heading("position", "STT", 10),
    Heading("code", "Mã"),
    Heading("name", "Tên cơ sở dữ liệu", 40),
    Heading("managing_agency", "Đơn vị quản lý"),
    Heading("coordinating_agencies", "Đơn vị phối hợp"),
    Heading("purpose", "Mục đích"),
    Heading("sharing_class", "Mức chia sẻ"),
    Heading("security_level", "Cấp độ"),
)
WORDS = {"sharing_class": {"COMMON": "Dữ liệu dùng chung"}, "managing_agency_basis": {"SUGGESTED": "Gợi ý", "DECIDED": "Theo quyết định"}}
FIXED = Layout(COLUMNS, WORDS, form=1)
NAMES = {"so-a": "Sở A", "so-b": "Sở B"}
ENTRIES = [
    ("HCM-CSDL-001", {"name": "Cơ sở dữ liệu một", "managing_agency": "so-a", "managing_agency_basis": "DECIDED", "purpose": "=1+1\nhai"}),
    ("HCM-CSDL-002", {"name": "Cơ sở dữ liệu hai", "managing_agency": "so-b", "managing_agency_basis": "SUGGESTED", "security_level": 3}),
    ("", {"name": "Cơ sở dữ liệu chưa có mã", "coordinating_agencies": ["so-a", "so-b"], "sharing_class": "COMMON"}),
]
EMPTY = {
    "managing_agency": "",
    "managing_agency_basis": "",
    "coordinating_agencies": [],
    "purpose": "",
    "sharing_class": "",
    "security_level": None,
}
ABOUT = {
    "edition": 1,
    "decision": "Quyết định số 1/QĐ-UBND",
    "on": date(2023, 10, 25),
    "demo": True,
    "symbol": "QĐ-UBND",
    "issuer": "Ủy ban nhân dân Thành phố",
}


def fixed() -> Annex:
    """An annex made of nothing that can change."""
    return Annex(COLUMNS, annex.rows(FIXED, [(code, EMPTY | said) for code, said in ENTRIES], NAMES), ABOUT)


def read(form: str, data: bytes) -> bytes:
    """What a reader of the file sees: a library may pack it otherwise, and no more than that."""
    if form not in ("xlsx", "docx"):
        return data
    if form == "docx":
        paper = docx.Document(io.BytesIO(data))
        section, (table,) = paper.sections[0], paper.tables
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        seen = [[line.text for line in paper.paragraphs], cells, [section.page_width, section.page_height, section.left_margin]]
        return json.dumps(seen, ensure_ascii=False).encode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return json.dumps(
        [[name, book.get_sheet_by_name(name).to_python()] for name in book.sheet_names], ensure_ascii=False, default=str
    ).encode()


#: Annexes that were issued read so for ever. Should this fail, the code has begun to print an old annex otherwise: that is not to be.
#: Never put another hash here. Leave what `form` 1 does as it was; print otherwise under form 2 (annex.FORM), which only layouts set
#: from then on have, and add its hashes beside these.
STORED = {
    "canonical": "a202995eca31fa0603474a3a2e2ccd604d95889dac7b8d9d11f1757493c9f881",
    "xlsx": "7a3992262e7552f8dfe607518e38ecbe1ea660208d32594c4d4b880eb6fb3342",
    "csv": "01c615c05a9a695690600d9364d099f41236fd3eb45eaf2f39de5e1b64957bc0",
    "json": "426ede4b2d4f5a14a6383647e91e13fbc56dd5ebb55ee7cefe90946b74001cfe",
    "docx": "a6327563f925dce8b76d8dff72e9c004a525b5188b17df57f8e1a25c75cc13c8",
}


def test_an_old_annex_reads_as_it_was_issued_in_every_format() -> None:
    found = {form: hashlib.sha256(read(form, write(fixed()))).hexdigest() for form, (write, _kind) in files.FORMATS.items()}
    assert {"canonical": fixed().hash} | found == STORED
    assert all(write(fixed()) == write(fixed()) for write, _kind in files.FORMATS.values())


@pytest.mark.parametrize("form", ["xlsx", "csv", "docx"])
def test_what_was_printed_is_read_again_to_the_letter(form: str, tmp_path: Path) -> None:
    """By the reader that takes in what people send."""
    file = tmp_path / f"annex.{form}"
    file.write_bytes(files.FORMATS[form][0](fixed()))
    with tables.opened(file) as book:
        read_again = [["" if cell is None else str(cell) for cell in row.cells] for row in book.rows(0)]
    expected = [[column.heading for column in COLUMNS], *([str(cell) for cell in row] for row in fixed().rows)]
    assert [[*row, *[""] * (len(COLUMNS) - len(row))] for row in read_again] == expected


def test_a_frozen_edition_of_fixed_content_has_the_stored_hash(city: make.City, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same promise through the rows of the database; the content is what tests/factories.py lets be decided."""
    monkeypatch.setattr(layouts, "current", lambda: FIXED)
    assert freeze(city).annex_hash == "ff9636a21ffffc2264b35d85f1f89718052038c1c88f542dec512a8a48084187"


def freeze(city: make.City) -> Edition:
    assert city.decision is not None
    return editions.freeze(city.decision, at=AT)


@pytest.fixture
def signed(city: make.City, settings: Any, tmp_path: Any) -> make.City:
    """The small city with one edition, its journal signed."""
    settings.DATA_DIR = tmp_path
    freeze(city)
    anchors.drop(at=NOW)
    return city


def found() -> list[str]:
    return list(soundness.findings(NOW))


def behind_the_triggers(*tables: str) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def test_an_annex_prints_what_the_catalogue_must_show(city: make.City) -> None:
    edition = freeze(city)
    made = rows.of_edition(edition)
    assert [column.heading for column in made.columns][:4] == ["STT", "Mã", "Tên cơ sở dữ liệu", "Cơ quan quản lý"]
    first = dict(zip((column.key for column in made.columns), made.rows[0], strict=True))
    assert (first["position"], first["code"], first["managing_agency"]) == (1, "HCM-CSDL-001", "Sở Kế hoạch và Đầu tư")
    assert (first["sharing_class"], first["update_frequency"]) == ("Dữ liệu dùng chung", "Hằng ngày")
    assert made.hash == edition.annex_hash and len(made.rows) == edition.lines.count() == 3


def test_an_agency_that_nobody_decided_on_is_not_printed_as_if(city: make.City) -> None:
    make.database("Cơ sở dữ liệu gợi ý", city.agencies["so-tai-chinh"], under=city.decision, managing_agency_basis="SUGGESTED")
    assert "Sở Tài chính (Gợi ý theo chức năng, chưa theo quyết định)" in rows.of_edition(freeze(city)).rows[3]


def test_the_same_bytes_whatever_language_its_reader_reads(city: make.City) -> None:
    assert city.decision is not None
    behind_the_triggers("catalog_decision")
    change(city.decision, number="", day_known=False)
    edition = freeze(city)
    edition.refresh_from_db()
    said = {}
    for language in ("vi", "en"):
        with translation.override(language):
            said[language] = {form: write(rows.of_edition(edition)) for form, (write, _kind) in files.FORMATS.items()}
    assert said["vi"] == said["en"] and "Quyết định chưa rõ số" in said["en"]["json"].decode()


def test_the_annex_in_word_lies_across_the_page_and_leaves_number_and_day_blank(city: make.City) -> None:
    paper = docx.Document(io.BytesIO(files.as_docx(rows.of_edition(freeze(city)))))
    lines = [line.text for line in paper.paragraphs if line.text.strip()]
    assert lines[0] == "Phụ lục" and lines[1] == "DANH MỤC CƠ SỞ DỮ LIỆU DÙNG CHUNG CỦA THÀNH PHỐ HỒ CHÍ MINH"
    assert "Quyết định số" in lines[2] and "/QĐ-UBND ngày" in lines[2] and "Ủy ban nhân dân Thành phố Hồ Chí Minh" in lines[2]
    assert not any(letter.isdigit() for letter in lines[2])
    assert paper.sections[0].page_width > paper.sections[0].page_height
    (table,) = paper.tables
    assert [cell.text for cell in table.rows[1].cells][:3] == ["1", "HCM-CSDL-001", "Cơ sở dữ liệu đăng ký doanh nghiệp"]
    of_day = docx.Document(io.BytesIO(files.as_docx(rows.of_day(make.ISSUED_ON))))
    assert "TẠI NGÀY 25/10/2023" in of_day.paragraphs[1].text and "Kèm theo" not in of_day.paragraphs[2].text


def test_a_draft_decision_has_its_annex_too(city: make.City) -> None:
    made = rows.of_contents([("", make.content("Cơ sở dữ liệu mới")), ("HCM-CSDL-001", make.content("Khác"))], make.ISSUED_ON)
    assert [row[:4] for row in made.rows] == [
        [1, "", "Cơ sở dữ liệu mới", "Sở Kế hoạch và Đầu tư"],
        [2, "HCM-CSDL-001", "Khác", "Sở Kế hoạch và Đầu tư"],
    ]


def test_names_learned_later_do_not_change_a_frozen_annex(signed: make.City) -> None:
    """A renaming with effect before the edition was frozen: the annex was issued with the name of before."""
    before = rows.of_day(make.ISSUED_ON).hash
    change(AgencyName.objects.get(agency__key="so-khdt"), name="Sở Kế hoạch")
    assert rows.of_day(make.ISSUED_ON).hash != before == rows.of_edition(Edition.objects.get()).hash
    assert found() == []


def test_other_words_of_the_code_do_not_change_a_frozen_annex(signed: make.City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annex, "words", lambda: {name: {key: f"{text} khác" for key, text in one.items()} for name, one in WORDS.items()})
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


@pytest.mark.parametrize("form", files.FORMATS)
def test_page_and_api_give_the_same_bytes(client: Any, city: make.City, form: str) -> None:
    edition = freeze(city)
    page = client.get(f"/editions/{edition.pk}/?format={form}")
    api = APIClient().get(f"/api/v1/editions/{edition.pk}/annex/?format={form}")
    made = files.FORMATS[form][0](rows.of_edition(edition))
    assert page.content == b"".join(api.streaming_content) == made
    assert f"phu-luc-{edition.pk}-2023-10-25.{form}" in page["Content-Disposition"]
    again = APIClient().get(f"/api/v1/editions/{edition.pk}/annex/?format={form}", headers={"If-None-Match": api["ETag"]})
    assert again.status_code == 304


def test_what_has_no_annex_says_so(city: make.City) -> None:
    assert APIClient().get("/api/v1/editions/0/annex/").status_code == 404
    assert APIClient().get(f"/api/v1/editions/{freeze(city).pk}/annex/?format=exe").status_code == 400


def test_the_command_writes_an_edition_or_a_day(city: make.City, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    edition = freeze(city)
    decision = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=date(2024, 5, 1))
    make.database("Cơ sở dữ liệu sau", city.agencies["so-xay-dung"], under=decision)
    of_edition, of_day = tmp_path / "a.csv", tmp_path / "b.csv"
    call_command("export_annex", str(edition.pk), "--format", "csv", "--output", str(of_edition))
    call_command("export_annex", "--as-of", "2024-04-30", "--format", "csv", "--output", str(of_day))
    assert of_edition.read_bytes() == of_day.read_bytes() == files.as_table(rows.of_edition(edition))
    assert edition.annex_hash in capsys.readouterr().out
    call_command("export_annex", "--as-of", "2024-05-01", "--format", "csv", "--output", str(of_day))
    assert "Cơ sở dữ liệu sau" in of_day.read_text() and "Cơ sở dữ liệu sau" not in of_edition.read_text()
    for asked in (["999999"], [str(edition.pk), "--as-of", "2024-05-01"]):
        with pytest.raises(CommandError, match="ản danh mục"):
            call_command("export_annex", *asked)


def test_a_day_is_printed_as_it_was_known(city: make.City) -> None:
    recorded = DatabaseVersion.objects.order_by("recorded_at").first()
    assert recorded is not None
    assert (
        len(rows.of_day(make.ISSUED_ON).rows) == 3 and rows.of_day(make.ISSUED_ON, recorded.recorded_at - timedelta(seconds=1)).rows == []
    )


def test_an_annex_of_many_is_read_in_as_many_queries_as_one_of_few(city: make.City, django_assert_num_queries: Any) -> None:
    edition = Edition.objects.select_related("layout", "decision__issuing_body").get(pk=freeze(city).pk)
    with django_assert_num_queries(1):
        rows.of_edition(edition)
    with django_assert_num_queries(3):
        rows.of_day(make.ISSUED_ON)
