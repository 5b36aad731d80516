"""The same ids of no case, worked out in a third of the time: every statement about cases asks for them, several times."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# Whole seconds and a loop, where there were fractions of days and four joins. Each still has a period and a moment of its
# own: ``hashtext`` moves the moment by up to 68 years either way.
WITH_DECOYS = definer(
    """
CREATE OR REPLACE FUNCTION gate.with_decoys(p_who uuid, p_cases uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    now_in_seconds bigint := extract(epoch FROM gate.clock());
    known text;
    own text;
    hash text;
    found uuid[] := p_cases;
BEGIN
    SELECT s.secret INTO STRICT known FROM vault.decoy_secret AS s;
    FOR n IN 1 .. 4 - cardinality(p_cases) % 4 LOOP
        own := known || p_who || n;
        hash := md5(own || (now_in_seconds + hashtext(own)) / (86400 * (20 + 7 * n)));
        found := found || (substr(hash, 1, 12) || '4' || substr(hash, 14, 3)
                           || translate(substr(hash, 17, 1), '01234567cdef', '89ab89ab89ab') || substr(hash, 18))::uuid;
    END LOOP;
    RETURN ARRAY(SELECT unnest(found) ORDER BY 1);
END $$""",
    to=(),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_messages")]
    operations = [WITH_DECOYS]
