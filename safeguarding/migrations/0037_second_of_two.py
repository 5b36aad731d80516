"""What was entered in error is seen by two at least, of whom one manages the team: else nobody could be the second who says
that it was no error (T26, "no state lacks an exit"). When whoever raised it is the only manager, or has left, that is whoever
said with them that it was an error, and knows it already; if they are gone as well, whoever has worked here longest."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# Who sees what was entered in error by themself: the managers, and whoever raised it while they work here.
SEE_VOID = definer(
    """
CREATE OR REPLACE FUNCTION gate.see_what_was_void(c public.safeguarding_concern, p_kept uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(
        SELECT DISTINCT u.id FROM public.teams_user AS u
        WHERE u.is_active AND u.id <> ALL (p_kept) AND c.case_id <> ALL (gate.kept_from(u.id)) AND (
            u.id IN (SELECT m.person FROM gate.members_with(c.team_id, 'see_restricted') AS m)
            OR u.id = c.raised_by_id
               AND u.id IN (SELECT m.person FROM gate.members_with(c.team_id, 'work_cases') AS m)))
$$""",
    to=(),
)
SECOND = definer(
    """
CREATE OR REPLACE FUNCTION gate.stands_in_for(p_concern uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c public.safeguarding_concern;
    kept uuid[] := ARRAY(SELECT e.user_id FROM public.safeguarding_concernexclusion AS e WHERE e.concern_id = p_concern);
    seen_by uuid[];
    second uuid;
BEGIN
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = p_concern;
    IF c.state <> 'void' THEN
        RETURN gate.stand_in(c.team_id, c.case_id, kept, c.raised_by_id);
    END IF;
    seen_by := gate.see_what_was_void(c, kept);
    IF cardinality(seen_by) > 1 THEN
        RETURN NULL;
    END IF;
    SELECT s.second_person_id INTO second FROM public.safeguarding_step AS s
    JOIN public.teams_user AS u ON u.id = s.second_person_id AND u.is_active
    WHERE s.concern_id = c.id AND s.move = 'void' AND u.id <> ALL (kept || seen_by)
      AND c.case_id <> ALL (gate.kept_from(u.id))
      AND u.id IN (SELECT m.person FROM gate.members_with(c.team_id, 'work_cases') AS m)
    ORDER BY s.recorded_at DESC LIMIT 1;
    RETURN coalesce(second, gate.stand_in(c.team_id, c.case_id, kept || seen_by, c.raised_by_id));
END $$""",
    to=(),
)
STOOD_IN = definer(
    """
CREATE OR REPLACE FUNCTION gate.concerns_stood_in() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    team uuid;
    manager uuid;
    taken uuid[];
    found uuid[] := '{}';
BEGIN
    FOREACH team IN ARRAY gate.held(who, 'work_cases') LOOP
        SELECT u.id INTO manager FROM gate.members_with(team, 'see_restricted') AS m
        JOIN public.teams_user AS u ON u.id = m.person AND u.is_active ORDER BY u.id LIMIT 1;
        CONTINUE WHEN manager = who;
        taken := CASE WHEN manager IS NULL THEN '{}' ELSE gate.kept_from(manager) END;
        found := found || ARRAY(
            SELECT c.id FROM public.safeguarding_concern AS c
            WHERE c.team_id = team AND c.raised_by_id <> who
              AND (manager IS NULL OR c.state = 'void' OR c.case_id = ANY (taken) OR c.id IN (
                  SELECT e.concern_id FROM public.safeguarding_concernexclusion AS e WHERE e.user_id = manager))
              AND gate.stands_in_for(c.id) = who);
    END LOOP;
    RETURN found;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0036_a_child_in_the_home")]
    operations = [SEE_VOID, SECOND, STOOD_IN]
