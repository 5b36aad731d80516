"""Each membership is confirmed again every quarter, and what a member was trained in and agreed to has its dates."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql


def person() -> models.ForeignKey:
    """Somebody of the staff."""
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


def team() -> models.ForeignKey:
    """The team it is about."""
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team")


def key() -> models.UUIDField:
    """A random key."""
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


KINDS = [
    ("agreement", "Confidentiality agreement"),
    ("dbs", "DBS check"),
    ("data_protection", "Training in data protection"),
    ("safeguarding_2", "Training in safeguarding, level 2"),
    ("safeguarding_3", "Training in safeguarding, level 3"),
    ("legal", "Legal training"),
]
TABLES = (
    migrations.CreateModel(
        name="Recertification",
        fields=[
            ("id", key()),
            ("at", models.DateTimeField()),
            ("by", person()),
            (
                "membership",
                models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.membership"),
            ),
            ("team", team()),
        ],
        options={
            "default_permissions": (),
            "indexes": [models.Index(fields=["membership", "-at"], name="still_right_when")],
        },
    ),
    migrations.CreateModel(
        name="StaffDate",
        fields=[
            ("id", key()),
            ("kind", models.CharField(choices=KINDS, max_length=20)),
            ("on", models.DateField(null=True)),
            ("recorded_at", models.DateTimeField()),
            ("recorded_by", person()),
            ("team", team()),
            ("user", person()),
        ],
        options={
            "default_permissions": (),
            "indexes": [models.Index(fields=["user", "team", "-recorded_at"], name="dates_of_somebody")],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("kind__in", [kind for kind, _ in KINDS])), name="a_date_is_of_a_kind"
                ),
                models.CheckConstraint(
                    condition=models.Q(("recorded_by", models.F("user")), _negated=True),
                    name="nobody_vouches_for_themselves",
                ),
            ],
        },
    ),
)
HISTORY = sql(
    "GRANT SELECT, INSERT ON teams_recertification, teams_staffdate TO pps_definer",
    """CREATE FUNCTION gate.keep_what_was_certified() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        RAISE EXCEPTION 'what was certified is kept' USING ERRCODE = '42501';
    END $$""",
    "REVOKE ALL ON FUNCTION gate.keep_what_was_certified() FROM PUBLIC",
    *(
        f"CREATE TRIGGER history BEFORE UPDATE OR DELETE ON teams_{table}"
        " FOR EACH ROW EXECUTE FUNCTION gate.keep_what_was_certified()"
        for table in ("recertification", "staffdate")
    ),
)
# The manager says of everybody else that they are rightly there; of a manager, another manager or an administrator does.
RECERTIFY = definer(
    """
CREATE OR REPLACE FUNCTION gate.recertify(p_memberships uuid[]) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    confirms uuid[] := gate.teams_where('confirm_members');
    manages uuid[] := gate.teams_where('manage_members');
    done integer;
BEGIN
    INSERT INTO public.teams_recertification (id, membership_id, team_id, by_id, at)
    SELECT gen_random_uuid(), m.id, m.team_id, gate.actor_id(), gate.clock() FROM public.teams_membership AS m
    WHERE m.id = ANY (p_memberships) AND m.user_id <> gate.actor_id() AND m.state = 'current'
      AND m.since <= gate.clock() AND (m.until IS NULL OR m.until > gate.clock())
      AND (m.team_id = ANY (confirms)
           OR (m.team_id = ANY (manages) AND m.role IN ('service_manager', 'acting_manager')));
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done = 0 OR done < (SELECT count(DISTINCT each) FROM unnest(p_memberships) AS each) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.write_event('membership', p_memberships, ARRAY(
        SELECT DISTINCT m.team_id FROM public.teams_membership AS m WHERE m.id = ANY (p_memberships)), 'still right');
    RETURN done;
END $$"""
)
RECORD = definer(
    """
CREATE OR REPLACE FUNCTION gate.record_staff_date(p_membership uuid, p_kind text, p_on date) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.teams_membership;
BEGIN
    SELECT * INTO m FROM public.teams_membership AS t WHERE t.id = p_membership;
    IF NOT FOUND OR m.team_id <> ALL (gate.teams_where('confirm_members')) OR m.user_id = gate.actor_id() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF p_on > (gate.clock() AT TIME ZONE 'Europe/London')::date THEN
        RAISE EXCEPTION 'not yet' USING ERRCODE = '22007';
    END IF;
    INSERT INTO public.teams_staffdate (id, user_id, team_id, kind, "on", recorded_by_id, recorded_at)
    VALUES (gen_random_uuid(), m.user_id, m.team_id, p_kind, p_on, gate.actor_id(), gate.clock());
    PERFORM gate.write_event('membership', ARRAY[p_membership, m.user_id], ARRAY[m.team_id], 'dates');
END $$"""
)
MANAGED = (
    "team_id = ANY ((SELECT gate.teams_where('manage_members'))::uuid[])"
    " OR team_id = ANY ((SELECT gate.teams_where('confirm_members'))::uuid[])"
)
# An administrator reads nobody's dates but her own.
OWN_OR_MANAGED = (
    "user_id = (SELECT gate.actor_id()) OR team_id = ANY ((SELECT gate.teams_where('confirm_members'))::uuid[])"
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0012_passwords_of_two_halves")]
    operations = [
        *TABLES,
        HISTORY,
        RECERTIFY,
        RECORD,
        *(row_security(f"teams_{table}") for table in ("recertification", "staffdate")),
        grant("SELECT", "teams_recertification, teams_staffdate"),
        policy("teams_recertification", "for_those_who_manage", "SELECT", using=MANAGED),
        policy("teams_staffdate", "own_and_managed", "SELECT", using=OWN_OR_MANAGED),
    ]
