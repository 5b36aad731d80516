"""Only whoever manages now reads both files beside a wall, however they were placed while they did."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

KEPT_FROM = definer(
    """
CREATE OR REPLACE FUNCTION gate.kept_from(p_who uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept uuid[] := ARRAY(
        SELECT DISTINCT e.case_id FROM public.cases_caseexclusion AS e
        WHERE e.user_id = p_who AND (e.until IS NULL OR e.until > gate.clock()));
    managed uuid[];
    reached uuid[];
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_wall AS w WHERE w.ended_at IS NULL) THEN
        RETURN kept;
    END IF;
    managed := gate.held(p_who, 'manage_conflicts');
    reached := gate.held(p_who, 'see_cases') || ARRAY(
        SELECT c.team_id FROM public.cases_casepermission AS g JOIN public.cases_case AS c ON c.id = g.content_object_id
        WHERE g.user_id = p_who AND (g.until IS NULL OR g.until > gate.clock()));
    RETURN ARRAY(
        SELECT unnest(kept)
        UNION
        SELECT file.id FROM public.cases_wall AS w
        LEFT JOIN public.cases_wallside AS s ON s.wall_id = w.id AND s.colleague_id = p_who AND s.ended_at IS NULL
        CROSS JOIN LATERAL (VALUES (w.case_id, 'first'), (w.other_case_id, 'second')) AS file (id, side)
        WHERE w.ended_at IS NULL AND w.team_id = ANY (reached)
          AND CASE WHEN coalesce(s.side, 'both') <> 'both' THEN s.side
                   WHEN w.team_id = ANY (managed) THEN 'both' ELSE 'neither' END NOT IN (file.side, 'both'));
END $$""",
    to=(),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0038_relatives")]
    operations = [KEPT_FROM]
