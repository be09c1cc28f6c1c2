"""A catalogue of 100,000 databases in three versions each, generated in the server under a database of its own."""

from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

DATABASES = 100_000
VERSIONS = 3
NAME = "hcm_bench"

WORDS = """'đất đai','hộ kinh doanh','doanh nghiệp','cấp phép xây dựng','giao thông đường bộ','cán bộ công chức','đầu tư công','môi trường',
 'y tế cơ sở','giáo dục mầm non','lao động việc làm','bảo hiểm xã hội','viễn thông','hộ tịch','quy hoạch','nhà ở','thuế','du lịch','thể thao',
 'khoáng sản','thủy lợi','an toàn thực phẩm','công chứng','khiếu nại tố cáo','cây xanh','chiếu sáng','thoát nước','di tích','thư viện'"""

FILL = f"""
INSERT INTO agencies_agency (key, kind, active, office_mailbox, requires_sign_off, source, confirmed, note)
  SELECT 'don-vi-' || i, 'SPECIALISED_AGENCY', '(,)', '', false, '', false, '' FROM generate_series(1, 60) i;
INSERT INTO agencies_agencyname (agency_id, name, name_en, abbreviation, abbreviation_confirmed, period, source, confirmed, note)
  SELECT id, 'Đơn vị tổng hợp ' || id, '', '', false, '(,)', '', false, '' FROM agencies_agency;
INSERT INTO catalog_decision (issuing_body_id, kind, number, symbol, signed_on, effective_on, day_known, day_note, signer, signer_title,
    abstract, legal_grounds, file, file_name, file_sha256, recorded_at, source, confirmed, note)
  SELECT (SELECT min(id) FROM agencies_agency), 'AMEND', i::text, 'QĐ-UBND', d, d, false, '', 'x', '', 'Dữ liệu sinh ra để đo', '', '', '', '',
    d + time '12:00', '', false, '' FROM generate_series(1, {VERSIONS}) i, LATERAL (SELECT make_date(2022 + i, 1, 1)) t(d);
INSERT INTO catalog_shareddatabase (number, code, first_recorded_at, is_demo, source, confirmed, note)
  SELECT i, 'HCM-CSDL-' || lpad(i::text, 6, '0'), now(), true, '', false, '' FROM generate_series(1, %(databases)s) i;
INSERT INTO catalog_databaseversion (database_id, number, decision_id, in_force, recorded_at, closed_at, closed_by_id, content_hash,
    name, name_en, purpose, scope, content, collection_mechanism, data_source, theme, core_entity, managing_agency_id, managing_agency_basis,
    status, sharing_class, importance_class, sharing_mode, sharing_method, update_frequency, personal_data, personal_data_ground,
    security_level_decision, legal_basis, conforms_to, notes, search)
  SELECT d.id, v.n, v.decision, daterange(v.starts, v.ends), v.starts + time '12:00', v.ends + time '12:00', v.next, '',
    t.name, '', t.purpose, '', '', '', '', (ARRAY['URBAN','HEALTH','TRANSPORT','EDUCATION',''])[1 + d.number %% 5], '',
    a.id, 'DECIDED', (ARRAY['OPERATING','BUILDING','PLANNED',''])[1 + d.number %% 4], (ARRAY['OPEN','COMMON','INTERNAL'])[1 + d.number %% 3],
    '', '', '', (ARRAY['DAILY','MONTHLY',''])[1 + d.number %% 3], '', '', '', '', '', '',
    catalog_search_vector(t.name || ' ' || d.code, a.name, t.purpose)
  FROM catalog_shareddatabase d
  JOIN LATERAL (SELECT n.agency_id AS id, n.name FROM agencies_agencyname n
    WHERE n.agency_id = (SELECT min(id) FROM agencies_agency) + d.number %% 60) a ON true
  JOIN LATERAL (SELECT 'Cơ sở dữ liệu ' || w[1 + d.number %% 29] || ' ' || w[1 + (d.number / 29) %% 29] || ' số ' || d.number AS name,
    'Phục vụ quản lý ' || w[1 + (d.number / 7) %% 29] || ' và ' || w[1 + (d.number / 11) %% 29] AS purpose
    FROM (SELECT ARRAY[{WORDS}] AS w) words) t ON true
  JOIN (SELECT row_number() OVER (ORDER BY effective_on) AS n, id AS decision, effective_on AS starts,
    lead(effective_on) OVER (ORDER BY effective_on) AS ends, lead(id) OVER (ORDER BY effective_on) AS next FROM catalog_decision) v ON true;
"""


@contextmanager
def generated_city():
    """The default connection points at the generated catalogue; kept between runs, since filling it takes a minute."""
    original = settings.DATABASES["default"]["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
        exists = cursor.fetchone()
        if not exists:
            cursor.execute(f'CREATE DATABASE "{NAME}"')
    connections.close_all()
    connection.settings_dict["NAME"] = NAME
    connection.settings_dict["OPTIONS"] = {}
    try:
        call_command("migrate", verbosity=0)
        _fill()
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = original


def _fill() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_databaseversion")
        if cursor.fetchone()[0] == DATABASES * VERSIONS:
            return
        print(f"Generating {DATABASES:,} databases in {VERSIONS} versions…")
        for statement in filter(str.strip, FILL.split(";\n")):
            cursor.execute(statement, {"databases": DATABASES} if "%(databases)s" in statement else None if "%%" not in statement else [])
        cursor.execute("ANALYZE")
