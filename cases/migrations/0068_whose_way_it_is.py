"""Whoever confides and is written to is a person of the case, not a name alone: in a joint file what goes to one of them goes
by a way of theirs, never by the other's (R-C2-4, D48)."""

import django.db.models.deletion
from django.db import migrations, models

from foundation.rowsecurity.operations import definer, sql

OF_THE_CASE = sql(
    "ALTER TABLE cases_recipient ADD CONSTRAINT recipient_is_of_the_case"
    " FOREIGN KEY (of_person_id, case_id) REFERENCES cases_person (id, case_id)"
)
CONFIDES = definer(
    """
CREATE OR REPLACE FUNCTION gate.whoever_is_written_to_confides() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_person AS w
                   WHERE w.id = NEW.of_person_id AND w.case_id = NEW.case_id AND w.is_confider) THEN
        RAISE EXCEPTION 'the service user is whoever confides' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
TRIGGER = sql(
    """CREATE TRIGGER confides BEFORE INSERT ON cases_recipient
       FOR EACH ROW WHEN (NEW.of_person_id IS NOT NULL) EXECUTE FUNCTION gate.whoever_is_written_to_confides()"""
)
# Of what was written down before, nobody says who it was: they are whoever confides alone, and in a joint file nobody.
MINT_SELF = definer(
    """
CREATE OR REPLACE FUNCTION gate.mint_self(
    p_disclosure uuid, p_case uuid, p_recipient uuid, p_categories text[], p_point uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    confiders uuid[] := ARRAY(SELECT w.id FROM public.cases_person AS w WHERE w.case_id = p_case AND w.is_confider);
    whose uuid;
    safe boolean;
BEGIN
    SELECT coalesce(r.of_person_id, CASE WHEN cardinality(confiders) = 1 THEN confiders[1] END) INTO whose
    FROM public.cases_recipient AS r WHERE r.id = p_recipient AND r.case_id = p_case AND r.kind = 'service_user';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not the service user' USING ERRCODE = '23514';
    END IF;
    safe := p_point IS NULL
        OR EXISTS (
            SELECT FROM public.cases_contactpoint AS p
            WHERE p.id = p_point AND p.case_id = p_case AND p.person_id = whose AND p.retired_at IS NULL
              AND p.safe_to_use = 'yes')
        OR EXISTS (
            SELECT FROM public.cases_address AS a
            WHERE a.id = p_point AND a.case_id = p_case AND a.person_id = whose AND a.retired_at IS NULL
              AND a.safe_to_post = 'yes');
    RETURN gate.mint_proof(
        p_disclosure, p_case, 'self', coalesce(p_point, whose, p_case), p_recipient, p_categories,
        jsonb_build_object(
            'act', 'share', 'party', 'service_user', 'declared', 'self', 'categories', to_jsonb(p_categories),
            'from_confider', coalesce(whose = ANY (confiders), false), 'identity_verified', true,
            'may_speak_for_child', true,
            'channel_safe', safe AND NOT EXISTS (
                SELECT FROM public.cases_person AS w WHERE w.id = whose AND w.death_known <> '')));
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0067_whose_account")]
    operations = [
        migrations.AddField(
            "recipient",
            "of_person",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.person",
            ),
        ),
        migrations.AddConstraint(
            "recipient",
            models.CheckConstraint(
                condition=models.Q(of_person=None) | models.Q(kind="service_user"),
                name="only_they_are_of_the_case",
            ),
        ),
        OF_THE_CASE,
        CONFIDES,
        TRIGGER,
        MINT_SELF,
    ]
