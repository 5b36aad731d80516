"""A worry about a colleague that a call left stands in its concern alone: the contact, which the colleague may read, says that
there was none, and nobody is given a task about it (§4.6)."""

from django.db import migrations, models

from foundation.rowsecurity.operations import definer, sql

APART = definer(
    """
CREATE OR REPLACE FUNCTION gate.contact_says_nothing() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.subject <> 'staff_allegation' OR NOT EXISTS (
        SELECT FROM public.cases_contact AS t
        WHERE t.id = NEW.contact_id AND t.case_id = NEW.case_id AND t.worker_id = NEW.raised_by_id
          AND t.safeguarding_screen = 'no_concern'
    ) OR EXISTS (
        SELECT FROM public.cases_task AS k WHERE k.contact_id = NEW.contact_id AND k.kind = 'safeguarding') THEN
        RAISE EXCEPTION 'the contact says something of it' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0030_named_to_whose_turn_it_is")]
    operations = [
        migrations.AddField(
            model_name="concern",
            name="said_apart",
            field=models.BooleanField(db_default=False, default=False),
        ),
        APART,
        sql(
            "CREATE TRIGGER said_apart BEFORE INSERT ON safeguarding_concern"
            " FOR EACH ROW WHEN (NEW.said_apart) EXECUTE FUNCTION gate.contact_says_nothing()"
        ),
    ]
