"""Files made to do harm, or to be read wrongly: each with the reason for which it must be refused ("" where it is harmless and is read)."""

import io
import zipfile
from collections.abc import Iterator
from functools import cache

import docx
import xlsxwriter

Case = tuple[str, bytes, str]
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LAUGHS = b'<!DOCTYPE lolz [<!ENTITY a "ha">' + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)) + b"]>"
OUTSIDE = b'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
RELATION = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s" TargetMode="External"/></Relationships>'
)


@cache
def sound(kind: str) -> bytes:
    """A small file of a kind in which nothing is wrong."""
    file = io.BytesIO()
    if kind == "xlsx":
        with xlsxwriter.Workbook(file) as book:
            page = book.add_worksheet("Phụ lục")
            for row in range(20):
                page.write_row(row, 0, ["Tên", row, "Sở Tài chính"])
    else:
        document = docx.Document()
        table = document.add_table(5, 3)
        table.cell(0, 0).text, table.cell(4, 2).text = "Tên", "Sở Tài chính"
        document.save(file)
    return file.getvalue()


def changed(kind: str, members: dict[str, bytes], *, without: str = "", packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A sound file with members put in, put in place of others, or left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound(kind))) as there, zipfile.ZipFile(file, "w", packing) as made:
        for name in there.namelist():
            if name not in members and name != without:
                made.writestr(name, there.read(name))
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def corpus() -> Iterator[Case]:
    """At least eighty files."""
    for kind, main in (("xlsx", "xl/worksheets/sheet1.xml"), ("docx", "word/document.xml")):
        yield from _packed(kind, main)
        yield from _torn(kind)
    yield from _sheets()
    yield from _texts()
    yield from _plain()
    yield from _disguised()


def _packed(kind: str, main: str) -> Iterator[Case]:
    root = main.split("/")[0]
    megabyte = b" " * (1 << 20)
    yield f"{kind}: a member swells a thousandfold", changed(kind, {f"{root}/big.xml": HEAD + megabyte * 60}), "BOMB"
    yield f"{kind}: it swells in the table itself", changed(kind, {main: HEAD + b"<x>" + megabyte * 60 + b"</x>"}), "BOMB"
    yield (
        f"{kind}: more than may be unpacked",
        _announcing(changed(kind, {f"{root}/a.bin": b"x"}), f"{root}/a.bin", 300 << 20),
        "TOO_LARGE_UNPACKED",
    )
    yield f"{kind}: thousands of members", changed(kind, {f"{root}/{n}.xml": b"<a/>" for n in range(2_100)}), "TOO_LARGE_UNPACKED"
    yield f"{kind}: a billion laughs", changed(kind, {main: HEAD + LAUGHS + b"<x>&j;</x>"}), "ENTITIES"
    yield f"{kind}: laughs in another member", changed(kind, {f"{root}/styles.xml": HEAD + LAUGHS + b"<x>&j;</x>"}), "ENTITIES"
    yield f"{kind}: an entity from the disk", changed(kind, {main: HEAD + OUTSIDE + b"<x>&secret;</x>"}), "ENTITIES"
    yield (
        f"{kind}: an entity behind a long comment",
        changed(kind, {main: HEAD + b"<!--" + b"x" * 9_000 + b"-->" + OUTSIDE + b"<x/>"}),
        "ENTITIES",
    )
    yield (
        f"{kind}: an entity in UTF-16",
        changed(kind, {main: ('<?xml version="1.0" encoding="UTF-16"?>' + OUTSIDE.decode() + "<x/>").encode("utf-16")}),
        "ENTITIES",
    )
    yield f"{kind}: an entity among the relations", changed(kind, {"_rels/.rels": HEAD + OUTSIDE + b"<x/>"}), "ENTITIES"
    yield f"{kind}: a name that climbs", changed(kind, {"../../etc/cron.d/x": b"x"}), "BROKEN"
    yield f"{kind}: a name that climbs on Windows", changed(kind, {"xl\\..\\..\\x": b"x"}), "BROKEN"
    yield f"{kind}: a name from the root", changed(kind, {"/etc/passwd": b"x"}), "BROKEN"
    yield f"{kind}: a name with a drive", changed(kind, {"C:/x": b"x"}), "BROKEN"
    yield f"{kind}: a package in the package", changed(kind, {f"{root}/inner.zip": sound(kind)}), "PACKED_INSIDE"
    yield f"{kind}: a workbook embedded", changed(kind, {f"{root}/embeddings/Book1.xlsx": sound("xlsx")}), "PACKED_INSIDE"
    yield f"{kind}: a program embedded", changed(kind, {f"{root}/x.exe": b"MZ"}), "PACKED_INSIDE"
    yield f"{kind}: an object embedded", changed(kind, {f"{root}/embeddings/oleObject1.bin": b"x"}), "PACKED_INSIDE"
    yield f"{kind}: a macro", changed(kind, {f"{root}/vbaProject.bin": b"x"}), "MACRO"
    yield f"{kind}: of a kind with macros", changed(kind, {"[Content_Types].xml": _macro_types(kind)}), "MACRO"
    yield (
        f"{kind}: a template fetched from outside",
        changed(kind, {f"{root}/_rels/x.rels": HEAD + RELATION % (b"attachedTemplate", b"http://198.51.100.1/x")}),
        "LINKS_OUTSIDE",
    )
    yield (
        f"{kind}: a picture fetched from a share",
        changed(kind, {f"{root}/_rels/x.rels": HEAD + RELATION % (b"image", rb"file://\\198.51.100.1\x")}),
        "LINKS_OUTSIDE",
    )
    yield (
        f"{kind}: a link for the reader",
        changed(kind, {f"{root}/_rels/x.rels": HEAD + RELATION % (b"hyperlink", b"https://example.org/")}),
        "",
    )
    yield f"{kind}: XML that is none", changed(kind, {main: b"\x00\x01\x02" * 100}), "BROKEN"
    yield f"{kind}: XML that ends early", changed(kind, {main: HEAD + b"<worksheet><sheetData><row>"}), "BROKEN"
    yield (
        f"{kind}: without what makes it one",
        changed(kind, {}, without={"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}[kind]),
        "NOT_A_TABLE",
    )
    yield f"{kind}: locked", _locked(sound(kind)), "OLD_OR_ENCRYPTED"


def _torn(kind: str) -> Iterator[Case]:
    whole = sound(kind)
    for share in (1, 10, 50, 90, 99):
        yield f"{kind}: cut off after {share} %", whole[: len(whole) * share // 100], "BROKEN"
    main = whole.index({"xlsx": b"xl/worksheets/sheet1.xml", "docx": b"word/document.xml"}[kind])
    yield f"{kind}: bytes of the table turned", whole[: main + 60] + bytes(100) + whole[main + 160 :], "BROKEN"
    yield f"{kind}: something before it", b"%PDF-1.7\n" + whole, "NOT_A_TABLE"
    yield f"{kind}: a script before it", b"PK\x03\x04<?php ?>" + whole, "BROKEN"
    yield f"{kind}: something after it", whole + b"<script>alert(1)</script>", "BROKEN"


def _sheets() -> Iterator[Case]:
    def sheet(data: bytes, more: bytes = b"") -> bytes:
        return changed("xlsx", {"xl/worksheets/sheet1.xml": HEAD + _WORKSHEET % (data, more)})

    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="%s1048576"><v>1</v></c></row>'
    yield "a cell at the far corner", sheet(far % b"XFD"), "TOO_MUCH_MEMORY"
    yield "a cell far down and far right", sheet(far % b"ALL"), "TOO_MUCH_MEMORY"
    yield "a cell far down", sheet(far % b"B"), ""
    rows = b"".join(b'<row r="%d" ht="15"/>' % n for n in range(1, 1_000_001))
    yield "a number that is none", sheet(b'<row r="1"><c r="A1"><v>NaN</v></c></row>'), "BROKEN"
    yield "a million empty rows", _stored("xlsx", HEAD + _WORKSHEET % (rows, b"")), ""
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(1, 400_001))
    yield "rows of nothing but borders", _stored("xlsx", HEAD + _WORKSHEET % (rows, b"")), ""
    maze = b"".join(b'<mergeCell ref="A%d:C%d"/>' % (n, n + 1) for n in range(1, 20_001))
    yield "a maze of merged cells", _stored("xlsx", HEAD + _WORKSHEET % (b"", b"<mergeCells>" + maze + b"</mergeCells>")), ""
    yield "all merged with all", sheet(b"", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), ""
    yield "a merged range that is none", sheet(b"", b'<mergeCells><mergeCell ref="no:where"/></mergeCells>'), "BROKEN"
    yield "a formula that calls a program", sheet(b'<row r="1"><c r="A1"><f>cmd|\' /c calc\'!A1</f><v>0</v></c></row>'), ""
    yield (
        "a text of a million letters",
        sheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row>' % (b"xyz " * 250_000)),
        "CELL_TOO_LONG",
    )
    yield (
        "a text too long for a cell",
        _stored("xlsx", HEAD + _WORKSHEET % (b'<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row>' % (b"xyz " * 40_000), b"")),
        "CELL_TOO_LONG",
    )
    yield "a text that is not in the list of texts", sheet(b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'), "BROKEN"
    yield "macros of the old kind", changed("xlsx", {"xl/macrosheets/sheet1.xml": b"<a/>"}), "MACRO"
    yield "links to another workbook", changed("xlsx", {"xl/externalLinks/externalLink1.xml": b"<a/>"}), "LINKS_OUTSIDE"


def _texts() -> Iterator[Case]:
    def text(body: bytes) -> bytes:
        space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        return _stored("docx", HEAD + b"<w:document %s><w:body>%s</w:body></w:document>" % (space, body))

    cell = b"<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>"
    yield "a text without a table", text(b"<w:p/>"), "NOT_A_TABLE"
    yield "tables within tables, a thousand deep", text(b"<w:tbl><w:tr><w:tc>" * 1_000 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 1_000), ""
    yield (
        "a cell over a million columns",
        text(b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000"/></w:tcPr></w:tc>' + cell * 3 + b"</w:tr></w:tbl>"),
        "TOO_MANY_COLUMNS",
    )
    yield "a cell over minus columns", text(b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="-5"/></w:tcPr></w:tc></w:tr></w:tbl>'), ""
    yield (
        "a cell over no number of columns",
        text(b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr></w:tc></w:tr></w:tbl>'),
        "BROKEN",
    )
    yield "hundreds of thousands of cells", text(b"<w:tbl><w:tr>" + b"<w:tc/>" * 250_000 + b"</w:tr></w:tbl>"), "TOO_MANY_ROWS"
    yield "a row of two thousand cells", text(b"<w:tbl><w:tr>" + cell * 2_000 + b"</w:tr></w:tbl>"), "TOO_MANY_COLUMNS"


def _plain() -> Iterator[Case]:
    yield "nothing", b"", "EMPTY"
    yield "nothing but blanks", b" \r\n\t\n", "EMPTY"
    yield "a quote that never ends", b'a,b\n1,"' + b"x" * 1_000 + b"\n", "BROKEN_QUOTE"
    yield "a quote that never ends, at length", b'a,b\n1,"' + b"x\n" * 500_000, "CELL_TOO_LONG"
    yield "a letter after a quote", b'a,b\n"1"x,2\n', "BROKEN_QUOTE"
    yield "a cell too long", b"a,b\n" + b"x" * 140_000 + b",1\n", "CELL_TOO_LONG"
    yield "a row that swells on its way", (b"a,b\n" * 70_000) + b",".join([b'"%s"' % (b"\x01" * 131_000)] * 30) + b"\n", "TOO_MUCH_MEMORY"
    yield "two thousand columns", b"a," * 2_000 + b"a\n", "TOO_MANY_COLUMNS"
    yield "bytes of nothing", bytes(range(256)) * 40, "ENCODING_UNKNOWN"
    yield "zeros", bytes(5_000), "ENCODING_UNKNOWN"
    yield "a broken sign at the end", "Tên,Sở\n".encode() * 60_000 + b"\xe1\xbb", "BROKEN_TEXT"


def _disguised() -> Iterator[Case]:
    yield "an old workbook, or one with a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000), "OLD_OR_ENCRYPTED"
    for name, start in (
        ("PDF", b"%PDF-1.7\n"),
        ("PNG", b"\x89PNG\r\n\x1a\n"),
        ("JPEG", b"\xff\xd8\xff\xe0"),
        ("a program", b"MZ\x90\x00"),
        ("ELF", b"\x7fELF"),
        ("gzip", b"\x1f\x8b\x08"),
        ("RAR", b"Rar!\x1a\x07"),
    ):
        yield f"{name}, called a table", start + b"abc,def\n" * 20, "NOT_A_TABLE"
    yield "a page, called a table", b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "NOT_A_TABLE"
    yield "XML, called a table", HEAD + b"<a/>", "NOT_A_TABLE"
    yield "RTF, called a table", b"{\\rtf1 x}", "NOT_A_TABLE"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("a.txt", "x")
    yield "a package of something else", file.getvalue(), "NOT_A_TABLE"
    yield "an empty package", b"PK\x05\x06" + bytes(18), "NOT_A_TABLE"


_WORKSHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData>%s</worksheet>'


def _stored(kind: str, content: bytes) -> bytes:
    """The main member in place, not packed: its size is no bomb."""
    main = {"xlsx": "xl/worksheets/sheet1.xml", "docx": "word/document.xml"}[kind]
    return changed(kind, {main: content}, packing=zipfile.ZIP_STORED)


def _macro_types(kind: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(sound(kind))) as package:
        types = package.read("[Content_Types].xml")
    return types.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml").replace(b"document.main+xml", b"document.macroEnabled.main+xml")


def _announcing(content: bytes, name: str, size: int) -> bytes:
    """The directory of the package announces another size for a member."""
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
    return content[: at + 24] + size.to_bytes(4, "little") + content[at + 28 :]


def _locked(content: bytes) -> bytes:
    """The flag of a member says that it is encrypted."""
    at = content.index(b"PK\x01\x02")
    return content[: at + 8] + (1).to_bytes(2, "little") + content[at + 10 :]
