"""With each hand-out of keys, what keeps somebody from a case is read without the decoys that hide how much that is, since
nobody sees what it is compared with; and who was let in is read only for a case of no team of theirs."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

OPEN_CASES = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_cases(
    p_verb text, p_cases uuid[], p_purposes text[], p_shown uuid[], p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    teams uuid[] := gate.held(who, 'see_cases');
    taken uuid[] := gate.kept_from(who);
    allowed uuid[];
    theirs uuid[];
BEGIN
    IF p_verb NOT IN ('case_read', 'cases_listed', 'form_opened', 'changed', 'looks_read', 'home_read') THEN
        RAISE EXCEPTION 'no look of this name' USING ERRCODE = '22023';
    END IF;
    SELECT array_agg(c.id), array_agg(DISTINCT c.team_id) INTO allowed, theirs FROM public.cases_case AS c
    WHERE c.id = ANY (p_cases) AND c.id <> ALL (taken)
      AND (c.team_id = ANY (teams) OR c.id = ANY ((SELECT gate.let_in_cases())::uuid[]))
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


class Migration(migrations.Migration):
    dependencies = [("cases", "0069_digests_of_each_team"), ("teams", "0020_ones_own_address")]
    operations = [OPEN_CASES]
