"""Nobody is written down as a second confider of a file: that is by recorded agreement, as for somebody who is there."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

FIRST = definer(
    """
CREATE OR REPLACE FUNCTION gate.one_confider_without_agreement() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.cases_person AS p WHERE p.case_id = NEW.case_id AND p.is_confider) THEN
        RAISE EXCEPTION 'a joint file is agreed on' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0039_sides_of_managers")]
    operations = [
        FIRST,
        sql(
            """CREATE TRIGGER confiding_first BEFORE INSERT ON cases_person
               FOR EACH ROW WHEN (NEW.is_confider) EXECUTE FUNCTION gate.one_confider_without_agreement()"""
        ),
    ]
