"""What was told because of a concern is out of sight of whoever may not know of the concern: the accused does not learn
from the register of their own case that the designated officer was told (§4.6)."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, policy

# Among ids that are nobody's, as with cases and concerns: the list tells whoever asks nothing about themself.
KEPT = definer(
    """
CREATE OR REPLACE FUNCTION gate.disclosures_kept() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN gate.with_decoys(who, ARRAY(
        SELECT told.disclosure
        FROM (SELECT r.concern_id, r.disclosure FROM public.safeguarding_referral AS r
              UNION ALL
              SELECT d.concern_id, d.disclosure FROM public.safeguarding_discussion AS d
              WHERE d.disclosure IS NOT NULL) AS told
        JOIN public.safeguarding_concern AS c ON c.id = told.concern_id
        WHERE (c.subject = 'staff_allegation' OR c.state IN ('draft', 'void') OR EXISTS (
                   SELECT FROM public.safeguarding_concernexclusion AS e
                   WHERE e.concern_id = c.id AND e.user_id = who))
          AND NOT gate.knows_concern(c.id, 'see_cases')));
END $$"""
)
# Somebody outside whom the case knows for such a reason and no other.
RECIPIENTS = definer(
    """
CREATE OR REPLACE FUNCTION gate.recipients_kept() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept uuid[] := gate.disclosures_kept();
BEGIN
    RETURN gate.with_decoys(gate.actor_id(), ARRAY(
        SELECT d.recipient_id FROM public.cases_disclosure AS d
        JOIN public.cases_recipient AS r ON r.id = d.recipient_id
        WHERE d.id = ANY (kept) AND r.kind IN ('safeguarding', 'emergency', 'police', 'senior_manager')
          AND NOT EXISTS (SELECT FROM public.cases_disclosure AS o
                          WHERE o.recipient_id = d.recipient_id AND o.id <> ALL (kept))));
END $$"""
)
HIDDEN = (
    ("cases_disclosure", "id <> ALL ((SELECT gate.disclosures_kept())::uuid[])"),
    ("cases_disclosureitem", "disclosure_id <> ALL ((SELECT gate.disclosures_kept())::uuid[])"),
    ("cases_sharingproof", "disclosure_id <> ALL ((SELECT gate.disclosures_kept())::uuid[])"),
    ("cases_recipient", "id <> ALL ((SELECT gate.recipients_kept())::uuid[])"),
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0011_attempts_in_danger")]
    operations = [
        KEPT,
        RECIPIENTS,
        *(policy(table, "with_its_concern", "SELECT", using=using, restrictive=True) for table, using in HIDDEN),
    ]
