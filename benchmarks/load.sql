-- Synthetic permits, one bad row in two hundred by construction: a pattern twice, a closed list, a bound, a key given twice.
CREATE TABLE giay_phep AS
SELECT
  CASE WHEN n % 1000 = 7 THEN 'HS-' || lpad((n / 2000000 % 100)::text, 2, '0') || '-' || lpad((n - 1)::text, 8, '0')
    ELSE 'HS-' || lpad((n / 2000000 % 100)::text, 2, '0') || '-' || lpad(n::text, 8, '0') END AS ma_ho_so,
  CASE WHEN n % 1000 = 107 THEN '07900X' ELSE '079' END || lpad((n * 7919 % 1000000000)::text, 9, '0') AS so_dinh_danh,
  'Công trình số ' || n || ' đường Thử nghiệm' AS ten_cong_trinh,
  'Phường ' || (n % 273 + 1) || ', Thành phố Hồ Chí Minh' AS dia_chi,
  CASE WHEN n % 1000 = 207 THEN '9' ELSE '' END || lpad((26000 + n % 700)::text, 5, '0') AS ma_xa,
  CASE WHEN n % 1000 = 307 THEN 'LA' ELSE (ARRAY['MOI', 'SUA', 'TAM', 'HUY'])[(n % 4)::int + 1] END AS loai,
  (ARRAY['CAP', 'THU_HOI', 'HET_HAN'])[(n % 3)::int + 1] AS tinh_trang,
  CASE WHEN n % 1000 = 407 THEN -1 ELSE n % 60 + 1 END::bigint AS so_tang,
  round((n % 100000) / 7.0 + 1, 2) AS dien_tich,
  date '2015-01-01' + (n % 4000)::int AS ngay_cap,
  timestamptz '2024-01-01 00:00+07' + n * interval '1 second' AS cap_nhat_luc,
  n % 2 = 0 AS co_hieu_luc
FROM generate_series(1::bigint, {rows}) AS n;
