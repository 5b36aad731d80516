"""Days of the calendar and dates of laws are said by two people of a team: one who manages it asks, another who works in it
agrees. The latest that was agreed counts; a law's date is moved by that answer and by nothing else (§2.4, §2.6, §4.7)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cases.migrations._gates import MINE
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql
from safeguarding.vocabulary import DayKind, SwitchCode

MANAGES = "team_id = ANY ((SELECT gate.teams_where('approve_referrals'))::uuid[])"
WORKS = "team_id = ANY ((SELECT gate.teams_where('work_cases'))::uuid[])"
TEAMS = "team_id = ANY ((SELECT gate.actor_teams())::uuid[])"

ANSWERED = sql(
    """CREATE FUNCTION gate.stamp_answered_at() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        NEW.answered_at := gate.clock();
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.stamp_answered_at() FROM PUBLIC",
    "GRANT UPDATE (in_force_from) ON safeguarding_switch TO pps_definer",
    "GRANT SELECT ON safeguarding_switch, safeguarding_lawdate TO pps_definer",
)
# Whoever may write a date cannot write the switch: their answer does, in the same statement.
DATED = definer(
    """
CREATE FUNCTION gate.law_is_dated() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.agreed THEN
        UPDATE public.safeguarding_switch AS s SET in_force_from = NEW.in_force_from WHERE s.code = NEW.code;
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)


def fields(*own: tuple[str, models.Field]) -> list[tuple[str, models.Field]]:
    """The columns that both tables have, and those of one."""
    person = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": settings.AUTH_USER_MODEL}
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("why", models.CharField(max_length=200)),
        ("recorded_at", models.DateTimeField()),
        ("answered_at", models.DateTimeField(null=True)),
        ("agreed", models.BooleanField(null=True)),
        *own,
        ("answered_by", models.ForeignKey(null=True, **person)),
        ("asked_by", models.ForeignKey(**person)),
        (
            "team",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
        ),
    ]


def two(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(
            models.Q(("agreed", None), ("answered_at", None), ("answered_by", None)),
            models.Q(
                ("agreed__isnull", False),
                ("answered_at__isnull", False),
                ("answered_by__isnull", False),
                models.Q(("answered_by", models.F("asked_by")), _negated=True),
            ),
            _connector="OR",
        ),
        name=f"{name}_is_said_by_two",
    )


def gates(table: str) -> list[migrations.RunSQL]:
    """Agreed for everybody; asked and answered within a team, by two."""
    return [
        row_security(table),
        policy(table, "agreed_or_of_the_team", "SELECT", using=f"agreed IS TRUE OR {TEAMS}"),
        policy(
            table,
            "asked_by_managers",
            "INSERT",
            check=f"{MANAGES} AND {MINE.format(column='asked_by_id')} AND agreed IS NULL",
        ),
        policy(
            table,
            "answered_by_another",
            "UPDATE",
            using=f"{WORKS} AND agreed IS NULL AND NOT {MINE.format(column='asked_by_id')}",
            check=f"{WORKS} AND {MINE.format(column='answered_by_id')}",
        ),
        grant("SELECT, INSERT", table),
        grant("UPDATE (agreed, answered_by_id, answered_at)", table),
        sql(
            f"CREATE TRIGGER a_stamped BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()",
            f"CREATE TRIGGER answered BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION gate.stamp_answered_at()",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0024_seen_as_it_stands"),
        ("teams", "0013_still_right"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.DeleteModel("CalendarDay"),
        migrations.CreateModel(
            name="CalendarDay",
            fields=fields(
                ("day", models.DateField()), ("kind", models.CharField(choices=DayKind.choices, max_length=10))
            ),
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_permissions": (),
                "indexes": [models.Index(condition=models.Q(("agreed", True)), fields=["day"], name="day_of_calendar")],
                "constraints": [two("calendarday")],
            },
        ),
        migrations.CreateModel(
            name="LawDate",
            fields=fields(
                ("code", models.CharField(choices=SwitchCode.choices, max_length=40)),
                ("in_force_from", models.DateField(null=True)),
            ),
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_permissions": (),
                "constraints": [two("lawdate")],
            },
        ),
        ANSWERED,
        *gates("safeguarding_calendarday"),
        *gates("safeguarding_lawdate"),
        DATED,
        sql(
            "CREATE TRIGGER dated AFTER UPDATE ON safeguarding_lawdate"
            " FOR EACH ROW EXECUTE FUNCTION gate.law_is_dated()"
        ),
    ]
