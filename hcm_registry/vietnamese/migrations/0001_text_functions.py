"""Extensions, and the order and search of Vietnamese text as functions that generated columns may use.

They must give the same answer on every server, today and after an upgrade, or stored columns go stale: so they name
no locale (PostgreSQL 15 has no pg_c_utf8, our embedded build has no ICU) and read no dictionary file (the rules of
`unaccent` differ between 15 and 18, for º, ½, ᵐ and a thousand others). What remains is Unicode normalisation, which
Unicode promises never to change for an assigned character.

The bodies are SQL-standard ones (RETURN): names are resolved now, whatever search_path is later, and a dump knows the
order. The tables repeat those of vietnamese/text.py on purpose: a migration is frozen; tests/vietnamese/test_sort_sql.py
compares the two.
"""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

SORT_KEY = r"""
CREATE FUNCTION public.vn_sort_key(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN
  -- letters: tones dropped, blanks and punctuation before digits, a < ă < â, d < đ, o < ô < ơ
  translate(
    replace(replace(lower(normalize(t, NFD) COLLATE "C"), 'Đ', E'd\u0335'), 'đ', E'd\u0335'),
    E'\u0306\u0302\t\n\u00A0 _-–—,;:!?.…·''‘’"“”()[]{}@*/\\&#%•`^°+×<=>|~$₫€'
      || E'\u0300\u0309\u0303\u0301\u0323\u030C\u030A\u0308\u030B\u0307\u0327\u0328\u0304',
    E'\u0302\u0306\x02\x02\x02\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17'
      || E'\x18\x19\x1A\x1B\x1C\x1D\x1E\x1F\x20\x21\x22\x23\x24\x25\x26\x27\x28\x29\x2A\x2B\x2C\x2D\x2E\x2F'
  )
  -- tones: ngang < huyền < hỏi < ngã < sắc < nặng
  || E'\x01' || translate(
    replace(replace(lower(normalize(t, NFD) COLLATE "C"), 'Đ', E'd\u0335'), 'đ', E'd\u0335'),
    E'\t\n\u00A0\u0300\u0309\u0303\u0301\u0323\u030C\u030A\u0308\u030B\u0307\u0327\u0328\u0304\u0306\u0302\u031B\u0335',
    E'   \uE000\uE001\uE002\uE003\uE004\uE005\uE006\uE007\uE008\uE009\uE00A\uE00B\uE00C'
  )
  -- case: small before capital
  || E'\x01' || translate(
    normalize(t, NFD),
    'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZđĐ',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzĐđ'
  )
"""

GIVEN_NAME_KEY = r"""
CREATE FUNCTION public.vn_given_name_key(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN
  public.vn_sort_key(split_part(btrim(t), ' ', -1))
  || E'\x01' || public.vn_sort_key(rtrim(left(btrim(t), -length(split_part(btrim(t), ' ', -1)))))
"""

SEARCH = r"""
CREATE FUNCTION public.vn_search(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(
  lower(regexp_replace(normalize(t, NFKD) COLLATE "C", E'[\u0300-\u036F]', '', 'g')),
  'đĐðÐøØłŁ‐–—−⁄‘’“”',
  'ddddooll----/''''""'
)
"""


class Migration(migrations.Migration):
    """First of all migrations: the tables of every app use what it creates."""

    initial = True
    replaces = [("kernel", "0001_text_functions")]  # where it was at first
    dependencies = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(SORT_KEY, "DROP FUNCTION public.vn_sort_key(text)"),
        migrations.RunSQL(GIVEN_NAME_KEY, "DROP FUNCTION public.vn_given_name_key(text)"),
        migrations.RunSQL(SEARCH, "DROP FUNCTION public.vn_search(text)"),
    ]
