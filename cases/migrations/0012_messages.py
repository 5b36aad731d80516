"""Messages left for the team by whoever answers the telephone, and the one function that hands out their keys."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

WORKERS = "team_id = ANY ((SELECT gate.teams_where('work_cases'))::uuid[])"
# In one's own name, waiting for somebody, and for a worker of that team or for nobody in particular.
LEFT_IN_ORDER = (
    "team_id = ANY ((SELECT gate.teams_where('take_messages'))::uuid[])"
    " AND recorded_by_id = (SELECT gate.actor_id()) AND done_at IS NULL AND tries = 0 AND tried_at IS NULL"
    " AND (for_whom_id IS NULL OR for_whom_id = ANY (gate.workers_of(team_id)))"
)
READS = sql("GRANT SELECT ON cases_message TO pps_definer")
RULES = sql(
    """CREATE TRIGGER stamped BEFORE INSERT ON cases_message
       FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()""",
    """CREATE TRIGGER taken_by_one_person BEFORE INSERT OR UPDATE ON cases_message
       FOR EACH ROW EXECUTE FUNCTION gate.taken_by_one_person()""",
    """CREATE TRIGGER done_in_ones_own_name BEFORE UPDATE ON cases_message
       FOR EACH ROW EXECUTE FUNCTION gate.done_in_ones_own_name()""",
    "GRANT UPDATE (taken_by_id, taken_at, tries, tried_at, done_at, done_by_id, outcome) ON cases_message TO pps_app",
)
# The key is stored by whoever left the message, once; no function gives it back to them.
ADD_KEY = definer(
    """
CREATE OR REPLACE FUNCTION gate.add_message_key(p_message uuid, p_wrapped bytea, p_number text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_message AS m
                   WHERE m.id = p_message AND m.recorded_by_id = gate.actor_id()
                     AND m.team_id = ANY (gate.teams_where('take_messages'))) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.scope_key (scope, purpose, version, number, wrapped)
    VALUES (p_message, 'content', 1, p_number, p_wrapped);
END $$"""
)
OPEN = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_messages(p_messages uuid[], p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine uuid[] := gate.teams_where('work_cases');
    allowed uuid[];
    theirs uuid[];
BEGIN
    SELECT array_agg(m.id), array_agg(DISTINCT m.team_id) INTO allowed, theirs FROM public.cases_message AS m
    WHERE m.id = ANY (p_messages) AND m.team_id = ANY (mine);
    IF coalesce(cardinality(allowed), 0) < cardinality(p_messages) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.write_event('messages_read', allowed, theirs, p_page);
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = ANY (allowed) AND k.purpose = 'content';
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_life_guarded"),
        ("teams", "0009_message_takers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("caller", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("telephone", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("may_leave_message", models.BooleanField(default=False)),
                ("about", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("promised_at", models.DateTimeField(verbose_name="when they were promised a call")),
                ("recorded_at", models.DateTimeField(verbose_name="when it was left")),
                ("taken_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="how often nobody was reached")),
                ("tried_at", models.DateTimeField(null=True, verbose_name="when it was last tried")),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("called_back", "They were called back"),
                            ("not_reached", "Nobody was reached, and we stop trying"),
                            ("not_needed", "They need no call any more"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "for_whom",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["team", "promised_at", "id"],
                        name="message_waits",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True), ("outcome", "")),
                            models.Q(
                                ("done_at__isnull", False),
                                ("done_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_finished_message_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                            models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_taken_message_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("about__isnull", False), ("caller__isnull", False)),
                        name="a_message_says_who_and_what",
                    ),
                ],
            },
        ),
        READS,
        row_security("cases_message"),
        policy("cases_message", "for_workers", "SELECT", using=WORKERS),
        policy("cases_message", "left_in_ones_own_name", "INSERT", check=LEFT_IN_ORDER),
        policy("cases_message", "changed_by_workers", "UPDATE", using=WORKERS, check=WORKERS),
        grant("SELECT, INSERT", "cases_message"),
        RULES,
        ADD_KEY,
        OPEN,
    ]
