"""Single cases are judged by their own access class, where a list of every narrowed case of the person's teams was made
to look them up in: with each hand-out of keys, and with each name of a colleague."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

OPEN_CASES = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_cases(
    p_verb text, p_cases uuid[], p_purposes text[], p_shown uuid[], p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    teams uuid[] := gate.actor_teams();
    singly uuid[] := gate.let_in_cases();
    taken uuid[] := gate.conflicts();
    allowed uuid[];
    theirs uuid[];
BEGIN
    IF p_verb NOT IN ('case_read', 'cases_listed', 'form_opened', 'changed', 'looks_read', 'home_read') THEN
        RAISE EXCEPTION 'no look of this name' USING ERRCODE = '22023';
    END IF;
    SELECT array_agg(c.id), array_agg(DISTINCT c.team_id) INTO allowed, theirs FROM public.cases_case AS c
    WHERE c.id = ANY (p_cases) AND (c.team_id = ANY (teams) OR c.id = ANY (singly)) AND c.id <> ALL (taken)
      AND CASE WHEN c.access_class = 'standard' THEN true
               ELSE c.team_id = ANY ((SELECT gate.teams_where('see_restricted'))::uuid[]) END;
    IF coalesce(cardinality(allowed), 0) < cardinality(p_cases) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.write_event(p_verb, allowed || p_shown, theirs, p_page);
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = ANY (allowed) AND k.purpose = ANY (p_purposes);
END $$"""
)
LET_IN_TEAMS = definer(
    """
CREATE OR REPLACE FUNCTION gate.let_in_teams() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    singly uuid[] := gate.let_in_cases();
    taken uuid[];
BEGIN
    IF singly = '{}' THEN
        RETURN singly;
    END IF;
    taken := gate.conflicts();  -- a variable, or it would run once a row
    RETURN ARRAY(SELECT DISTINCT c.team_id FROM public.cases_case AS c
                 WHERE c.id = ANY (singly) AND c.id <> ALL (taken)
                   AND CASE WHEN c.access_class = 'standard' THEN true
                            ELSE c.team_id = ANY ((SELECT gate.teams_where('see_restricted'))::uuid[]) END);
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0065_left_behind_walls"), ("teams", "0019_verbs_held")]
    operations = [OPEN_CASES, LET_IN_TEAMS]
