"""Walls between two files of a team: policies, what each colleague is kept from, and the only functions that build one."""

from django.db import migrations

from cases.migrations._gates import NOT_TAKEN
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

TABLES = ("wall", "wallside")
MANAGED = "team_id = ANY ((SELECT gate.teams_where('manage_conflicts'))::uuid[])"

RIGHTS = sql("GRANT SELECT, INSERT, UPDATE ON cases_wall, cases_wallside TO pps_definer")
SAME_TEAM = sql(
    *(
        f"ALTER TABLE cases_{part} ADD CONSTRAINT {part}_has_the_cases_team"
        " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)"
        for part in TABLES
    ),
    "ALTER TABLE cases_wall ADD CONSTRAINT both_files_are_of_one_team"
    " FOREIGN KEY (other_case_id, team_id) REFERENCES cases_case (id, team_id)",
    "ALTER TABLE cases_wall ADD CONSTRAINT wall_and_case UNIQUE (id, case_id)",
    "ALTER TABLE cases_wallside ADD CONSTRAINT wall_is_of_the_case"
    " FOREIGN KEY (wall_id, case_id) REFERENCES cases_wall (id, case_id)",
    *(
        f"CREATE TRIGGER history BEFORE UPDATE OR DELETE ON cases_{part}"
        " FOR EACH ROW EXECUTE FUNCTION gate.keep_access_history()"
        for part in TABLES
    ),
)

# Closed unless opened: whoever was placed on no side reads neither file, also somebody who joins the team or is let in
# later, without anybody's having to think of them. Managers read both until they are placed on one side.
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
          AND coalesce(s.side, CASE WHEN w.team_id = ANY (managed) THEN 'both' ELSE 'neither' END)
              NOT IN (file.side, 'both'));
END $$""",
    to=(),
)

# For the functions below only: the end of one placement and the beginning of another.
WRITE_SIDE = definer(
    """
CREATE OR REPLACE FUNCTION gate.write_side(p_wall uuid, p_who uuid, p_side text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.cases_wallside AS s SET ended_at = gate.clock()
    WHERE s.wall_id = p_wall AND s.colleague_id = p_who AND s.ended_at IS NULL AND s.side <> p_side;
    INSERT INTO public.cases_wallside (id, wall_id, case_id, team_id, colleague_id, side, recorded_at, recorded_by_id)
    SELECT gen_random_uuid(), w.id, w.case_id, w.team_id, p_who, p_side, gate.clock(), gate.actor_id()
    FROM public.cases_wall AS w
    WHERE w.id = p_wall AND NOT EXISTS (SELECT FROM public.cases_wallside AS s WHERE s.wall_id = p_wall
                                        AND s.colleague_id = p_who AND s.ended_at IS NULL);
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
# A wall that stands between two files that the actor manages.
STANDING_WALL = definer(
    """
CREATE OR REPLACE FUNCTION gate.standing_wall(p_id uuid) RETURNS public.cases_wall
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.cases_wall;
BEGIN
    SELECT * INTO found FROM public.cases_wall AS w WHERE w.id = p_id FOR UPDATE;
    PERFORM gate.managed_team(found.case_id);
    PERFORM gate.managed_team(found.other_case_id);
    IF found.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'already ended' USING ERRCODE = '55000';
    END IF;
    RETURN found;
END $$""",
    to=(),
)
PLACE = definer(
    """
CREATE OR REPLACE FUNCTION gate.place_at_wall(p_wall uuid, p_who uuid, p_side text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wall public.cases_wall := gate.standing_wall(p_wall);
BEGIN
    IF p_side = 'both' AND wall.team_id <> ALL (gate.held(p_who, 'manage_conflicts')) THEN
        RAISE EXCEPTION 'only a manager reads both' USING ERRCODE = '42501';
    END IF;
    IF wall.team_id <> ALL (gate.held(p_who, 'see_cases')) AND NOT EXISTS (
        SELECT FROM public.cases_wallside AS s WHERE s.wall_id = p_wall AND s.colleague_id = p_who) THEN
        RAISE EXCEPTION 'nobody who could see the files' USING ERRCODE = 'P0002';
    END IF;
    PERFORM gate.write_side(p_wall, p_who, p_side);
    PERFORM gate.write_event('access_changed', ARRAY[wall.case_id, wall.other_case_id, p_wall], ARRAY[wall.team_id],
                               'placed at a wall');
END $$"""
)
TAKE_DOWN = definer(
    """
CREATE OR REPLACE FUNCTION gate.take_down_wall(p_wall uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wall public.cases_wall := gate.standing_wall(p_wall);
BEGIN
    UPDATE public.cases_wall AS w SET ended_at = gate.clock(), ended_by_id = gate.actor_id() WHERE w.id = p_wall;
    PERFORM gate.write_event('access_changed', ARRAY[wall.case_id, wall.other_case_id, p_wall], ARRAY[wall.team_id],
                               'wall taken down');
END $$"""
)

# Whoever is let into a file beside a wall is let in on that file's side, and never on both.
LET_IN = definer(
    """
CREATE OR REPLACE FUNCTION gate.let_in(p_id uuid, p_case uuid, p_guest uuid, p_until timestamptz, p_reason bytea)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid := gate.managed_team(p_case);
    wall record;
BEGIN
    IF p_until IS NULL OR p_until <= gate.clock() OR p_until > gate.clock() + interval '91 days' THEN
        RAISE EXCEPTION 'not for so long' USING ERRCODE = '22023';
    END IF;
    IF NOT EXISTS (SELECT FROM gate.guests_for(theirs) AS g WHERE g.person = p_guest) THEN
        RAISE EXCEPTION 'nobody of this service' USING ERRCODE = 'P0002';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(theirs::text, 0));
    FOR wall IN
        SELECT w.id, CASE WHEN w.case_id = p_case THEN 'first' ELSE 'second' END AS side FROM public.cases_wall AS w
        WHERE w.ended_at IS NULL AND p_case IN (w.case_id, w.other_case_id)
          AND NOT EXISTS (SELECT FROM public.cases_wallside AS s
                          WHERE s.wall_id = w.id AND s.colleague_id = p_guest AND s.ended_at IS NULL)
    LOOP
        PERFORM gate.write_side(wall.id, p_guest, wall.side);
    END LOOP;
    PERFORM gate.close_letting_in(p_case, p_guest, gate.actor_id());
    INSERT INTO public.cases_casepermission (id, user_id, content_object_id, until, permission_id)
    SELECT gen_random_uuid(), p_guest, p_case, p_until, p.id FROM public.auth_permission AS p
    JOIN public.django_content_type AS t ON t.id = p.content_type_id AND t.app_label = 'cases' AND t.model = 'case'
    WHERE p.codename = 'see_case';
    IF p_case = ANY (gate.kept_from(p_guest)) THEN  -- a conflict, or on the other side of a wall
        RAISE EXCEPTION 'kept from the case' USING ERRCODE = '55000';
    END IF;
    INSERT INTO public.cases_lettingin (id, case_id, team_id, guest_id, until, reason, recorded_at, recorded_by_id)
    VALUES (p_id, p_case, theirs, p_guest, p_until, p_reason, gate.clock(), gate.actor_id());
    PERFORM gate.write_event('access_changed', ARRAY[p_case, p_id], ARRAY[theirs], 'let in');
END $$"""
)
# A notice for a case goes to no manager who is kept from it, by a conflict or by a wall.
MANAGER_OF = definer(
    """
CREATE OR REPLACE FUNCTION gate.manager_of(p_case uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid;
BEGIN
    SELECT c.team_id INTO theirs FROM public.cases_case AS c
    WHERE c.id = p_case AND c.team_id = ANY (gate.teams_where('work_cases')) AND c.id <> ALL (gate.excluded_cases());
    RETURN (
        SELECT u.id FROM public.teams_teampermission AS g
        JOIN public.auth_permission AS p ON p.id = g.permission_id AND p.codename = 'see_restricted'
        JOIN public.teams_user AS u ON u.id = g.user_id AND u.is_active
        WHERE g.content_object_id = theirs
          AND (g.since IS NULL OR g.since <= gate.clock()) AND (g.until IS NULL OR g.until > gate.clock())
          AND p_case <> ALL (gate.kept_from(u.id))
        ORDER BY g.until IS NOT NULL, u.display_name, u.id LIMIT 1);
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_walls")]
    operations = [
        RIGHTS,
        SAME_TEAM,
        *(row_security(f"cases_{part}") for part in TABLES),
        policy("cases_wall", "for_managers", "SELECT", using=MANAGED),
        policy(
            "cases_wallside",
            "with_the_wall",
            "SELECT",
            using="EXISTS (SELECT FROM cases_wall AS w WHERE w.id = wall_id)",
        ),
        *(
            policy(
                f"cases_{part}",
                "not_taken_away",
                "ALL",
                using=NOT_TAKEN.format(case="case_id", taken="excluded_cases"),
                restrictive=True,
            )
            for part in TABLES
        ),
        policy(
            "cases_wall",
            "nor_the_other_file",
            "ALL",
            using=NOT_TAKEN.format(case="other_case_id", taken="excluded_cases"),
            restrictive=True,
        ),
        grant("SELECT", "cases_wall, cases_wallside"),
        KEPT_FROM,
        WRITE_SIDE,
        BUILD_WALL,
        STANDING_WALL,
        PLACE,
        TAKE_DOWN,
        LET_IN,
        MANAGER_OF,
    ]
