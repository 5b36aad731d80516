"""Whoever leaves a team, or no longer works cases in it, leaves their work to its manager: in the same transaction."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from foundation.rowsecurity.operations import definer, sql

RIGHTS = sql(
    "GRANT INSERT ON cases_allocation TO pps_definer",
    "GRANT UPDATE (assigned_to_id, taken_by_id, taken_at) ON cases_task TO pps_definer",
    "GRANT UPDATE (for_whom_id, taken_by_id, taken_at) ON cases_message TO pps_definer",
)
# By memberships and not by grants: at the moment a membership ends, what it brought is still there.
IN_ROLES = definer(
    """
CREATE OR REPLACE FUNCTION gate.members_with(p_team uuid, p_verb text) RETURNS TABLE (person uuid, role text)
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.user_id, m.role::text FROM public.teams_membership AS m
    JOIN public.teams_roleverb AS r ON r.role = m.role AND r.verb = p_verb
    WHERE m.team_id = p_team AND m.state = 'current' AND m.since <= gate.clock()
      AND (m.until IS NULL OR m.until > gate.clock())
$$""",
    to=(),
)
# Who acts for the manager is there because the manager is not. Nobody who is kept from a case is given it.
HEIR = definer(
    """
CREATE OR REPLACE FUNCTION gate.heir(p_team uuid, p_case uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT u.id FROM gate.members_with(p_team, 'confirm_members') AS m
    JOIN public.teams_user AS u ON u.id = m.person AND u.is_active
    WHERE p_team = ANY (gate.held(u.id, 'work_cases')) AND (p_case IS NULL OR p_case <> ALL (gate.kept_from(u.id)))
    ORDER BY m.role <> 'acting_manager', u.display_name, u.id LIMIT 1
$$""",
    to=(),
)
# Cases nobody can be given to lead stand in the list of those that nobody leads; a task waits in the name it has until
# somebody manages the team, and this runs again then.
CASES = definer(
    """
CREATE OR REPLACE FUNCTION gate.hand_over_cases(p_team uuid, p_working uuid[]) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c record;
    heir uuid;
    leads uuid;
    seconds uuid;
    moved uuid[] := '{}';
BEGIN
    FOR c IN SELECT t.id, t.lead_worker_id AS lead, t.second_worker_id AS second FROM public.cases_case AS t
             WHERE t.team_id = p_team AND t.status <> 'closed'
               AND (t.lead_worker_id <> ALL (p_working) OR t.second_worker_id <> ALL (p_working))
             ORDER BY t.id FOR NO KEY UPDATE
    LOOP
        heir := gate.heir(p_team, c.id);
        leads := CASE WHEN c.lead <> ALL (p_working) THEN heir ELSE c.lead END;
        seconds := CASE WHEN c.second <> ALL (p_working) THEN heir ELSE c.second END;
        INSERT INTO public.cases_allocation
            (id, case_id, team_id, lead_from_id, lead_to_id, second_from_id, second_to_id, recorded_at)
        VALUES (gen_random_uuid(), c.id, p_team, c.lead, leads, c.second, nullif(seconds, leads), gate.clock());
        moved := moved || c.id;
    END LOOP;
    RETURN moved;
END $$""",
    to=(),
)
TASKS = definer(
    """
CREATE OR REPLACE FUNCTION gate.hand_over_tasks(p_team uuid, p_working uuid[]) RETURNS uuid[]
LANGUAGE sql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
    WITH moved AS (
        UPDATE public.cases_task AS t
        SET taken_by_id = CASE WHEN t.taken_by_id = ANY (p_working) THEN t.taken_by_id END,
            assigned_to_id = CASE WHEN t.assigned_to_id = ANY (p_working) THEN t.assigned_to_id
                             ELSE coalesce(gate.heir(p_team, t.case_id), t.assigned_to_id) END
        WHERE t.team_id = p_team AND t.state = 'open'
          AND (t.taken_by_id <> ALL (p_working)
               OR (t.assigned_to_id <> ALL (p_working) AND gate.heir(p_team, t.case_id) IS NOT NULL))
        RETURNING t.id)
    SELECT coalesce(array_agg(m.id), '{}') FROM moved AS m
$$""",
    to=(),
)
MESSAGES = definer(
    """
CREATE OR REPLACE FUNCTION gate.hand_over_messages(p_team uuid, p_working uuid[]) RETURNS uuid[]
LANGUAGE sql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
    WITH moved AS (
        UPDATE public.cases_message AS t
        SET taken_by_id = CASE WHEN t.taken_by_id = ANY (p_working) THEN t.taken_by_id END,
            for_whom_id = CASE WHEN t.for_whom_id = ANY (p_working) THEN t.for_whom_id
                          ELSE gate.heir(p_team, NULL) END
        WHERE t.team_id = p_team AND t.done_at IS NULL
          AND (t.taken_by_id <> ALL (p_working) OR t.for_whom_id <> ALL (p_working))
        RETURNING t.id)
    SELECT coalesce(array_agg(m.id), '{}') FROM moved AS m
$$""",
    to=(),
)
HAND_OVER = definer(
    """
CREATE OR REPLACE FUNCTION gate.hand_over_left(p_team uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    working uuid[] := ARRAY(SELECT m.person FROM gate.members_with(p_team, 'work_cases') AS m);
    moved uuid[];
BEGIN
    moved := gate.hand_over_cases(p_team, working) || gate.hand_over_tasks(p_team, working)
             || gate.hand_over_messages(p_team, working);
    IF moved <> '{}' THEN
        PERFORM gate.write_event('handed_over', moved, ARRAY[p_team], '');
    END IF;
    RETURN cardinality(moved);
END $$""",
    to=(),
)
# What was begun about nobody yet by somebody in several teams is of no team; when they leave the last, it is of that one.
LEAVING = definer(
    """
CREATE OR REPLACE FUNCTION gate.leaving_hands_over() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.cases_draft AS d SET team_id = NEW.team_id
    WHERE d.made_by_id = NEW.user_id AND d.team_id IS NULL AND d.case_id IS NULL
      AND NOT EXISTS (SELECT FROM public.teams_membership AS m WHERE m.user_id = NEW.user_id AND m.state = 'current');
    PERFORM gate.hand_over_left(NEW.team_id);
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
JOINING = definer(
    """
CREATE OR REPLACE FUNCTION gate.joining_takes_over() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    joined uuid;
BEGIN
    IF gate.actor_id() IS NULL THEN  -- set up on the server: the worker sees to it
        RETURN NULL;
    END IF;
    FOR joined IN SELECT DISTINCT g.content_object_id FROM given AS g
                  JOIN public.auth_permission AS p ON p.id = g.permission_id AND p.codename = 'confirm_members'
    LOOP
        PERFORM gate.hand_over_left(joined);
    END LOOP;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
TRIGGERS = sql(
    """CREATE TRIGGER leaving_hands_over AFTER UPDATE OF state ON teams_membership
       FOR EACH ROW WHEN (NEW.state = 'ended') EXECUTE FUNCTION gate.leaving_hands_over()""",
    """CREATE TRIGGER joining_takes_over AFTER INSERT ON teams_teampermission REFERENCING NEW TABLE AS given
       FOR EACH STATEMENT EXECUTE FUNCTION gate.joining_takes_over()""",
)
# For the worker: somebody who manages from a set time begins without anybody's doing anything.
WAITS = definer(
    """
CREATE OR REPLACE FUNCTION gate.hand_over_what_waits() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT gate.is_worker() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    RETURN (SELECT coalesce(sum(gate.hand_over_left(t.id)), 0) FROM public.teams_team AS t WHERE t.closed_at IS NULL);
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0030_held_forms"),
        ("teams", "0011_dates_and_deputies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField(
            model_name="allocation",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        RIGHTS,
        IN_ROLES,
        HEIR,
        CASES,
        TASKS,
        MESSAGES,
        HAND_OVER,
        LEAVING,
        JOINING,
        WAITS,
        TRIGGERS,
    ]
