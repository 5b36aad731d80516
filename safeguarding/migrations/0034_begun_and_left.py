"""A concern that somebody began to write, and neither raised nor kept as one for later, is known to the team's managers after
four hours: who began, and when. Its words stay their author's alone, and whom it accuses is told nothing of it (§4.2)."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

BEGUN = definer(
    """
CREATE FUNCTION gate.concerns_begun() RETURNS TABLE (began_at timestamptz, by_whom text)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    managed uuid[] := gate.teams_where('approve_referrals');
    taken uuid[];
BEGIN
    IF managed = '{}' THEN
        RETURN;
    END IF;
    taken := gate.excluded_cases();  -- a variable, or it would run once a row
    RETURN QUERY
        SELECT d.began_at, u.display_name::text FROM public.cases_draft AS d
        JOIN public.teams_user AS u ON u.id = d.made_by_id
        WHERE d.kind IN ('safeguarding:raise', 'safeguarding:raise_from_nothing')
          AND d.began_at <= gate.clock() - interval '4 hours'
          AND d.made_by_id <> who AND d.kept_from_id IS DISTINCT FROM who
          AND (d.case_id IS NULL OR d.case_id <> ALL (taken))
          AND (d.team_id = ANY (managed) OR d.team_id IS NULL AND gate.held(d.made_by_id, 'work_cases') && managed)
        ORDER BY d.began_at, d.id;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0033_looks_past_ones_own_conflict")]
    operations = [BEGUN]
