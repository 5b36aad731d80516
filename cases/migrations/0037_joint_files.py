"""Whose confidence a file holds is not for a raw statement to change: somebody comes to confide in it by a recorded
agreement, written in the same transaction, and nobody ever stops having confided (D27, D28)."""

from django.db import migrations, models

from cases.vocabulary.sharing import NoteKind
from foundation.rowsecurity.operations import definer, sql

BY_AGREEMENT = definer(
    """
CREATE OR REPLACE FUNCTION gate.confiding_is_agreed() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.is_confider AND NOT NEW.is_confider THEN
        RAISE EXCEPTION 'what was confided stays confided' USING ERRCODE = '23514';
    END IF;
    IF NEW.is_confider AND NOT OLD.is_confider AND NOT EXISTS (
        SELECT FROM public.cases_note AS n
        WHERE n.case_id = NEW.case_id AND n.kind = 'joint' AND n.made_in = pg_current_xact_id()) THEN
        RAISE EXCEPTION 'a joint file is agreed on' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0036_known_kinds")]
    operations = [
        migrations.AlterField("note", "kind", models.CharField(max_length=15, choices=NoteKind.choices)),
        BY_AGREEMENT,
        sql(
            """CREATE TRIGGER confiding BEFORE UPDATE OF is_confider ON cases_person
               FOR EACH ROW EXECUTE FUNCTION gate.confiding_is_agreed()"""
        ),
    ]
