"""What is taken away is worked out with one question about rights where there were two, and one about cases."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

EXCLUDED = definer(
    """
CREATE OR REPLACE FUNCTION gate.excluded_cases() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    without_the_restricted uuid[];
BEGIN
    without_the_restricted := ARRAY(
        SELECT g.content_object_id
        FROM public.teams_teampermission AS g JOIN public.auth_permission AS p ON p.id = g.permission_id
        WHERE g.user_id = who AND p.codename IN ('see_cases', 'see_restricted')
          AND (g.since IS NULL OR g.since <= gate.clock()) AND (g.until IS NULL OR g.until > gate.clock())
        GROUP BY g.content_object_id HAVING NOT bool_or(p.codename = 'see_restricted'));
    RETURN ARRAY(
        SELECT c.id FROM public.cases_case AS c
        WHERE c.access_class <> 'standard' AND c.team_id = ANY (without_the_restricted)
        UNION ALL
        SELECT c.id FROM public.cases_casepermission AS g JOIN public.cases_case AS c ON c.id = g.content_object_id
        WHERE g.user_id = who AND c.access_class <> 'standard'
          AND c.team_id <> ALL (gate.held(who, 'see_restricted'))
    ) || gate.conflicts();
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_the_door")]
    operations = [EXCLUDED]
