from django.db import migrations

# The pairs of neighbouring characters in a text, small letters, full-width in their plain form, each behind its
# community and month: so two characters of Chinese have an index, and it is asked month by month.
PIECES = """
CREATE FUNCTION owners_pieces(content text, community bigint, at timestamptz) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
 signs CONSTANT text[] := string_to_array(lower(normalize(content, NFKC)), NULL);
 month CONSTANT text := to_char(at AT TIME ZONE 'UTC', 'YYMM');
 pieces text[] := '{}';
BEGIN
 FOR place IN 1 .. cardinality(signs) - 1 LOOP
  IF signs[place] > ' ' AND signs[place + 1] > ' ' THEN
   pieces := pieces || (community || ':' || month || signs[place] || signs[place + 1]);
  END IF;
 END LOOP;
 RETURN pieces;
END
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('owners', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(PIECES, "DROP FUNCTION owners_pieces(text, bigint, timestamptz)"),
    ]
