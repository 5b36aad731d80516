"""The functions that ask for, confirm, decline and end a membership. Each checks who asks and writes the record."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

# Called by the functions below only: the grants a membership brings, taken from its role.
BEGIN = definer(
    """
CREATE OR REPLACE FUNCTION gate.begin_membership(p_membership uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.teams_membership;
BEGIN
    UPDATE public.teams_membership AS t SET state = 'current', confirmed_at = gate.clock()
    WHERE t.id = p_membership AND t.state = 'asked' RETURNING * INTO STRICT m;
    INSERT INTO public.teams_teampermission (id, permission_id, user_id, content_object_id, until)
    SELECT gen_random_uuid(), p.id, m.user_id, m.team_id, m.until
    FROM public.teams_roleverb AS r
    JOIN public.django_content_type AS c ON c.app_label = 'teams' AND c.model = 'team'
    JOIN public.auth_permission AS p ON p.content_type_id = c.id AND p.codename = r.verb
    WHERE r.role = m.role;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the role brings nothing' USING ERRCODE = '22023';
    END IF;
END $$""",
    to=(),
)
ASK = definer(
    """
CREATE OR REPLACE FUNCTION gate.ask_membership(p_team uuid, p_username text, p_role text, p_reason text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid := gen_random_uuid();
    who uuid;
BEGIN
    IF p_team <> ALL (gate.teams_where('manage_members')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    SELECT u.id INTO who FROM public.teams_user AS u WHERE u.username = p_username AND u.is_active;
    IF who IS NULL THEN
        RAISE EXCEPTION 'nobody has this user name' USING ERRCODE = 'P0002';
    END IF;
    IF who = gate.actor_id() THEN
        RAISE EXCEPTION 'nobody asks for their own membership' USING ERRCODE = '42501';
    END IF;
    IF NOT EXISTS (SELECT FROM public.teams_roleverb AS r WHERE r.role = p_role) THEN
        RAISE EXCEPTION 'no such role' USING ERRCODE = '22023';
    END IF;
    INSERT INTO public.teams_membership (id, user_id, team_id, role, state, reason, asked_by_id, asked_at, end_reason)
    VALUES (made, who, p_team, p_role, 'asked', p_reason, gate.actor_id(), gate.clock(), '');
    PERFORM gate.write_event('membership', ARRAY[made, who], ARRAY[p_team], 'ask');
    IF NOT (SELECT t.confirm_memberships FROM public.teams_team AS t WHERE t.id = p_team) THEN
        PERFORM gate.begin_membership(made);
    END IF;
    RETURN made;
END $$"""
)
ANSWER = definer(
    """
CREATE OR REPLACE FUNCTION gate.answer_membership(p_membership uuid, p_confirm boolean, p_reason text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.teams_membership;
BEGIN
    SELECT * INTO m FROM public.teams_membership AS t WHERE t.id = p_membership FOR UPDATE;
    IF NOT FOUND OR m.team_id <> ALL (gate.teams_where('confirm_members')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF m.user_id = gate.actor_id() OR m.asked_by_id = gate.actor_id() THEN
        RAISE EXCEPTION 'nobody confirms their own' USING ERRCODE = '42501';
    END IF;
    IF m.state <> 'asked' THEN
        RAISE EXCEPTION 'already answered' USING ERRCODE = '55000';
    END IF;
    IF p_confirm THEN
        UPDATE public.teams_membership SET confirmed_by_id = gate.actor_id() WHERE teams_membership.id = p_membership;
        PERFORM gate.begin_membership(p_membership);
    ELSE
        UPDATE public.teams_membership AS t
        SET state = 'declined', ended_by_id = gate.actor_id(), ended_at = gate.clock(), end_reason = p_reason
        WHERE t.id = p_membership;
    END IF;
    PERFORM gate.write_event('membership', ARRAY[p_membership, m.user_id], ARRAY[m.team_id],
                               CASE WHEN p_confirm THEN 'confirm' ELSE 'decline' END);
END $$"""
)
END = definer(
    """
CREATE OR REPLACE FUNCTION gate.end_membership(p_membership uuid, p_reason text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.teams_membership;
BEGIN
    SELECT * INTO m FROM public.teams_membership AS t WHERE t.id = p_membership FOR UPDATE;
    IF NOT FOUND OR (m.team_id <> ALL (gate.teams_where('manage_members'))
                     AND m.team_id <> ALL (gate.teams_where('confirm_members'))) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF m.state NOT IN ('asked', 'current') THEN
        RAISE EXCEPTION 'already ended' USING ERRCODE = '55000';
    END IF;
    UPDATE public.teams_membership AS t
    SET state = 'ended', ended_by_id = gate.actor_id(), ended_at = gate.clock(), end_reason = p_reason
    WHERE t.id = p_membership;
    DELETE FROM public.teams_teampermission AS g WHERE g.user_id = m.user_id AND g.content_object_id = m.team_id;
    -- A request that never began took nothing away, so it ends nobody's session.
    IF m.state = 'current' THEN
        DELETE FROM vault.session AS s WHERE s.person = m.user_id;
    END IF;
    PERFORM gate.write_event('membership', ARRAY[p_membership, m.user_id], ARRAY[m.team_id], 'end');
END $$"""
)
SETTING = definer(
    """
CREATE OR REPLACE FUNCTION gate.set_confirmation(p_team uuid, p_on boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_team IS NULL OR p_on IS NULL OR p_team <> ALL (gate.teams_where('confirm_members')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    UPDATE public.teams_team AS t SET confirm_memberships = p_on WHERE t.id = p_team;
    PERFORM gate.write_event('membership', ARRAY[p_team], ARRAY[p_team],
                               CASE WHEN p_on THEN 'confirmation on' ELSE 'confirmation off' END);
END $$"""
)

# Holds for whoever writes, the owner included: history is not rewritten and nobody's row changes hands.
HISTORY = sql(
    """CREATE FUNCTION gate.keep_membership_history() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.state IN ('ended', 'declined')
           OR (NEW.id, NEW.user_id, NEW.team_id, NEW.role, NEW.asked_at)
              IS DISTINCT FROM (OLD.id, OLD.user_id, OLD.team_id, OLD.role, OLD.asked_at) THEN
            RAISE EXCEPTION 'membership history is kept' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.keep_membership_history() FROM PUBLIC",
    """CREATE TRIGGER history BEFORE UPDATE OR DELETE ON teams_membership
       FOR EACH ROW EXECUTE FUNCTION gate.keep_membership_history()""",
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0002_the_gate")]
    operations = [BEGIN, ASK, ANSWER, END, SETTING, HISTORY]
