"""The systems of the demo city's agencies: a database on PostgreSQL, an API, a workbook in the drop folder. They speak to nobody but this
machine."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import xlsxwriter
from django.conf import settings
from django.db import connection
from psycopg import sql

from sharing.demo import records

AGENCY = "co_quan_minh_hoa"  # the agency's database is ours with this behind it; who may read in it
SIZE = 100  # permits a page
_ENTERPRISES = """CREATE TABLE doanh_nghiep (ma_so text, ten text, ngay_dang_ky date, von_dieu_le bigint, loai_hinh text, ma_xa text,
  dien_thoai text, cap_nhat_luc timestamptz)"""
_DIVISIONS = "CREATE TABLE don_vi_hanh_chinh (ma text, ten text, ma_tinh text, loai text)"


def postgres() -> tuple[dict[str, Any], str]:
    """The agency's database beside ours, filled once; where it is, and the password of its reader, new each time.

    Error: psycopg.errors.InsufficientPrivilege, on a server where nobody lets us make one.
    """
    ours, password = connection.get_connection_params(), secrets.token_urlsafe(24)
    name = f"{ours['dbname']}_{AGENCY}"
    with psycopg.connect(**(ours | {"dbname": "postgres"}), autocommit=True) as server:
        known = server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount
        if not known:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        if not server.execute("SELECT FROM pg_roles WHERE rolname = %s", [AGENCY]).rowcount:
            server.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(AGENCY)))
        server.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(AGENCY), sql.Literal(password)))
    with psycopg.connect(**(ours | {"dbname": name, "options": ""})) as server:
        if server.execute("SELECT to_regclass('doanh_nghiep')").fetchone() == (None,):
            _fill(server)
    told = connection.settings_dict
    return {"host": told["HOST"], "port": int(told["PORT"] or 5432), "database": name, "user": AGENCY}, password


def _fill(server: psycopg.Connection[Any]) -> None:
    """In one transaction: a database that is half filled is not there."""
    for order in (_ENTERPRISES, _DIVISIONS):
        server.execute(order)
    with server.cursor() as cursor:
        cursor.executemany("INSERT INTO doanh_nghiep VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", list(records.enterprises()))
        divisions = [(ward.code, ward.name, ward.province, ward.kind) for ward in records.wards()]
        cursor.executemany("INSERT INTO don_vi_hanh_chinh VALUES (%s, %s, %s, %s)", divisions)
    server.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(sql.Identifier(AGENCY)))


def workbook() -> dict[str, Any]:
    """An Excel file where agencies drop theirs, written once; where it is."""
    path = Path(settings.DROP_FOLDER) / "minh-hoa" / "ho-kinh-doanh.xlsx"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".tam")
        with xlsxwriter.Workbook(draft, {"default_date_format": "yyyy-mm-dd"}) as book:
            sheet = book.add_worksheet("Hộ kinh doanh")
            heading = ("ma_ho", "ten_ho", "chu_ho", "nganh", "so_lao_dong", "ngay_cap")
            for place, row in enumerate((heading, *records.households())):
                sheet.write_row(place, 0, row)
        draft.replace(path)
    return {"place": "drop", "path": str(path.relative_to(settings.DROP_FOLDER))}


@contextmanager
def api() -> Iterator[dict[str, Any]]:
    """Permits as JSON, page by page, for as long as the context lasts; where it is."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Permits) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/giay-phep"
        yield {"url": address, "items": "items", "paging": "page", "parameter": "page", "auth": "none"}
        server.shutdown()


class _Permits(BaseHTTPRequestHandler):
    """One list; a page beyond the last is empty."""

    def do_GET(self) -> None:
        """`/giay-phep?page=`."""
        asked = urlsplit(self.path)
        if asked.path != "/giay-phep":
            self.send_error(404)
            return
        page = parse_qs(asked.query).get("page", ["1"])[0]
        start = (int(page) - 1) * SIZE if page.isdigit() and 0 < int(page) < 1000 else 0
        body = json.dumps({"items": records.permits()[start : start + SIZE]}, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_told: Any) -> None:
        """Nothing: loads leave a record of their own."""
