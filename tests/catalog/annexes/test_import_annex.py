"""The annex comes in from the file an office has it in: read, matched, reported row by row, entered whole or not at all."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from catalog.annexes import entering, reading
from catalog.annexes.entering import Annex
from catalog.annexes.judging import Mapping
from catalog.annexes.states import RowKind
from catalog.editions import files, rows
from catalog.editions.models import Edition
from catalog.entries.models import DatabaseVersion
from catalog.inspections import soundness
from catalog.models import Decision, SharedDatabase
from tests.catalog.annexes import papers
from tests.stored import stored


def imported(path, *options: str) -> str:
    out = StringIO()
    call_command("import_annex", path, *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("form", papers.MADE)
def test_the_table_is_found_with_its_headings_groups_and_total(tmp_path, db, form):
    path = tmp_path / f"phu-luc.{form}"
    path.write_bytes(papers.MADE[form]())
    with reading.table_in(path) as table:
        lines = list(table.lines)
    assert reading.proposed(table.headings)[0] == [
        "position",
        "name",
        "managing_agency",
        "coordinating_agencies",
        "update_frequency",
        "purpose",
    ]
    kinds = [line.kind for line in lines]
    assert [kinds.count(kind) for kind in (RowKind.ENTRY, RowKind.GROUP, RowKind.NUMBERING, RowKind.TOTAL)] == [45, 3, 1, 1]
    assert {line.group for line in lines if line.kind == RowKind.ENTRY} == {" ".join(one) for one in papers.GROUPS.values()}


def test_an_annex_completes_the_initial_decision_and_a_second_time_changes_nothing(demo, tmp_path):
    path = tmp_path / "phu-luc.xlsx"
    path.write_bytes(papers.as_xlsx())
    before = stored()
    report = imported(path, "--dry-run", "--groups", "theme")
    assert "Mới: 45" in report and stored() == before
    assert "Mới: 45" in imported(path, "--groups", "theme")
    one = DatabaseVersion.objects.get(name="CSDL thử nghiệm 20")
    assert (one.theme, one.update_frequency, one.managing_agency.key) == ("HEALTH", "ON_EVENT", "so-khdt")
    assert sorted(agency.key for agency in one.coordinating_agencies.all()) == ["so-tai-chinh", "so-xay-dung"]
    assert list(soundness.findings(now())) == []
    entered = stored()
    assert "không làm thay đổi danh mục" in imported(path, "--groups", "theme")
    assert stored() == entered


@pytest.mark.parametrize("form", ["xlsx", "csv", "docx"])
def test_our_own_annex_comes_back_as_it_went_out(demo, tmp_path, form):
    edition = Edition.objects.latest("pk")
    write, _kind = files.FORMATS[form]
    path = tmp_path / f"annex.{form}"
    path.write_bytes(write(rows.of_edition(edition)))
    with reading.table_in(path) as table:
        mapping = Mapping(table.headings, *reading.proposed(table.headings))
        found = list(entering.rows_of(Annex(lambda: table.lines, mapping, path.name), on=edition.on))
    assert [(row.outcome, row.changed, row.read.findings) for row in found] == [("SAME", [], [])] * 10


BROKEN = {
    "no name": ("Tên CSDL,Mục đích\n,Thử\n", "Dòng 2, cột Tên cơ sở dữ liệu"),
    "twice": ("Tên CSDL,Mục đích\nCSDL thử nghiệm,a\ncsdl thử NGHIỆM,b\n", "Trùng với dòng 2"),
    "formula": ("Tên CSDL,Mục đích\nCSDL thử nghiệm,=A1\n", "Dòng 2, cột Mục đích: Ô chứa công thức"),
    "who": ("Tên CSDL,Đơn vị quản lý\nCSDL thử nghiệm,Sở Xây dựn\n", "Chưa rõ “Sở Xây dựn” là cơ quan nào"),
    "no heading": ("Một,Hai\nCSDL thử nghiệm,b\n", "chưa có tên"),
    "code": ("Mã,Tên CSDL\nHCM-CSDL-999,CSDL thử nghiệm\n", "Không có cơ sở dữ liệu mã “HCM-CSDL-999”"),
    "nothing": ("Tên CSDL,Mục đích\n", "không có bảng nào có dòng"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_named_by_row_and_column_and_nothing_enters(demo, tmp_path, case):
    text, sentence = BROKEN[case]
    path = tmp_path / "phu-luc.csv"
    path.write_text(text, encoding="utf-8")
    before = stored()
    with pytest.raises(CommandError, match="(?s)" + sentence):
        imported(path)
    assert stored() == before


def test_a_word_no_list_has_is_kept_in_the_notes_once(demo, tmp_path):
    path = tmp_path / "phu-luc.csv"
    path.write_text("Tên CSDL,Tần suất cập nhật\nCSDL thử nghiệm,hai lần một tuần\n", encoding="utf-8")
    assert "hai lần một tuần" in imported(path, "--dry-run")
    imported(path)
    one = DatabaseVersion.objects.get(name="CSDL thử nghiệm")
    assert (one.update_frequency, one.notes) == ("", "Tần suất cập nhật: hai lần một tuần")
    assert "không đổi: 1" in imported(path, "--dry-run")
    assert "không làm thay đổi" in imported(path)


def test_a_new_decision_adds_changes_and_retires_only_when_asked(demo, tmp_path):
    path = tmp_path / "phu-luc.csv"
    name = DatabaseVersion.objects.get(database__number=1).name
    path.write_text(f'Tên CSDL,Phạm vi\n"{name}",Phạm vi thử\nCSDL thử nghiệm,\n', encoding="utf-8")
    day = f"{now().date()}"
    decided = ["--by", "vanthu.ubnd", "--number", "9001", "--signed-on", day, "--effective-on", day, "--signer", "Người ký thử"]
    decided += ["--abstract", "Thử nghiệm", "--kind", "REPLACE"]
    assert "Mới: 1; khác danh mục: 1" in imported(path, *decided)
    assert DatabaseVersion.objects.open().count() == 11
    assert DatabaseVersion.objects.open().get(database__number=1).scope == "Phạm vi thử"
    decided[decided.index("9001")] = "9002"
    imported(path, *decided, "--retire-absent")
    assert DatabaseVersion.objects.open().count() == 2
    assert (SharedDatabase.objects.count(), Decision.objects.filter(number__startswith="900").count()) == (11, 2)
    assert list(soundness.findings(now())) == []


def test_only_the_clerk_records_a_decision_with_its_annex(demo, tmp_path):
    path = tmp_path / "phu-luc.csv"
    path.write_text("Tên CSDL,Phạm vi\nCSDL thử nghiệm,a\n", encoding="utf-8")
    day = f"{now().date()}"
    with pytest.raises(CommandError, match="thẩm quyền"):
        imported(path, "--by", "quantri", "--number=1", f"--signed-on={day}", f"--effective-on={day}", "--signer=A", "--abstract=B")
    assert SharedDatabase.objects.count() == 10
