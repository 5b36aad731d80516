"""What somebody who left had begun to write about a concern goes to those managers who may know of the concern; and the
enquiry that an allegation from nothing stands on is absent for the accused, like the concern (§4.6)."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

# The address of each form about a concern names it.
DRAFTS_KEPT = definer(
    """
CREATE OR REPLACE FUNCTION gate.drafts_kept() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    managed uuid[] := gate.held(who, 'see_restricted');
BEGIN
    RETURN gate.with_decoys(who, ARRAY(
        SELECT d.id FROM public.cases_draft AS d WHERE d.kept_from_id = who
        UNION
        SELECT d.id FROM public.cases_draft AS d
        WHERE d.team_id = ANY (managed) AND d.made_by_id <> who AND d.address ~ '/concerns/[0-9a-f-]{36}/'
          AND NOT gate.knows_concern(substring(d.address FROM '/concerns/([0-9a-f-]{36})/')::uuid, 'see_cases')));
END $$"""
)
# An enquiry in which nothing is written down but the concern was opened for it.
KEEP_FROM = definer(
    """
CREATE OR REPLACE FUNCTION gate.keep_concern_from(p_concern uuid, p_person uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT gate.knows_concern(p_concern, 'work_cases') OR p_person = gate.actor_id() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO public.safeguarding_concernexclusion (id, user_id, concern_id, recorded_at)
    VALUES (gen_random_uuid(), p_person, p_concern, gate.clock());
    INSERT INTO public.cases_caseexclusion (id, user_id, case_id, source)
    SELECT gen_random_uuid(), p_person, c.case_id, c.id
    FROM public.safeguarding_concern AS c JOIN public.cases_case AS k ON k.id = c.case_id
    WHERE c.id = p_concern AND k.kind = 'anonymous'
      AND NOT EXISTS (SELECT FROM public.cases_person AS p WHERE p.case_id = k.id)
      AND NOT EXISTS (SELECT FROM public.cases_contact AS t WHERE t.case_id = k.id)
      AND NOT EXISTS (SELECT FROM public.safeguarding_concern AS o WHERE o.case_id = k.id AND o.id <> c.id);
    PERFORM gate.write_event('concern_kept', ARRAY[p_concern], ARRAY(
        SELECT c.team_id FROM public.safeguarding_concern AS c WHERE c.id = p_concern), '');
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0026_laws_asked"), ("cases", "0050_drafts_kept_from")]
    operations = [sql("GRANT SELECT ON cases_person, cases_contact TO pps_definer"), DRAFTS_KEPT, KEEP_FROM]
