"""Inviting somebody new, and new passwords: asked for by one, confirmed by another, set by the person alone.

What opens the page where a password is set lies in two halves, a link and a code, each stored as a digest and made by
another colleague, so that neither of them can use it alone.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

PERSON = models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)
MAYBE = models.ForeignKey(
    on_delete=django.db.models.deletion.PROTECT, related_name="+", null=True, to=settings.AUTH_USER_MODEL
)
TABLE = migrations.CreateModel(
    name="NewPassword",
    fields=[
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        (
            "state",
            models.CharField(
                choices=[
                    ("asked", "Waiting for the manager"),
                    ("confirmed", "Confirmed"),
                    ("declined", "Declined"),
                    ("over", "Over"),
                ],
                default="asked",
                max_length=10,
            ),
        ),
        ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it is needed")),
        ("asked_at", models.DateTimeField()),
        ("confirmed_at", models.DateTimeField(null=True)),
        ("link_made_at", models.DateTimeField(null=True)),
        ("code_made_at", models.DateTimeField(null=True)),
        ("until", models.DateTimeField(null=True, verbose_name="works until")),
        ("asked_by", PERSON),
        ("code_made_by", MAYBE),
        ("confirmed_by", MAYBE),
        ("link_made_by", MAYBE),
        (
            "membership",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.membership"
            ),
        ),
        (
            "team",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
        ),
        ("user", PERSON),
    ],
    options={
        "default_permissions": (),
        "constraints": [
            models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "confirmed"))),
                fields=("user",),
                name="one_new_password_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(
                        models.Q(("confirmed_by", models.F("user")), _negated=True),
                        models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="two_others_stand_behind_a_password",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    ("link_made_by__isnull", True),
                    ("code_made_by__isnull", True),
                    models.Q(("link_made_by", models.F("code_made_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_holds_both_halves",
            ),
        ],
    },
)
HALVES = sql(
    """CREATE TABLE vault.password_halves (
        request uuid PRIMARY KEY REFERENCES teams_newpassword (id),
        link bytea UNIQUE CHECK (length(link) = 32),
        code bytea CHECK (length(code) = 32),
        tries smallint NOT NULL DEFAULT 0)""",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON vault.password_halves TO pps_definer",
    "GRANT SELECT, INSERT, UPDATE ON teams_newpassword TO pps_definer",
)
# Holds for whoever writes, the owner included.
HISTORY = sql(
    """CREATE FUNCTION gate.keep_password_history() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.state IN ('declined', 'over')
           OR (NEW.id, NEW.user_id, NEW.team_id, NEW.membership_id, NEW.asked_by_id, NEW.asked_at)
              IS DISTINCT FROM (OLD.id, OLD.user_id, OLD.team_id, OLD.membership_id, OLD.asked_by_id, OLD.asked_at)
           OR (OLD.confirmed_by_id IS NOT NULL AND NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id) THEN
            RAISE EXCEPTION 'who asked for a password is kept' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.keep_password_history() FROM PUBLIC",
    """CREATE TRIGGER history BEFORE UPDATE OR DELETE ON teams_newpassword
       FOR EACH ROW EXECUTE FUNCTION gate.keep_password_history()""",
)

# For the functions below: a request, and its end, which destroys both halves.
REQUEST = definer(
    """
CREATE OR REPLACE FUNCTION gate.request_password(p_team uuid, p_who uuid, p_membership uuid, p_reason text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid := gen_random_uuid();
BEGIN
    IF p_who = gate.actor_id() THEN
        RAISE EXCEPTION 'nobody asks for their own' USING ERRCODE = '42501';
    END IF;
    INSERT INTO public.teams_newpassword (id, user_id, team_id, membership_id, state, reason, asked_by_id, asked_at)
    VALUES (made, p_who, p_team, p_membership, 'asked', p_reason, gate.actor_id(), gate.clock());
    PERFORM gate.write_event('membership', ARRAY[made, p_who], ARRAY[p_team], 'password asked for');
    RETURN made;
END $$""",
    to=(),
)
CLOSE = definer(
    """
CREATE OR REPLACE FUNCTION gate.close_password(p_request uuid, p_state text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.teams_newpassword AS n SET state = p_state WHERE n.id = p_request AND n.state IN ('asked', 'confirmed');
    DELETE FROM vault.password_halves AS h WHERE h.request = p_request;
END $$""",
    to=(),
)
# Somebody of whom nothing is known yet: they cannot sign in until they have set a password, and hold nothing until the
# membership is confirmed.
INVITE = definer(
    """
CREATE OR REPLACE FUNCTION gate.invite(
    p_team uuid, p_username text, p_name text, p_email text, p_role text, p_reason text, p_employment text,
    p_since timestamptz, p_until timestamptz) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gen_random_uuid();
    made uuid;
BEGIN
    IF p_team IS NULL OR p_team <> ALL (gate.teams_where('manage_members')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF p_username !~ '^[a-z0-9][a-z0-9.-]{1,59}$' OR btrim(p_name) = '' OR p_email !~ '^[^@[:space:]]+@[^@[:space:]]+$'
       OR p_role = 'acting_manager' THEN
        RAISE EXCEPTION 'no such person' USING ERRCODE = '22023';
    END IF;
    IF EXISTS (SELECT FROM public.teams_user AS u WHERE lower(u.username) = p_username) THEN
        RAISE EXCEPTION 'the user name is taken' USING ERRCODE = '23505';
    END IF;
    INSERT INTO public.teams_user (id, username, display_name, email, password, is_active, is_superuser, demonstration)
    VALUES (who, p_username, btrim(p_name), p_email, '!' || gen_random_uuid(), true, false, false);
    made := gate.new_membership(p_team, who, p_role, p_reason, p_employment, p_since, p_until, NULL);
    PERFORM gate.request_password(p_team, who, made, '');  -- the membership says why
    IF NOT (SELECT t.confirm_memberships FROM public.teams_team AS t WHERE t.id = p_team) THEN
        PERFORM gate.begin_membership(made);
    END IF;
    RETURN made;
END $$"""
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
# The administrator who asks is handed the link, a manager the code: each made anew makes the one before it worthless.
GIVE_HALF = definer(
    """
CREATE OR REPLACE FUNCTION gate.give_half(p_request uuid, p_half text, p_digest bytea, p_days integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    n public.teams_newpassword;
    who uuid := gate.actor_id();
BEGIN
    SELECT * INTO n FROM public.teams_newpassword AS t WHERE t.id = p_request FOR UPDATE;
    IF NOT FOUND OR n.state <> 'confirmed' OR who = n.user_id OR p_days NOT BETWEEN 1 AND 31 OR NOT coalesce(CASE p_half
        WHEN 'link' THEN n.team_id = ANY (gate.teams_where('manage_members'))
                         AND who <> n.confirmed_by_id AND n.code_made_by_id IS DISTINCT FROM who
        WHEN 'code' THEN n.team_id = ANY (gate.teams_where('confirm_members'))
                         AND who <> n.asked_by_id AND n.link_made_by_id IS DISTINCT FROM who
        END, false) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.password_halves AS h (request, link, code)
    VALUES (p_request, CASE p_half WHEN 'link' THEN p_digest END, CASE p_half WHEN 'code' THEN p_digest END)
    ON CONFLICT (request) DO UPDATE
    SET link = coalesce(excluded.link, h.link), code = coalesce(excluded.code, h.code), tries = 0;
    UPDATE public.teams_newpassword AS t
    SET until = gate.clock() + make_interval(days => p_days),
        link_made_at = CASE p_half WHEN 'link' THEN gate.clock() ELSE t.link_made_at END,
        link_made_by_id = CASE p_half WHEN 'link' THEN who ELSE t.link_made_by_id END,
        code_made_at = CASE p_half WHEN 'code' THEN gate.clock() ELSE t.code_made_at END,
        code_made_by_id = CASE p_half WHEN 'code' THEN who ELSE t.code_made_by_id END
    WHERE t.id = p_request;
    PERFORM gate.write_event('membership', ARRAY[p_request, n.user_id], ARRAY[n.team_id], 'password ' || p_half);
END $$"""
)
# What was used, has run out, was ended or never was are one answer.
STANDS = definer(
    """
CREATE OR REPLACE FUNCTION gate.link_stands(p_link bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM vault.password_halves AS h JOIN public.teams_newpassword AS n ON n.id = h.request
        WHERE h.link = p_link AND h.code IS NOT NULL AND n.state = 'confirmed' AND n.until > gate.clock())
$$"""
)
USE = definer(
    """
CREATE OR REPLACE FUNCTION gate.use_link(p_link bytea, p_code bytea, p_hash text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    h vault.password_halves;
    n public.teams_newpassword;
BEGIN
    SELECT * INTO h FROM vault.password_halves AS t WHERE t.link = p_link FOR UPDATE;
    IF NOT FOUND OR NOT gate.link_stands(p_link) THEN
        RETURN 'absent';
    END IF;
    IF p_hash NOT LIKE 'argon2$%' OR p_code IS NULL THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO STRICT n FROM public.teams_newpassword AS t WHERE t.id = h.request;
    IF h.code <> p_code THEN
        PERFORM gate.write_event('sign_in_failed', ARRAY[n.id], '{}', 'set_password');
        UPDATE vault.password_halves AS t SET tries = t.tries + 1 WHERE t.request = h.request;
        IF h.tries >= 4 THEN  -- the fifth guess ends it
            PERFORM gate.close_password(n.id, 'over');
        END IF;
        RETURN 'wrong';
    END IF;
    UPDATE public.teams_user AS u SET password = p_hash WHERE u.id = n.user_id;
    PERFORM gate.close_password(n.id, 'over');
    DELETE FROM vault.session AS s WHERE s.person = n.user_id;
    -- Nobody is signed in: whoever holds both halves is who they were made for.
    INSERT INTO public.audit_accessevent (id, actor, verb, objects_shown, teams, page, address)
    VALUES (gen_random_uuid(), n.user_id, 'password_set', ARRAY[n.user_id, n.id], '{}', 'set_password',
            nullif(current_setting('gate.address', true), '')::inet);
    RETURN 'set';
END $$"""
)
# The answer to an invitation is the answer to its membership; and whoever leaves is sent no way in.
FOLLOW = definer(
    """
CREATE OR REPLACE FUNCTION gate.passwords_follow_memberships() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    open_request uuid;
BEGIN
    IF NEW.state = 'current' AND NEW.confirmed_by_id IS NOT NULL THEN
        UPDATE public.teams_newpassword AS n
        SET state = 'confirmed', confirmed_by_id = NEW.confirmed_by_id, confirmed_at = gate.clock()
        WHERE n.membership_id = NEW.id AND n.state = 'asked' AND n.asked_by_id <> NEW.confirmed_by_id;
    ELSIF NEW.state IN ('declined', 'ended') THEN
        FOR open_request IN
            SELECT n.id FROM public.teams_newpassword AS n
            WHERE n.user_id = NEW.user_id AND n.team_id = NEW.team_id AND n.state IN ('asked', 'confirmed')
              AND (n.membership_id = NEW.id OR NOT EXISTS (
                  SELECT FROM public.teams_membership AS m
                  WHERE m.user_id = NEW.user_id AND m.team_id = NEW.team_id AND m.state IN ('asked', 'current')))
        LOOP
            PERFORM gate.close_password(open_request, 'over');
        END LOOP;
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
FOLLOWING = sql(
    """CREATE TRIGGER passwords_follow AFTER UPDATE OF state ON teams_membership
       FOR EACH ROW EXECUTE FUNCTION gate.passwords_follow_memberships()"""
)
MANAGED = (
    "team_id = ANY ((SELECT gate.teams_where('manage_members'))::uuid[])"
    " OR team_id = ANY ((SELECT gate.teams_where('confirm_members'))::uuid[])"
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0011_dates_and_deputies")]
    operations = [
        TABLE,
        HALVES,
        HISTORY,
        REQUEST,
        CLOSE,
        INVITE,
        ASK,
        ANSWER,
        GIVE_HALF,
        STANDS,
        USE,
        FOLLOW,
        FOLLOWING,
        row_security("teams_newpassword"),
        grant("SELECT", "teams_newpassword"),
        policy("teams_newpassword", "for_those_who_manage", "SELECT", using=MANAGED),
    ]
