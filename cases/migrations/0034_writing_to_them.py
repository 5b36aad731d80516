"""Writing to the service user: by a way that is safe and still theirs, by post to an address that is safe, or into their
hand (D29, D48)."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

MINT_SELF = definer(
    """
CREATE OR REPLACE FUNCTION gate.mint_self(
    p_disclosure uuid, p_case uuid, p_recipient uuid, p_categories text[], p_point uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    confiders uuid[] := ARRAY(SELECT w.id FROM public.cases_person AS w WHERE w.case_id = p_case AND w.is_confider);
    safe boolean := p_point IS NULL
        OR EXISTS (
            SELECT FROM public.cases_contactpoint AS p
            WHERE p.id = p_point AND p.case_id = p_case AND p.person_id = ANY (confiders) AND p.retired_at IS NULL
              AND p.safe_to_use = 'yes')
        OR EXISTS (
            SELECT FROM public.cases_address AS a
            WHERE a.id = p_point AND a.case_id = p_case AND a.person_id = ANY (confiders) AND a.retired_at IS NULL
              AND a.safe_to_post = 'yes');
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_recipient AS r
                   WHERE r.id = p_recipient AND r.case_id = p_case AND r.kind = 'service_user') THEN
        RAISE EXCEPTION 'not the service user' USING ERRCODE = '23514';
    END IF;
    RETURN gate.mint_proof(
        p_disclosure, p_case, 'self', coalesce(p_point, confiders[1], p_case), p_recipient, p_categories,
        jsonb_build_object(
            'act', 'share', 'party', 'service_user', 'declared', 'self', 'categories', to_jsonb(p_categories),
            'from_confider', confiders <> '{}', 'identity_verified', true, 'may_speak_for_child', true,
            'channel_safe', safe));
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0033_legal_bases")]
    operations = [sql("GRANT SELECT ON cases_address TO pps_definer"), MINT_SELF]
