"""Whoever asks is told their own verbs, and nobody else's, by the gate. Asked for through the tables, each request had
every team judged by the row policies to find those that are closed, which cost more than the answer."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

VERBS = definer(
    """
CREATE OR REPLACE FUNCTION gate.verbs_held(p_who uuid) RETURNS TABLE (team uuid, verbs text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF gate.actor_id() IS DISTINCT FROM p_who THEN
        RETURN;
    END IF;
    -- Distinct: an acting manager holds some verbs twice, by their own role and by the manager's.
    RETURN QUERY
    SELECT g.content_object_id, array_agg(DISTINCT p.codename::text)
    FROM public.teams_teampermission AS g
    JOIN public.auth_permission AS p ON p.id = g.permission_id
    JOIN public.teams_team AS t ON t.id = g.content_object_id AND t.closed_at IS NULL
    WHERE g.user_id = p_who
      AND (g.since IS NULL OR g.since <= gate.clock()) AND (g.until IS NULL OR g.until > gate.clock())
      AND EXISTS (SELECT FROM public.teams_user AS u WHERE u.id = p_who AND u.is_active)
    GROUP BY g.content_object_id;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0018_post")]
    operations = [VERBS]
