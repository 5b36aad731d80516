"""The 72 hours of a breach run from when it is written down, or from earlier: nobody puts their clock off by saying that
they will know of it later (article 33)."""

from django.db import migrations

from foundation.rowsecurity.operations import sql

KNOWN_BY_NOW = sql(
    """CREATE FUNCTION gate.breach_is_known() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NEW.aware_at > gate.clock() THEN
            NEW.aware_at := gate.clock();
            NEW.due_at := NEW.aware_at + interval '3 days';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.breach_is_known() FROM PUBLIC",
    "CREATE TRIGGER known_by_now BEFORE INSERT ON cases_breach FOR EACH ROW EXECUTE FUNCTION gate.breach_is_known()",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0055_walls_around_one_file")]
    operations = [KNOWN_BY_NOW]
