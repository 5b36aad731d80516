"""A new password is given by the service that the account came with, and only while it opens no other's files.

Two people of one service could ask anybody of another into a team of theirs, give them a new password, and sign in as them:
as a caseworker of the other service, or as the senior manager whom a concern is discussed with."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# Set up on the server, or made by an invitation; whoever was there before they were asked in came with another.
THEIRS = definer(
    """
CREATE OR REPLACE FUNCTION gate.is_their_account(p_team uuid, p_who uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ours text := (SELECT t.service FROM public.teams_team AS t WHERE t.id = p_team);
    first public.teams_membership;
BEGIN
    SELECT * INTO first FROM public.teams_membership AS m WHERE m.user_id = p_who ORDER BY m.asked_at, m.id LIMIT 1;
    RETURN EXISTS (SELECT FROM public.teams_team AS t WHERE t.id = first.team_id AND t.service = ours)
       AND (first.asked_by_id IS NULL
            OR EXISTS (SELECT FROM public.teams_newpassword AS n WHERE n.membership_id = first.id))
       AND NOT EXISTS (
           SELECT FROM public.teams_membership AS m JOIN public.teams_team AS t ON t.id = m.team_id
           WHERE m.user_id = p_who AND t.service <> ours AND m.state = 'current'
             AND (m.until IS NULL OR m.until > gate.clock()));
END $$""",
    to=(),
)
ASK = definer(
    """
CREATE OR REPLACE FUNCTION gate.ask_new_password(p_membership uuid, p_reason text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.teams_membership;
BEGIN
    SELECT * INTO m FROM public.teams_membership AS t WHERE t.id = p_membership;
    IF NOT FOUND OR m.team_id <> ALL (gate.teams_where('manage_members')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF m.state <> 'current' OR m.until <= gate.clock() THEN
        RAISE EXCEPTION 'not in the team' USING ERRCODE = '55000';
    END IF;
    IF NOT gate.is_their_account(m.team_id, m.user_id) THEN
        RAISE EXCEPTION 'an account of another service' USING ERRCODE = '55006';
    END IF;
    RETURN gate.request_password(m.team_id, m.user_id, NULL, p_reason);
END $$"""
)
ANSWER = definer(
    """
CREATE OR REPLACE FUNCTION gate.answer_new_password(p_request uuid, p_confirm boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    n public.teams_newpassword;
BEGIN
    SELECT * INTO n FROM public.teams_newpassword AS t WHERE t.id = p_request FOR UPDATE;
    IF NOT FOUND OR p_confirm IS NULL OR n.team_id <> ALL (gate.teams_where('confirm_members'))
       OR gate.actor_id() IN (n.user_id, n.asked_by_id) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF n.state <> 'asked' OR EXISTS (
        SELECT FROM public.teams_membership AS m WHERE m.id = n.membership_id AND m.state = 'asked') THEN
        RAISE EXCEPTION 'already answered' USING ERRCODE = '55000';  -- or answered with the membership
    END IF;
    IF p_confirm AND NOT gate.is_their_account(n.team_id, n.user_id) THEN
        RAISE EXCEPTION 'an account of another service' USING ERRCODE = '55006';
    END IF;
    IF p_confirm THEN
        UPDATE public.teams_newpassword AS t
        SET state = 'confirmed', confirmed_by_id = gate.actor_id(), confirmed_at = gate.clock() WHERE t.id = p_request;
    ELSE
        PERFORM gate.close_password(p_request, 'declined');
    END IF;
    PERFORM gate.write_event('membership', ARRAY[p_request, n.user_id], ARRAY[n.team_id],
                             CASE WHEN p_confirm THEN 'password confirmed' ELSE 'password declined' END);
END $$"""
)
STANDS = definer(
    """
CREATE OR REPLACE FUNCTION gate.link_stands(p_link bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM vault.password_halves AS h JOIN public.teams_newpassword AS n ON n.id = h.request
        WHERE h.link = p_link AND h.code IS NOT NULL AND n.state = 'confirmed' AND n.until > gate.clock()
          AND gate.is_their_account(n.team_id, n.user_id))
$$"""
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0024_counted_not_run")]
    operations = [THEIRS, ASK, ANSWER, STANDS]
