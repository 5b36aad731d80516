"""An approval is of the discussion that it followed: what is discussed anew, or not approved after all, is asked for
again before it is referred as approved. ‘Refer now’ never looks at it (promise 7)."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

APPROVED = definer(
    """
CREATE OR REPLACE FUNCTION gate.approved_this_time() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.move IN ('refer_verbal', 'refer_written') AND NOT coalesce((
        SELECT a.approved FROM public.safeguarding_approval AS a
        WHERE a.concern_id = NEW.concern_id AND a.recorded_at >= coalesce((
            SELECT max(d.recorded_at) FROM public.safeguarding_discussion AS d
            WHERE d.concern_id = NEW.concern_id AND NOT d.retrospective), '-infinity')
        ORDER BY a.recorded_at DESC, a.id DESC LIMIT 1), false) THEN
        RAISE EXCEPTION 'the latest discussion was not approved' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0020_adults_decide")]
    operations = [
        APPROVED,
        sql(
            """CREATE TRIGGER approved_this_time BEFORE INSERT ON safeguarding_step
               FOR EACH ROW EXECUTE FUNCTION gate.approved_this_time()"""
        ),
    ]
