"""Whoever manages the team reads both files when a wall goes up, although they led or recorded on one of them: else the
manager who builds it would be shut out of the other file at once, and of placing anybody or taking the wall down."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

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
        IF theirs = ANY (gate.held(who, 'see_cases')) AND theirs <> ALL (gate.held(who, 'manage_conflicts'))
           AND NOT (who = ANY (p_first) AND who = ANY (p_second)) THEN
            PERFORM gate.write_side(p_id, who, CASE WHEN who = ANY (p_first) THEN 'first' ELSE 'second' END);
        END IF;
    END LOOP;
    PERFORM gate.write_event('access_changed', ARRAY[p_case, p_other, p_id], ARRAY[theirs], 'wall built');
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0060_forbidden_by_an_order")]
    operations = [BUILD_WALL]
