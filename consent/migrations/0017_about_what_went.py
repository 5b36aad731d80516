"""Whom an item is about is looked at whichever was written first, the item or the proof that it stands on."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

WITHIN = definer(
    """
CREATE OR REPLACE FUNCTION gate.permission_is_about_what_went() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.cases_disclosureitem AS i JOIN public.consent_consent AS g ON g.id = NEW.source
        WHERE i.disclosure_id = NEW.disclosure_id AND i.subject_id <> ALL (g.subjects)) THEN
        RAISE EXCEPTION 'it is about somebody whom they did not agree about' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
LOOKED_AT = sql(
    "CREATE TRIGGER within_permission BEFORE INSERT ON cases_sharingproof FOR EACH ROW WHEN (NEW.kind = 'consent')"
    " EXECUTE FUNCTION gate.permission_is_about_what_went()",
)


class Migration(migrations.Migration):
    dependencies = [("consent", "0016_typographic_apostrophes"), ("cases", "0081_items_within_what_went")]
    operations = [WITHIN, LOOKED_AT]
