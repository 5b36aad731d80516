"""Who may see people, teams and memberships; and the only functions that change them, sessions and passwords."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

READS = sql(
    "GRANT SELECT ON teams_user, teams_team, teams_membership, teams_teampermission, teams_roleverb, auth_permission,"
    " django_content_type TO pps_definer",
    "GRANT INSERT, UPDATE ON teams_membership TO pps_definer",
    "GRANT INSERT, DELETE ON teams_teampermission TO pps_definer",
    "GRANT UPDATE (password) ON teams_user TO pps_definer",
    "GRANT UPDATE (confirm_memberships) ON teams_team TO pps_definer",
)

ROLES = {
    "worker": ("see_cases", "work_cases", "see_members"),
    "service_manager": ("see_cases", "work_cases", "see_restricted", "read_looks", "see_members", "confirm_members"),
    "administrator": ("see_members", "manage_members"),
}
ROLE_VERBS = sql(
    *(
        f"INSERT INTO teams_roleverb (id, role, verb) VALUES (gen_random_uuid(), '{role}', '{verb}')"
        for role, verbs in ROLES.items()
        for verb in verbs
    )
)

# What the actor holds on teams, in force. Called as (SELECT gate.…()) so that it runs once per statement; in plpgsql,
# which keeps its plans for the session where a function in SQL is planned at every call.
HELD = definer(
    """
CREATE OR REPLACE FUNCTION gate.held(p_who uuid, p_verb text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT g.content_object_id
        FROM public.teams_teampermission AS g
        JOIN public.teams_team AS t ON t.id = g.content_object_id AND t.closed_at IS NULL
        WHERE g.user_id = p_who AND (g.until IS NULL OR g.until > gate.clock())
          AND g.permission_id = ANY (ARRAY(SELECT p.id FROM public.auth_permission AS p WHERE p.codename = p_verb))
          AND EXISTS (SELECT FROM public.teams_user AS u WHERE u.id = p_who AND u.is_active));
END $$""",
    to=(),
)
TEAMS_WHERE = definer(
    """
CREATE OR REPLACE FUNCTION gate.teams_where(p_verb text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN gate.held(gate.actor_id(), p_verb);
END $$"""
)
ACTOR_TEAMS = definer(
    """
CREATE OR REPLACE FUNCTION gate.actor_teams() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN gate.held(gate.actor_id(), 'see_cases');
END $$"""
)
OWN_TEAMS = definer(
    """
CREATE OR REPLACE FUNCTION gate.own_teams() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT g.content_object_id
        FROM public.teams_teampermission AS g
        JOIN public.teams_user AS u ON u.id = g.user_id AND u.is_active
        JOIN public.teams_team AS t ON t.id = g.content_object_id AND t.closed_at IS NULL
        WHERE g.user_id = who AND (g.until IS NULL OR g.until > gate.clock()));
END $$"""
)
COLLEAGUES = definer(
    """
CREATE OR REPLACE FUNCTION gate.colleagues() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine uuid[] := gate.own_teams();
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT who
        FROM public.teams_membership AS m,
             unnest(ARRAY[m.user_id, m.asked_by_id, m.confirmed_by_id, m.ended_by_id]) AS who
        WHERE m.team_id = ANY (mine) AND who IS NOT NULL);
END $$"""
)

# Signing in happens before anybody is known, so it has its own look-up: one name, exactly.
SIGN_IN = definer(
    """
CREATE OR REPLACE FUNCTION gate.person_for_sign_in(p_username text)
RETURNS TABLE (id uuid, username varchar, password varchar, is_active boolean)
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT u.id, u.username, u.password, u.is_active FROM public.teams_user AS u WHERE u.username = p_username
$$"""
)
SET_PASSWORD = definer(
    """
CREATE OR REPLACE FUNCTION gate.set_own_password(p_hash text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF gate.actor_id() IS NULL OR p_hash NOT LIKE 'argon2$%' THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = '42501';
    END IF;
    UPDATE public.teams_user SET password = p_hash WHERE teams_user.id = gate.actor_id();
    PERFORM gate.write_event('password_set', ARRAY[gate.actor_id()], '{}', '');
END $$"""
)
DEMONSTRATION = definer(
    """
CREATE OR REPLACE FUNCTION gate.has_demonstration_people() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.teams_user AS u WHERE u.demonstration)
$$"""
)

SESSIONS = sql(
    """CREATE TABLE vault.session (
        key_hash bytea PRIMARY KEY CHECK (length(key_hash) = 32),
        person uuid REFERENCES teams_user (id),
        data text NOT NULL,
        idle_until timestamptz NOT NULL,
        expires_at timestamptz NOT NULL)""",
    "CREATE INDEX session_of_person ON vault.session (person)",
    "CREATE INDEX session_age ON vault.session (idle_until)",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON vault.session TO pps_definer",
)
SESSION_OPEN = definer(
    """
CREATE OR REPLACE FUNCTION gate.session_open(p_hash bytea, p_idle interval) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found vault.session;
BEGIN
    SELECT * INTO found FROM vault.session AS s
    WHERE s.key_hash = p_hash AND s.idle_until > gate.clock() AND s.expires_at > gate.clock();
    IF p_idle > interval '1 hour' THEN
        RAISE EXCEPTION 'no session lasts so long' USING ERRCODE = '22023';
    END IF;
    -- Written at most once a minute: a write at every look would cost more than the look.
    IF found.idle_until < gate.clock() + p_idle - interval '1 minute' THEN
        UPDATE vault.session SET idle_until = gate.clock() + p_idle WHERE key_hash = p_hash;
    END IF;
    RETURN found.data;
END $$"""
)
SESSION_KNOWN = definer(
    """
CREATE OR REPLACE FUNCTION gate.session_known(p_hash bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM vault.session AS s
                   WHERE s.key_hash = p_hash AND s.idle_until > gate.clock() AND s.expires_at > gate.clock())
$$"""
)
SESSION_SAVE = definer(
    """
CREATE OR REPLACE FUNCTION gate.session_save(
    p_hash bytea, p_data text, p_person uuid, p_new boolean, p_idle interval, p_life interval) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- The longest that any setting may ask for; a stolen content saved under another key lives no longer either.
    IF p_idle > interval '1 hour' OR p_life > interval '12 hours' THEN
        RAISE EXCEPTION 'no session lasts so long' USING ERRCODE = '22023';
    END IF;
    IF p_new THEN
        INSERT INTO vault.session (key_hash, person, data, idle_until, expires_at)
        VALUES (p_hash, p_person, p_data, gate.clock() + p_idle, gate.clock() + p_life)
        ON CONFLICT (key_hash) DO NOTHING;
        RETURN FOUND;
    END IF;
    -- A session that was ended meanwhile stays ended.
    UPDATE vault.session SET data = p_data, person = p_person, idle_until = gate.clock() + p_idle
    WHERE key_hash = p_hash;
    RETURN FOUND;
END $$"""
)
SESSION_CLOSE = definer(
    """
CREATE OR REPLACE FUNCTION gate.session_close(p_hash bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM vault.session AS s WHERE s.key_hash = p_hash
$$"""
)
SESSION_PURGE = definer(
    """
CREATE OR REPLACE FUNCTION gate.purge_sessions() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM vault.session AS s WHERE s.idle_until <= gate.clock() OR s.expires_at <= gate.clock();
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$"""
)

# Refusals are counted where they are committed. Whoever is refused fifty times in ten minutes is probing or broken: their
# sessions end, which they notice only by having to sign in again.
REFUSED = definer(
    """
CREATE OR REPLACE FUNCTION gate.refused(p_asked_for uuid[], p_page text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    lately integer;
BEGIN
    PERFORM gate.write_event('refused', p_asked_for, '{}', p_page);
    SELECT count(*) INTO lately FROM public.audit_accessevent AS e
    WHERE e.actor = who AND e.verb = 'refused' AND e.at > clock_timestamp() - interval '10 minutes';
    IF lately >= 50 THEN
        DELETE FROM vault.session AS s WHERE s.person = who;
        PERFORM gate.write_event('shut_out', '{}', '{}', p_page);
    END IF;
    RETURN lately;
END $$"""
)

# The table that rate limits count in. Its keys are hashes and it holds counters: nothing about a family.
CACHE = sql(
    """CREATE TABLE teams_cache (
        cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL)""",
    "CREATE INDEX teams_cache_expires ON teams_cache (expires)",
)


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0001_initial"),
        ("audit", "0001_the_record"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("account", "0001_initial"),
    ]
    operations = [
        READS,
        ROLE_VERBS,
        HELD,
        TEAMS_WHERE,
        ACTOR_TEAMS,
        OWN_TEAMS,
        COLLEAGUES,
        SIGN_IN,
        SET_PASSWORD,
        DEMONSTRATION,
        SESSIONS,
        SESSION_OPEN,
        SESSION_KNOWN,
        SESSION_SAVE,
        SESSION_CLOSE,
        SESSION_PURGE,
        REFUSED,
        CACHE,
        *(row_security(f"teams_{name}") for name in ("user", "team", "membership", "teampermission")),
        grant("SELECT", "teams_user, teams_team, teams_membership, teams_teampermission, teams_roleverb"),
        grant("SELECT", "auth_permission, django_content_type"),
        grant("SELECT, INSERT, UPDATE, DELETE", "teams_cache"),
        policy(
            "teams_user",
            "self_and_colleagues",
            "SELECT",
            using="id = (SELECT gate.actor_id()) OR id = ANY ((SELECT gate.colleagues())::uuid[])",
        ),
        policy("teams_team", "own_teams", "SELECT", using="id = ANY ((SELECT gate.own_teams())::uuid[])"),
        policy(
            "teams_membership",
            "own_and_teams",
            "SELECT",
            using="user_id = (SELECT gate.actor_id())"
            " OR team_id = ANY ((SELECT gate.teams_where('see_members'))::uuid[])",
        ),
        policy("teams_teampermission", "own_grants", "SELECT", using="user_id = (SELECT gate.actor_id())"),
    ]
