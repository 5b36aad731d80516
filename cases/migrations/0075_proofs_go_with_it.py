"""A proof is of a disclosure that is written with it: what has gone without a basis stays what it was, and is not given one
afterwards."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

GOES_WITH_IT = definer(
    """
CREATE OR REPLACE FUNCTION gate.proof_goes_with_its_disclosure() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_disclosure AS d
                   WHERE d.id = NEW.disclosure_id AND d.case_id = NEW.case_id AND d.made_in = NEW.made_in
                     AND d.basis <> '') THEN
        RAISE EXCEPTION 'a proof is of what goes with it' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
# At the end: a proof is minted before what rests on it is written.
TRIGGER = sql(
    """CREATE CONSTRAINT TRIGGER of_what_goes AFTER INSERT ON cases_sharingproof DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW EXECUTE FUNCTION gate.proof_goes_with_its_disclosure()"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0074_looks_in_sight")]
    operations = [GOES_WITH_IT, TRIGGER]
