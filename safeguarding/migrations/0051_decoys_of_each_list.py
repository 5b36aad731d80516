"""The ids of nothing that stand beside those of what somebody is kept from are each list's own: what stood in one list and in
no other was something."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

CONCERNS_KEPT = definer(
    """
CREATE OR REPLACE FUNCTION gate.concerns_kept() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN gate.with_decoys(md5('concern' || who)::uuid, ARRAY(
        SELECT e.concern_id FROM public.safeguarding_concernexclusion AS e WHERE e.user_id = who));
END $$"""
)
DRAFTS_KEPT = definer(
    """
CREATE OR REPLACE FUNCTION gate.drafts_kept() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    managed uuid[] := gate.held(who, 'see_restricted');
BEGIN
    RETURN gate.with_decoys(md5('draft' || who)::uuid, ARRAY(
        SELECT d.id FROM public.cases_draft AS d WHERE d.kept_from_id = who
        UNION
        SELECT d.id FROM public.cases_draft AS d
        WHERE d.team_id = ANY (managed) AND d.made_by_id <> who AND d.address ~ '/concerns/[0-9a-f-]{36}/'
          AND NOT gate.knows_concern(substring(d.address FROM '/concerns/([0-9a-f-]{36})/')::uuid, 'see_cases')));
END $$"""
)
DISCLOSURES_KEPT = definer(
    """
CREATE OR REPLACE FUNCTION gate.disclosures_kept() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN gate.with_decoys(md5('disclosure' || who)::uuid, ARRAY(
        SELECT told.disclosure
        FROM (SELECT r.concern_id, r.disclosure FROM public.safeguarding_referral AS r
              UNION ALL
              SELECT d.concern_id, d.disclosure FROM public.safeguarding_discussion AS d
              WHERE d.disclosure IS NOT NULL
              UNION ALL
              SELECT p.source, p.disclosure_id FROM public.cases_sharingproof AS p WHERE p.kind = 'safeguarding') AS told
        JOIN public.safeguarding_concern AS c ON c.id = told.concern_id
        WHERE (c.subject = 'staff_allegation' OR c.state IN ('draft', 'void') OR EXISTS (
                   SELECT FROM public.safeguarding_concernexclusion AS e
                   WHERE e.concern_id = c.id AND e.user_id = who))
          AND NOT gate.knows_concern(c.id, 'see_cases')));
END $$"""
)
RECIPIENTS_KEPT = definer(
    """
CREATE OR REPLACE FUNCTION gate.recipients_kept() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept uuid[] := gate.disclosures_kept();
BEGIN
    RETURN gate.with_decoys(md5('recipient' || gate.actor_id())::uuid, ARRAY(
        SELECT r.id
        FROM (SELECT d.recipient_id FROM public.cases_disclosure AS d WHERE d.id = ANY (kept)
              UNION
              SELECT s.recipient_id FROM public.safeguarding_sharedecision AS s
              WHERE s.recipient_id IS NOT NULL AND EXISTS (
                        SELECT FROM public.safeguarding_concernexclusion AS e
                        WHERE e.concern_id = s.concern_id AND e.user_id = gate.actor_id())
                AND NOT gate.knows_concern(s.concern_id, 'see_cases')) AS told
        JOIN public.cases_recipient AS r ON r.id = told.recipient_id
        WHERE r.kind IN ('safeguarding', 'emergency', 'police', 'senior_manager')
          AND NOT EXISTS (SELECT FROM public.cases_disclosure AS o
                          WHERE o.recipient_id = r.id AND o.id <> ALL (kept))
          AND NOT EXISTS (SELECT FROM public.safeguarding_sharedecision AS o
                          WHERE o.recipient_id = r.id AND gate.knows_concern(o.concern_id, 'see_cases'))
          AND NOT EXISTS (SELECT FROM public.cases_keptback AS o WHERE o.recipient_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_consent AS o WHERE o.recipient_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_informationrequest AS o WHERE o.holder_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_arrival AS o WHERE o.holder_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_demand AS o WHERE o.recipient_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_booking AS o WHERE o.supplier_id = r.id)));
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0050_looks_of_one_moment"), ("cases", "0081_items_within_what_went")]
    operations = [CONCERNS_KEPT, DRAFTS_KEPT, DISCLOSURES_KEPT, RECIPIENTS_KEPT]
