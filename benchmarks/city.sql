-- A catalogue to measure on: {databases} databases in three versions each, made in the server. Names are pieced together from
-- words that look alike without marks (thư viện, thú y, thủ tục); what a facet says is drawn at random, the same at every run.

CREATE FUNCTION pg_temp.drawn(seed int, many int) RETURNS int LANGUAGE sql IMMUTABLE
  RETURN 1 + (hashint4(seed) & 2147483647) % many;

CREATE TEMP TABLE word AS SELECT ARRAY[
  'đất đai', 'hộ kinh doanh', 'doanh nghiệp', 'cấp phép xây dựng', 'giao thông đường bộ', 'cán bộ công chức', 'đầu tư công', 'môi trường',
  'y tế cơ sở', 'giáo dục mầm non', 'lao động việc làm', 'bảo hiểm xã hội', 'viễn thông', 'hộ tịch', 'quy hoạch', 'nhà ở', 'thuế', 'du lịch',
  'thể thao', 'khoáng sản', 'thủy lợi', 'an toàn thực phẩm', 'công chứng', 'khiếu nại tố cáo', 'cây xanh', 'chiếu sáng', 'thoát nước',
  'di tích', 'thư viện', 'thú y', 'thủ tục hành chính', 'bản đồ', 'bán đấu giá tài sản'] AS subject, ARRAY[
  'Quận 1', 'Quận 3', 'Quận 4', 'Quận 5', 'Quận 6', 'Quận 7', 'Quận 8', 'Quận 10', 'Quận 11', 'Quận 12', 'Bình Tân', 'Bình Thạnh', 'Gò Vấp',
  'Phú Nhuận', 'Tân Bình', 'Tân Phú', 'Thủ Đức', 'Bình Chánh', 'Cần Giờ', 'Củ Chi', 'Hóc Môn', 'Nhà Bè'] AS area;

INSERT INTO agencies_agency (key, kind, active, office_mailbox, requires_sign_off, source, confirmed, note)
  SELECT 'don-vi-' || i, 'SPECIALISED_AGENCY', '(,)', '', false, '', false, '' FROM generate_series(1, 60) i;

INSERT INTO agencies_agencyname (agency_id, name, name_en, abbreviation, abbreviation_confirmed, period, source, confirmed, note)
  SELECT id, 'Đơn vị tổng hợp ' || id, '', '', false, '(,)', '', false, '' FROM agencies_agency;

INSERT INTO catalog_decision (issuing_body_id, kind, number, symbol, signed_on, effective_on, day_known, day_note, signer, signer_title,
    abstract, legal_grounds, file, file_name, file_sha256, recorded_at, source, confirmed, note)
  SELECT (SELECT min(id) FROM agencies_agency), 'AMEND', i::text, 'QĐ-UBND', day, day, false, '', 'x', '', 'Dữ liệu sinh ra để đo', '', '', '', '',
    day + time '12:00', '', false, '' FROM generate_series(1, 3) i, LATERAL (SELECT make_date(2022 + i, 1, 1)) t (day);

INSERT INTO catalog_shareddatabase (number, code, first_recorded_at, is_demo, source, confirmed, note)
  SELECT i, 'HCM-CSDL-' || lpad(i::text, 6, '0'), now(), true, '', false, '' FROM generate_series(1, {databases}) i;

INSERT INTO catalog_databaseversion (database_id, number, decision_id, in_force, recorded_at, closed_at, closed_by_id, content_hash,
    name, name_en, purpose, scope, content, collection_mechanism, data_source, theme, core_entity, managing_agency_id, managing_agency_basis,
    status, sharing_class, importance_class, sharing_mode, sharing_method, update_frequency, personal_data, personal_data_ground,
    security_level_decision, legal_basis, conforms_to, notes, search)
  SELECT d.id, v.nth, v.decision, daterange(v.starts, v.ends), v.starts + time '12:00', v.ends + time '12:00', v.next, '',
    said.name, '', said.purpose, '', '', '', '',
    (ARRAY['URBAN', 'HEALTH', 'TRANSPORT', 'EDUCATION', ''])[1 + (agency.id + CASE WHEN d.number % 4 = 0 THEN d.number % 5 ELSE 0 END) % 5], '',
    agency.id, 'DECIDED', (ARRAY['PLANNED', 'BUILDING', 'OPERATING', ''])[least(pg_temp.drawn(d.number + 10, 4) + v.nth - 1, 4)],
    (ARRAY['OPEN', 'COMMON', 'COMMON', 'INTERNAL', ''])[pg_temp.drawn(d.number + 20, 5)], '', '', '',
    (ARRAY['DAILY', 'MONTHLY', ''])[pg_temp.drawn(d.number + 30, 3)], '', '', '', '', '', '',
    catalog_search_vector(said.name || ' ' || d.code, agency.name, said.purpose)
  FROM catalog_shareddatabase d CROSS JOIN word
  JOIN LATERAL (SELECT n.agency_id AS id, n.name FROM agencies_agencyname n
    WHERE n.agency_id = (SELECT min(id) FROM agencies_agency) - 1 + pg_temp.drawn(d.number + 40, 60)) agency ON true
  JOIN LATERAL (SELECT 'Cơ sở dữ liệu ' || subject[pg_temp.drawn(d.number, 33)] || ' ' || subject[pg_temp.drawn(d.number + 1000, 33)]
      || ' ' || area[pg_temp.drawn(d.number + 2000, 22)] || ' số ' || d.number AS name,
    'Phục vụ quản lý ' || subject[pg_temp.drawn(d.number + 3000, 33)] || ' và ' || subject[pg_temp.drawn(d.number + 4000, 33)] AS purpose) said ON true
  JOIN (SELECT row_number() OVER (ORDER BY effective_on) AS nth, id AS decision, effective_on AS starts,
    lead(effective_on) OVER (ORDER BY effective_on) AS ends, lead(id) OVER (ORDER BY effective_on) AS next FROM catalog_decision) v ON true;

-- A dictionary of three tables and thirty fields for one database in a thousand: those whose pages are measured.
INSERT INTO catalog_dataset (version_id, position, name, title, description)
  SELECT v.id, i, 'bang_' || i, 'Bảng ' || i, '' FROM catalog_databaseversion v JOIN catalog_shareddatabase d ON d.id = v.database_id
    CROSS JOIN generate_series(1, 3) i WHERE d.number % 1000 = 0;

INSERT INTO catalog_field (dataset_id, position, name, title, title_en, type, required, key, "unique", pattern, minimum, maximum, enum,
    code_list, unit, personal_data, description)
  SELECT s.id, i, 'truong_' || i, 'Trường ' || i, '', 'string', i < 4, i = 1, i = 1, '', '', '', '{{}}', '', '', 'NONE', 'Trường sinh ra để đo'
    FROM catalog_dataset s CROSS JOIN generate_series(1, 10) i;

INSERT INTO catalog_word (text)
  SELECT word FROM ts_stat('SELECT name_words FROM catalog_databaseversion') WHERE word ~ '^[a-z]{{2,40}}$';

VACUUM ANALYZE;
