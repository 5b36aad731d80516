"""That somebody was named to a senior manager is out of sight of whoever may not know of the concern from the moment it is
said, and not only once the discussion is written down (§4.6, D5a)."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# Whatever was told because of a concern has its proof from it.
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


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0016_looks_at_what_one_knows")]
    operations = [KEPT]
