"""The dictionary of a draft by file: what is taken away comes back to the letter, and what is wrong is said at its cell."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.entries import dictionary_sheets, table_schema
from catalog.entries.choices import FieldType, PersonalData
from catalog.entries.content import blank_column, tidy
from catalog.proposals import dictionary_files
from hcm_registry.sheets import Sheet, as_csv, as_excel
from hcm_registry.vietnamese.text import clean, clean_line
from tests import factories as make
from tests.catalog.proposals.desk import begun, content, signed_in
from tests.thorough import rounds

NAMES = st.from_regex(r"\A[a-z][a-z0-9_]{0,8}\Z")
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"], exclude_characters="\ufffd"), max_size=12)
LINE = st.one_of(WORDS, st.sampled_from(["=1", "'=1", "-a", "0012", "1;2", "a|b"])).map(clean_line)
COLUMNS = st.fixed_dictionaries(
    {
        "name": NAMES,
        **dict.fromkeys(("title", "title_en", "pattern", "minimum", "maximum", "code_list", "unit"), LINE),
        **dict.fromkeys(("required", "key", "unique"), st.booleans()),
        **dict.fromkeys(("min_length", "max_length"), st.none() | st.integers(0, 999)),
        "type": st.sampled_from(FieldType.values),
        "enum": st.lists(LINE.filter(bool), max_size=3, unique=True),
        "personal_data": st.sampled_from(PersonalData.values),
        "description": WORDS.map(clean),
    }
)
ROWS = st.lists(COLUMNS, min_size=1, max_size=3, unique_by=lambda one: str(one["name"]))
ONE = st.fixed_dictionaries({"name": NAMES, "title": LINE, "fields": ROWS})
TABLES = st.lists(ONE, min_size=1, max_size=2, unique_by=lambda one: str(one["name"]))


def uploaded(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def in_excel(*sheets: Sheet) -> bytes:
    with as_excel(sheets, make.NOW) as file:
        return bytes(file.read())


def taken_in(file: SimpleUploadedFile) -> list[dict[str, Any]]:
    found = dictionary_files.read(file)
    assert not found.wrong
    return stored(dictionary_files.laid(found.tables, [], whole=True)[0])


def stored(datasets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As a draft holds it."""
    kept: list[dict[str, Any]] = tidy({"datasets": [one | {"description": ""} for one in datasets]})["datasets"]
    return kept


@settings(max_examples=rounds(12, 300))
@given(TABLES)
def test_a_dictionary_comes_back_from_excel_and_csv_to_the_letter(datasets: list[dict[str, Any]]) -> None:
    wanted = stored(datasets)
    assert taken_in(uploaded("a.xlsx", in_excel(*dictionary_sheets.template(datasets)))) == wanted
    assert taken_in(uploaded("a.csv", "".join(as_csv(dictionary_sheets.template(datasets)[0])).encode())) == wanted


def test_a_dictionary_comes_back_from_its_table_schema() -> None:
    columns = [make.column("ma", key=True, required=True, max_length=12), make.column("so", type="integer", enum=["1", "2"], minimum="0")]
    full = stored([make.dataset("ho_so") | {"fields": [blank_column() | column for column in columns]}])
    assert taken_in(uploaded("a.json", json.dumps({"resources": table_schema.resources(full)}).encode())) == full


@pytest.fixture
def desk(city: make.City) -> Client:
    return signed_in(city, "canbo.skhdt")


def send(desk: Client, path: str, *lines: list[Any], **more: Any) -> Any:
    sheet = Sheet("Từ điển", ["Bảng", "Tên bảng", "Tên kỹ thuật", "Tên trường", "Kiểu", "Bắt buộc", "Độ dài tối đa"], lines)
    return desk.post(path, {"file": uploaded("tu-dien.xlsx", in_excel(sheet)), **more})


def test_a_file_is_looked_at_first_and_then_applied(desk: Client) -> None:
    proposal = begun(desk)
    path, before = f"/proposals/{proposal.code}/items/1/dictionary/file/", content(proposal)["datasets"]
    answer = send(
        desk, path, ["ho_so", "", "ten", "Tên gọi", "Chuỗi", "Có", 50], ["", "", "moi", "Cột mới", "Số nguyên", "", None], whole="on"
    )
    kinds = {(one.kind, one.name) for one in answer.context["changes"]}
    assert kinds == {("change", "ten"), ("add", "moi"), ("remove", "ma"), ("remove", "ngay")}
    assert "Tên trường: Trường ten → Tên gọi" in answer.content.decode() and content(proposal)["datasets"] == before
    assert desk.post(path, {"apply": "on", "given": answer.context["sealed"], "whole": "on"}).status_code == 302
    (table,) = content(proposal)["datasets"]
    said = [(one["name"], one["title"], one["type"], one["required"]) for one in table["fields"]]
    assert said == [("ten", "Tên gọi", "string", True), ("moi", "Cột mới", "integer", False)]


#: Cell → what is said of it.
CELLS = {
    "E2": "Không có “chuoi dai”",
    "C3": "Nhập tên kỹ thuật",
    "F4": "“Có” hoặc “Không”",
    "G4": "số nguyên",
    "C5": "trùng",
    "C6": "chữ thường",
    "D6": "Nhập tên trường",
}


#: Cell → the row that it is about, of what the file would change or else of what is wrong; and its cell in the editor, if the draft has it.
LEADS = {
    "E2": (("ho_so", "ten"), "0/#id_fields-1-type"),
    "C3": ("o-2", ""),
    "F4": (("ho_so", "ma"), "0/#id_fields-0-required"),
    "C5": (("ho_so", "ma"), "0/#id_fields-0-name"),
    "D6": (("bang_hai", "Tên Sai"), ""),
}


def test_what_is_wrong_is_said_at_its_cell(desk: Client) -> None:
    answer = send(
        desk,
        f"/proposals/{begun(desk).code}/items/1/dictionary/file/",
        ["ho_so", "", "ten", "Tên", "chuoi dai", "", None],
        ["", "", "", "Không tên", "Chuỗi", "", None],
        ["", "", "ma", "Mã", "Chuỗi", "có lẽ", "mười"],
        ["", "", "ma", "Mã nữa", "Chuỗi", "", None],
        ["bang_hai", "Bảng hai", "Tên Sai", "", "Chuỗi", "", None],
    )
    wrong = {one.place: one.why for one in answer.context["wrong"]}
    assert {place for place, words in CELLS.items() if words not in wrong.get(place, "")} == set(), wrong
    page = answer.content.decode()
    assert 'name="apply"' not in page
    leads = {one.place: (row, url.rpartition("/dictionary/")[2]) for one, row, url in answer.context["cells"]}
    names = {f"r-{number}": (one.table, one.name) for number, one in enumerate(answer.context["changes"], start=1)}
    assert {place: (names.get(row, row), url) for place, (row, url) in leads.items() if place in LEADS} == LEADS
    assert all(f'href="#{row}"' in page and f'id="{row}"' in page for row, _url in leads.values())


NONE_OF_OURS = [
    ("a.xlsx", b"PK\x03\x04 khong phai", "hỏng"),
    ("a.xlsx", in_excel(Sheet("Khác", ["Một", "Hai"], [["a", "b"]])), "dòng tiêu đề"),
    ("a.json", b"{", "Table Schema"),
    ("a.json", b'{"resources": [{"name": "a", "schema": {"fields": [1]}}]}', "Table Schema"),
    ("a.json", b"[" * 100_000, "Table Schema"),
]


def test_a_file_that_is_none_is_refused_with_what_to_do(desk: Client) -> None:
    path = f"/proposals/{begun(desk).code}/items/1/dictionary/file/"
    for name, data, says in NONE_OF_OURS:
        answer = desk.post(path, {"file": uploaded(name, data)})
        assert (answer.status_code, says in answer.content.decode()) == (400, True), data[:40]


#: Files with signs that cannot be stored → where they stand.
UNSTORABLE = [
    ("a.csv", "table,name,title\nho_so,moi,C\ufffdt\n".encode(), {"C2"}),
    ("a.csv", b"table,name,title\nho_so,mo\x00i,Cot\n", {"B2"}),
    ("a.csv", b"table,name,title,enum\nho\x00so,moi,Cot,a\x00\n", {"A2", "D2"}),
    ("a.json", b'{"fields": [{"name": "a", "title": "b\\ud800"}]}', {"/resources/0/schema/fields/0/title"}),
    ("a.json", b'{"resources": [{"name": "a\\u0000", "schema": {"fields": [{"name": "a"}]}}]}', {"/resources/0/name"}),
]


def test_a_sign_that_cannot_be_stored_is_named_at_its_cell(desk: Client) -> None:
    path = f"/proposals/{begun(desk).code}/items/1/dictionary/file/"
    for name, data, places in UNSTORABLE:
        answer = desk.post(path, {"file": uploaded(name, data), "encoding": "utf-8"})
        told = {one.place for one in answer.context["wrong"] if "không hợp lệ" in one.why}
        assert (answer.status_code, told) == (200, places), data
        assert 'name="apply"' not in answer.content.decode()


def test_the_encoding_of_a_csv_is_shown_before_anything_is_done(desk: Client) -> None:
    path = f"/proposals/{begun(desk).code}/items/1/dictionary/file/"
    data = "table,name,title\nho_so,moi,Tên đường ở quận\nho_so,moi_2,Địa chỉ\n".encode()
    page = desk.post(path, {"file": uploaded("a.csv", data)}).content.decode()
    assert "theo bảng mã UTF-8: “ho_so,moi,Tên đường ở quận" in page
    old = desk.post(path, {"file": uploaded("a.csv", data[:17] + b"ho_so,moi,T\xaan\n"), "encoding": "tcvn3"}).content.decode()
    assert "theo bảng mã TCVN3 (ABC): “ho_so,moi,Tên" in old and "lưu chữ hoa có dấu như chữ thường" in old


def test_an_encoding_that_is_not_sure_is_asked_for(desk: Client) -> None:
    path = f"/proposals/{begun(desk).code}/items/1/dictionary/file/"
    data = "table,name,title\nho_so,moi,Cột\n".encode() + b"ho_so,moi_2,\xb6\xaa\n"
    answer = desk.post(path, {"file": uploaded("a.csv", data)})
    assert answer.status_code == 400 and "Chưa rõ bảng mã" in answer.content.decode()
    assert 'type="radio" name="encoding" value="tcvn3"' in answer.content.decode()
    answer = desk.post(path, {"file": uploaded("a.csv", data), "encoding": "tcvn3"})
    assert [one.name for one in answer.context["changes"]] == ["moi", "moi_2"]


def test_nobody_slips_in_what_was_not_read(desk: Client) -> None:
    proposal = begun(desk)
    path, before = f"/proposals/{proposal.code}/items/1/dictionary/file/", content(proposal)
    assert desk.post(path, {"apply": "on", "given": "khac"}).status_code == 409
    assert content(proposal) == before


def test_the_template_is_the_dictionary_as_it_stands(desk: Client) -> None:
    path = f"/proposals/{begun(desk).code}/items/1/dictionary/file/"
    template = b"".join(desk.get(f"{path}?format=xlsx"))  # type: ignore[arg-type]
    foreign = b"".join(desk.get(f"/en{path}?format=xlsx"))  # type: ignore[arg-type]
    schema = desk.get(f"{path}?format=json").content
    assert template != foreign
    for name, data in (("mau.xlsx", template), ("mau.xlsx", foreign), ("mau.json", schema)):
        assert "không làm thay đổi gì" in desk.post(path, {"file": uploaded(name, data)}).content.decode()


def test_excel_offers_what_may_be_chosen(desk: Client) -> None:
    template = b"".join(desk.get(f"/proposals/{begun(desk).code}/items/1/dictionary/file/?format=xlsx"))  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(template)) as package:
        page = package.read("xl/worksheets/sheet1.xml").decode()
    for about in (FieldType, PersonalData):
        assert f"&quot;{','.join(map(str, about.labels))}&quot;".replace("&quot;", '"') in page


def test_the_dictionary_of_a_version_in_force_is_taken_away_and_comes_in_again(desk: Client) -> None:
    proposal = begun(desk)
    template = b"".join(desk.get(f"/databases/{proposal.items.get().database.code}/?tab=schema&format=xlsx"))  # type: ignore[arg-type]
    path = f"/proposals/{proposal.code}/items/1/dictionary/file/"
    assert "không làm thay đổi gì" in desk.post(path, {"file": uploaded("mau.xlsx", template)}).content.decode()
