"""Memberships for set times, changed in one act, and deputies who act for the manager; each ends by itself."""

import django.db.models.deletion
from django.db import migrations, models

from foundation.rowsecurity.context import WORKER
from foundation.rowsecurity.operations import definer, sql

# Who acts for the manager holds the manager's verbs.
ROLE_VERBS = sql(
    "INSERT INTO teams_roleverb (id, role, verb)"
    " SELECT gen_random_uuid(), 'acting_manager', verb FROM teams_roleverb WHERE role = 'service_manager'"
)

# Work outside requests is done in a name that nobody can sign in with: its contexts are signed like anybody's.
IS_WORKER = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.is_worker() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN coalesce(gate.actor_id() = '{WORKER}'::uuid, false);
END $$""",
    to=(),
)

# Called by the functions below only. A request is checked for sense here; who may make it is for each to ask.
NEW = definer(
    """
CREATE OR REPLACE FUNCTION gate.new_membership(
    p_team uuid, p_who uuid, p_role text, p_reason text, p_employment text, p_since timestamptz, p_until timestamptz,
    p_follows uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid := gen_random_uuid();
BEGIN
    IF p_who = gate.actor_id() THEN
        RAISE EXCEPTION 'nobody asks for their own membership' USING ERRCODE = '42501';
    END IF;
    IF p_employment IS NULL OR p_employment NOT IN ('staff', 'agency', 'volunteer', 'student')
       OR NOT EXISTS (SELECT FROM public.teams_roleverb AS r WHERE r.role = p_role) THEN
        RAISE EXCEPTION 'no such role' USING ERRCODE = '22023';
    END IF;
    IF p_until <= greatest(p_since, gate.clock()) THEN
        RAISE EXCEPTION 'it ends before it starts' USING ERRCODE = '22007';
    END IF;
    IF p_follows IS NULL AND EXISTS (
        SELECT FROM public.teams_membership AS m
        WHERE m.user_id = p_who AND m.team_id = p_team AND m.state = 'current'
          AND (m.role = 'acting_manager') = (p_role = 'acting_manager')
          AND tstzrange(m.since, m.until) && tstzrange(greatest(p_since, gate.clock()), p_until)) THEN
        RAISE EXCEPTION 'in the team already' USING ERRCODE = '23505';
    END IF;
    INSERT INTO public.teams_membership (id, user_id, team_id, role, state, reason, employment, since, until, follows_id,
                                         asked_by_id, asked_at, end_reason)
    VALUES (made, p_who, p_team, p_role, 'asked', p_reason, p_employment, p_since, p_until, p_follows,
            gate.actor_id(), gate.clock(), '');
    PERFORM gate.write_event('membership', ARRAY[made, p_who], ARRAY[p_team],
                             CASE WHEN p_follows IS NULL THEN 'ask' ELSE 'change' END);
    RETURN made;
END $$""",
    to=(),
)
# Who acts for the manager is in the team in their own right for as long as they act.
COVERED = definer(
    """
CREATE OR REPLACE FUNCTION gate.works_throughout(
    p_who uuid, p_team uuid, p_since timestamptz, p_until timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.teams_membership AS m
        WHERE m.user_id = p_who AND m.team_id = p_team AND m.state = 'current' AND m.role IN ('worker', 'service_manager')
          AND tstzrange(m.since, m.until) @> tstzrange(p_since, p_until))
$$""",
    to=(),
)
# When it is over: the row, the grants it brought, whoever acted on its strength, and, if nothing else is left, every
# session of the person.
END_ROW = definer(
    """
CREATE OR REPLACE FUNCTION gate.end_row(p_membership uuid, p_at timestamptz, p_by uuid, p_reason text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    was text := (SELECT t.state FROM public.teams_membership AS t WHERE t.id = p_membership);
    m public.teams_membership;
BEGIN
    UPDATE public.teams_membership AS t SET state = 'ended', ended_by_id = p_by, ended_at = p_at, end_reason = p_reason
    WHERE t.id = p_membership RETURNING * INTO STRICT m;
    DELETE FROM public.teams_teampermission AS g
    WHERE g.user_id = m.user_id AND g.content_object_id = m.team_id
      AND (g.membership_id = m.id OR g.membership_id IS NULL);
    -- A request that never began took nothing away, so it ends nobody's session; nor does a change of role.
    IF was = 'current' AND NOT EXISTS (
        SELECT FROM public.teams_membership AS o
        WHERE o.user_id = m.user_id AND o.team_id = m.team_id AND o.state = 'current' AND o.role <> 'acting_manager'
          AND o.since <= gate.clock() AND (o.until IS NULL OR o.until > gate.clock())) THEN
        DELETE FROM vault.session AS s WHERE s.person = m.user_id;
    END IF;
    PERFORM gate.keep_deputies_within(m.user_id, m.team_id, p_by);
END $$""",
    to=(),
)
SHORTEN = definer(
    """
CREATE OR REPLACE FUNCTION gate.shorten_row(p_membership uuid, p_until timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.teams_membership;
BEGIN
    UPDATE public.teams_membership AS t SET until = p_until WHERE t.id = p_membership RETURNING * INTO STRICT m;
    UPDATE public.teams_teampermission AS g SET until = p_until WHERE g.membership_id = p_membership;
    PERFORM gate.keep_deputies_within(m.user_id, m.team_id, NULL);
END $$""",
    to=(),
)
DEPUTIES_WITHIN = definer(
    """
CREATE OR REPLACE FUNCTION gate.keep_deputies_within(p_who uuid, p_team uuid, p_by uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    acting public.teams_membership;
    own_end timestamptz;
BEGIN
    FOR acting IN SELECT * FROM public.teams_membership AS t
                  WHERE t.user_id = p_who AND t.team_id = p_team AND t.state = 'current' AND t.role = 'acting_manager'
    LOOP
        SELECT max(coalesce(o.until, 'infinity')) INTO own_end FROM public.teams_membership AS o
        WHERE o.user_id = p_who AND o.team_id = p_team AND o.state = 'current' AND o.role IN ('worker', 'service_manager')
          AND o.since <= greatest(acting.since, gate.clock());
        IF own_end IS NULL OR own_end <= greatest(acting.since, gate.clock()) THEN
            PERFORM gate.end_row(acting.id, gate.clock(), p_by, 'Their own membership ends first');
        ELSIF own_end < acting.until THEN
            UPDATE public.teams_membership AS t SET until = own_end WHERE t.id = acting.id;
            UPDATE public.teams_teampermission AS g SET until = own_end WHERE g.membership_id = acting.id;
        END IF;
    END LOOP;
END $$""",
    to=(),
)
# A request to change what has ended must not bring it back when somebody confirms it later.
DROP_CHANGES = definer(
    """
CREATE OR REPLACE FUNCTION gate.drop_changes_to(p_membership uuid, p_by uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.teams_membership AS t
    SET state = 'declined', ended_by_id = p_by, ended_at = gate.clock(), end_reason = 'What it would have changed has ended'
    WHERE t.follows_id = p_membership AND t.state = 'asked'
$$""",
    to=(),
)
# A change takes over from what it follows in the same instant, so that nobody is in the team twice, or between two.
BEGIN = definer(
    """
CREATE OR REPLACE FUNCTION gate.begin_membership(p_membership uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.teams_membership;
    before public.teams_membership;
BEGIN
    SELECT * INTO STRICT m FROM public.teams_membership AS t WHERE t.id = p_membership AND t.state = 'asked' FOR UPDATE;
    m.since := greatest(m.since, gate.clock());
    IF m.until <= m.since OR (m.role = 'acting_manager'
                              AND NOT gate.works_throughout(m.user_id, m.team_id, m.since, m.until)) THEN
        RAISE EXCEPTION 'its time has passed' USING ERRCODE = '22007';
    END IF;
    SELECT * INTO before FROM public.teams_membership AS t WHERE t.id = m.follows_id AND t.state = 'current' FOR UPDATE;
    IF before.id IS NOT NULL AND before.since < m.since AND (before.until IS NULL OR before.until > m.since) THEN
        UPDATE public.teams_membership AS t SET until = m.since WHERE t.id = before.id;
        UPDATE public.teams_teampermission AS g SET until = m.since WHERE g.membership_id = before.id;
    END IF;
    IF before.since >= m.since THEN
        PERFORM gate.end_row(before.id, gate.clock(), m.confirmed_by_id, 'Changed before it began');
    END IF;
    UPDATE public.teams_membership AS t SET state = 'current', confirmed_at = gate.clock(), since = m.since
    WHERE t.id = p_membership;
    INSERT INTO public.teams_teampermission (id, permission_id, user_id, content_object_id, membership_id, since, until)
    SELECT gen_random_uuid(), p.id, m.user_id, m.team_id, m.id, m.since, m.until
    FROM public.teams_roleverb AS r
    JOIN public.django_content_type AS c ON c.app_label = 'teams' AND c.model = 'team'
    JOIN public.auth_permission AS p ON p.content_type_id = c.id AND p.codename = r.verb
    WHERE r.role = m.role;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the role brings nothing' USING ERRCODE = '22023';
    END IF;
    IF before.since < m.since AND m.since <= gate.clock() THEN
        PERFORM gate.end_row(before.id, m.since, m.confirmed_by_id, 'Changed: ' || m.reason);
    END IF;
    PERFORM gate.keep_deputies_within(m.user_id, m.team_id, m.confirmed_by_id);
END $$""",
    to=(),
)

ASK = definer(
    """
CREATE OR REPLACE FUNCTION gate.ask_membership(
    p_team uuid, p_username text, p_role text, p_reason text, p_employment text DEFAULT 'staff',
    p_since timestamptz DEFAULT NULL, p_until timestamptz DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid;
    who uuid;
BEGIN
    IF p_team <> ALL (gate.teams_where('manage_members')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    SELECT u.id INTO who FROM public.teams_user AS u WHERE u.username = p_username AND u.is_active;
    IF who IS NULL THEN
        RAISE EXCEPTION 'nobody has this user name' USING ERRCODE = 'P0002';
    END IF;
    IF p_role = 'acting_manager' THEN
        RAISE EXCEPTION 'a deputy is named, not asked for' USING ERRCODE = '22023';
    END IF;
    made := gate.new_membership(p_team, who, p_role, p_reason, p_employment, p_since, p_until, NULL);
    IF NOT (SELECT t.confirm_memberships FROM public.teams_team AS t WHERE t.id = p_team) THEN
        PERFORM gate.begin_membership(made);
    END IF;
    RETURN made;
END $$""",
    drop="DROP FUNCTION gate.ask_membership(uuid, text, text, text)",
)
CHANGE = definer(
    """
CREATE OR REPLACE FUNCTION gate.change_membership(
    p_membership uuid, p_role text, p_reason text, p_employment text, p_since timestamptz, p_until timestamptz)
RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.teams_membership;
    made uuid;
BEGIN
    SELECT * INTO m FROM public.teams_membership AS t WHERE t.id = p_membership FOR UPDATE;
    IF NOT FOUND OR m.team_id <> ALL (gate.teams_where('manage_members')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF m.state <> 'current' OR m.until <= gate.clock() THEN
        RAISE EXCEPTION 'already ended' USING ERRCODE = '55000';
    END IF;
    IF 'acting_manager' IN (m.role, p_role) THEN
        RAISE EXCEPTION 'a deputy is named, not changed' USING ERRCODE = '22023';
    END IF;
    made := gate.new_membership(m.team_id, m.user_id, p_role, p_reason, p_employment, p_since, p_until, m.id);
    IF NOT (SELECT t.confirm_memberships FROM public.teams_team AS t WHERE t.id = m.team_id) THEN
        PERFORM gate.begin_membership(made);
    END IF;
    RETURN made;
END $$"""
)
# The manager names a deputy alone; whoever else may ask, an administrator or an acting manager, needs a second person.
NAME_DEPUTY = definer(
    """
CREATE OR REPLACE FUNCTION gate.name_deputy(
    p_team uuid, p_who uuid, p_reason text, p_since timestamptz, p_until timestamptz) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid;
    starts timestamptz := greatest(p_since, gate.clock());
BEGIN
    IF p_team <> ALL (gate.teams_where('manage_members')) AND p_team <> ALL (gate.teams_where('confirm_members')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF p_until IS NULL OR p_until <= starts THEN
        RAISE EXCEPTION 'acting is for set dates' USING ERRCODE = '22007';
    END IF;
    IF NOT gate.works_throughout(p_who, p_team, starts, p_until) THEN
        RAISE EXCEPTION 'not in the team all that time' USING ERRCODE = 'P0002';
    END IF;
    made := gate.new_membership(p_team, p_who, 'acting_manager', p_reason, 'staff', starts, p_until, NULL);
    IF EXISTS (SELECT FROM public.teams_membership AS m
               WHERE m.user_id = gate.actor_id() AND m.team_id = p_team AND m.role = 'service_manager'
                 AND m.state = 'current' AND tstzrange(m.since, m.until) @> gate.clock()) THEN
        UPDATE public.teams_membership SET confirmed_by_id = gate.actor_id() WHERE teams_membership.id = made;
        PERFORM gate.begin_membership(made);
        PERFORM gate.write_event('membership', ARRAY[made, p_who], ARRAY[p_team], 'deputy');
    END IF;
    RETURN made;
END $$"""
)
END = definer(
    """
CREATE OR REPLACE FUNCTION gate.end_membership(
    p_membership uuid, p_reason text, p_at timestamptz DEFAULT NULL) RETURNS void
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
    IF p_at IS NULL OR p_at <= gate.clock() OR m.state = 'asked' OR p_at <= m.since THEN
        PERFORM gate.end_row(p_membership, gate.clock(), gate.actor_id(), p_reason);
        PERFORM gate.drop_changes_to(p_membership, gate.actor_id());
    ELSIF p_at > m.until THEN
        -- A longer membership is a new request, which a second person confirms.
        RAISE EXCEPTION 'an end is only brought forward' USING ERRCODE = '22007';
    ELSE
        UPDATE public.teams_membership AS t SET ended_by_id = gate.actor_id(), end_reason = p_reason
        WHERE t.id = p_membership;
        PERFORM gate.shorten_row(p_membership, p_at);
    END IF;
    PERFORM gate.write_event('membership', ARRAY[p_membership, m.user_id], ARRAY[m.team_id], 'end');
END $$""",
    drop="DROP FUNCTION gate.end_membership(uuid, text)",
)
# The gates shut at the instant itself; this only closes the rows, and the sessions, of those whose time has passed.
CLOSE_PAST = definer(
    """
CREATE OR REPLACE FUNCTION gate.close_past_memberships() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.teams_membership;
    closed integer := 0;
BEGIN
    IF NOT gate.is_worker() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    FOR m IN SELECT * FROM public.teams_membership AS t
             WHERE t.state IN ('asked', 'current') AND t.until <= gate.clock()
             ORDER BY t.role = 'acting_manager' DESC, t.id FOR UPDATE SKIP LOCKED
    LOOP
        PERFORM gate.end_row(m.id, m.until, m.ended_by_id, coalesce(nullif(m.end_reason, ''), CASE m.state
            WHEN 'asked' THEN 'Nobody answered before it would have ended' ELSE 'Its time was over' END));
        PERFORM gate.drop_changes_to(m.id, NULL);
        PERFORM gate.write_event('membership', ARRAY[m.id, m.user_id], ARRAY[m.team_id], 'over');
        closed := closed + 1;
    END LOOP;
    RETURN closed;
END $$"""
)

# Holds for whoever writes, the owner included.
HISTORY = sql(
    """CREATE OR REPLACE FUNCTION gate.keep_membership_history() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.state IN ('ended', 'declined')
           OR (NEW.id, NEW.user_id, NEW.team_id, NEW.role, NEW.asked_at, NEW.asked_by_id, NEW.employment, NEW.follows_id)
              IS DISTINCT FROM
              (OLD.id, OLD.user_id, OLD.team_id, OLD.role, OLD.asked_at, OLD.asked_by_id, OLD.employment, OLD.follows_id)
           OR (OLD.state = 'current' AND NEW.since IS DISTINCT FROM OLD.since)
           OR (OLD.until IS NOT NULL AND (NEW.until IS NULL OR NEW.until > OLD.until)) THEN
            RAISE EXCEPTION 'membership history is kept, and nobody’s time is lengthened' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE FUNCTION gate.one_membership_at_a_time() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        -- Two that begin at once wait for each other here.
        PERFORM FROM public.teams_user AS u WHERE u.id = NEW.user_id FOR UPDATE;
        IF EXISTS (
            SELECT FROM public.teams_membership AS m
            WHERE m.user_id = NEW.user_id AND m.team_id = NEW.team_id AND m.id <> NEW.id
              AND m.state IN ('current', 'ended') AND m.since IS NOT NULL AND m.confirmed_at IS NOT NULL
              AND (m.role = 'acting_manager') = (NEW.role = 'acting_manager')
              AND tstzrange(m.since, CASE WHEN m.ended_at IS NULL THEN m.until
                                     ELSE greatest(m.since, least(m.ended_at, m.until)) END)
                  && tstzrange(NEW.since, NEW.until)) THEN
            RAISE EXCEPTION 'in the team already' USING ERRCODE = '23505';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.one_membership_at_a_time() FROM PUBLIC",
    """CREATE TRIGGER one_at_a_time BEFORE INSERT OR UPDATE ON teams_membership
       FOR EACH ROW WHEN (NEW.state = 'current') EXECUTE FUNCTION gate.one_membership_at_a_time()""",
    "REVOKE UPDATE (since, membership_id) ON teams_teampermission FROM pps_definer",
)


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0010_approve_referrals"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="membership",
            name="one_live_membership",
        ),
        migrations.AddField(
            model_name="membership",
            name="employment",
            field=models.CharField(
                choices=[
                    ("staff", "Member of staff"),
                    ("agency", "Agency worker"),
                    ("volunteer", "Volunteer"),
                    ("student", "Student on placement"),
                ],
                db_default="staff",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="follows",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.membership"
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("worker", "Caseworker"),
                    ("service_manager", "Service manager"),
                    ("message_taker", "Message taker"),
                    ("administrator", "Administrator"),
                    ("acting_manager", "Acting manager"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="roleverb",
            name="role",
            field=models.CharField(
                choices=[
                    ("worker", "Caseworker"),
                    ("service_manager", "Service manager"),
                    ("message_taker", "Message taker"),
                    ("administrator", "Administrator"),
                    ("acting_manager", "Acting manager"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("user", "team"), name="one_request_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since__isnull", True), ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                ),
                name="a_membership_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "acting_manager"), _negated=True),
                    models.Q(("since__isnull", False), ("until__isnull", False)),
                    _connector="OR",
                ),
                name="acting_is_for_set_dates",
            ),
        ),
        ROLE_VERBS,
        IS_WORKER,
        NEW,
        COVERED,
        SHORTEN,
        DEPUTIES_WITHIN,
        END_ROW,
        DROP_CHANGES,
        BEGIN,
        ASK,
        CHANGE,
        NAME_DEPUTY,
        END,
        CLOSE_PAST,
        HISTORY,
    ]
