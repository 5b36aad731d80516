"""What was made one is one for walls as well: no wall is built through it, and nothing is made one with it that stands
beyond a wall from any part of it."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# Every file that is one with a file, itself among them.
MADE_ONE = definer(
    """
CREATE OR REPLACE FUNCTION gate.made_one(p_case uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE whole (id) AS (
        SELECT p_case
        UNION
        SELECT CASE WHEN m.case_id = w.id THEN m.other_case_id ELSE m.case_id END
        FROM whole AS w JOIN public.cases_merging AS m ON m.case_id = w.id OR m.other_case_id = w.id)
    SELECT array_agg(w.id) FROM whole AS w
$$""",
    to=(),
)
MAY_MERGE = definer(
    """
CREATE OR REPLACE FUNCTION gate.may_merge(p_from uuid, p_to uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid := gate.managed_team(p_from);
    one public.cases_case;
    other public.cases_case;
BEGIN
    IF p_from = p_to OR gate.managed_team(p_to) <> theirs OR theirs <> ALL (gate.teams_where('work_cases')) THEN
        RAISE EXCEPTION 'not two files of one team' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(theirs::text, 0));  -- as walls go up and guests come in
    SELECT * INTO one FROM public.cases_case AS c WHERE c.id = p_from;
    SELECT * INTO other FROM public.cases_case AS c WHERE c.id = p_to;
    IF EXISTS (SELECT FROM public.cases_merging AS m WHERE m.case_id IN (p_from, p_to)) THEN
        RAISE EXCEPTION 'merged already' USING ERRCODE = '55000';
    ELSIF EXISTS (SELECT FROM public.cases_wall AS w WHERE w.ended_at IS NULL
                  AND (w.case_id = ANY (gate.made_one(p_from)) AND w.other_case_id = ANY (gate.made_one(p_to))
                       OR w.case_id = ANY (gate.made_one(p_to)) AND w.other_case_id = ANY (gate.made_one(p_from)))) THEN
        RAISE EXCEPTION 'a wall stands between them' USING ERRCODE = '55006';
    ELSIF EXISTS (SELECT FROM public.cases_casepermission AS g
                  WHERE g.content_object_id IN (p_from, p_to) AND (g.until IS NULL OR g.until > gate.clock())) THEN
        RAISE EXCEPTION 'somebody is let into one of them' USING ERRCODE = '55P03';
    ELSIF one.access_class <> other.access_class
          OR other.kind IN ('anonymous', 'professional') AND one.kind NOT IN ('anonymous', 'professional') THEN
        RAISE EXCEPTION 'they are not of one kind' USING ERRCODE = '22023';
    END IF;
    RETURN theirs;
END $$""",
    to=(),
)
BUILD_WALL = definer(
    """
CREATE OR REPLACE FUNCTION gate.build_wall(
    p_id uuid, p_case uuid, p_other uuid, p_kind text, p_reason bytea, p_first uuid[], p_second uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid := gate.managed_team(p_case);
    who uuid;
BEGIN
    IF gate.managed_team(p_other) <> theirs OR p_case = p_other THEN
        RAISE EXCEPTION 'not two files of one team' USING ERRCODE = '22023';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(theirs::text, 0));
    IF EXISTS (SELECT FROM public.cases_wall AS w WHERE w.ended_at IS NULL
               AND ((w.case_id, w.other_case_id) IN ((p_case, p_other), (p_other, p_case)))) THEN
        RAISE EXCEPTION 'there is a wall' USING ERRCODE = '55000';
    END IF;
    IF p_other = ANY (gate.made_one(p_case)) THEN
        RAISE EXCEPTION 'they are one file' USING ERRCODE = '55006';
    END IF;
    INSERT INTO public.cases_wall (id, case_id, team_id, other_case_id, kind, reason, recorded_at, recorded_by_id)
    VALUES (p_id, p_case, theirs, p_other, p_kind, p_reason, gate.clock(), gate.actor_id());
    FOREACH who IN ARRAY p_first || p_second LOOP
        IF theirs = ANY (gate.held(who, 'see_cases')) AND NOT (who = ANY (p_first) AND who = ANY (p_second)) THEN
            PERFORM gate.write_side(p_id, who, CASE WHEN who = ANY (p_first) THEN 'first' ELSE 'second' END);
        END IF;
    END LOOP;
    PERFORM gate.write_event('access_changed', ARRAY[p_case, p_other, p_id], ARRAY[theirs], 'wall built');
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0054_merging_guarded")]
    operations = [MADE_ONE, MAY_MERGE, BUILD_WALL]
