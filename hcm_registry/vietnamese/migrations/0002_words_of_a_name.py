"""The words a name is found by, each without its marks and once more as it is spelled.

For the same reasons as in 0001 nothing here asks for a locale: after NFKD only ASCII and Đ have capitals we fold.
"""

from django.db import migrations

SPELLED = r"""
CREATE FUNCTION public.vn_spelled(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN normalize(
  translate(lower(normalize(t, NFKD) COLLATE "C"), 'Đ‐–—−⁄‘’“”', 'đ----/''''""'),
  NFKC
)
"""

WORDS = """
CREATE FUNCTION public.vn_words(t text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_tsvector('simple'::regconfig, public.vn_search(t)) || to_tsvector('simple'::regconfig, public.vn_spelled(t))
"""


class Migration(migrations.Migration):
    dependencies = [("vietnamese", "0001_text_functions")]
    operations = [
        migrations.RunSQL(SPELLED, "DROP FUNCTION public.vn_spelled(text)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION public.vn_words(text)"),
    ]
