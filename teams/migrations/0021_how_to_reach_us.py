"""How families reach a service is each service's own, and its administrators' and managers' to say: versions of it, of
which the last one holds. What stood on a paper when it was given can be shown again."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

CAN_BE_REACHED = models.Q(
    ("email__regex", "^[^@\\s]+@[^@\\s]+$"),
    ("name__regex", "\\S"),
    ("post__regex", "\\S"),
    ("telephone__regex", "^[+(]?[0-9][0-9 ()-]{4,28}$"),
)
TABLE = migrations.CreateModel(
    name="WayToUs",
    fields=[
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("service", models.CharField(max_length=120)),
        ("version", models.PositiveIntegerField()),
        ("name", models.CharField(max_length=120, verbose_name="what the service is called")),
        ("telephone", models.CharField(max_length=30)),
        ("email", models.CharField(max_length=254, verbose_name="e-mail")),
        ("post", models.CharField(max_length=300, verbose_name="postal address")),
        ("web", models.CharField(blank=True, max_length=200, verbose_name="web page")),
        ("hours", models.CharField(blank=True, max_length=200, verbose_name="when somebody answers")),
        ("written_at", models.DateTimeField()),
        (
            "written_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ],
    options={
        "default_permissions": (),
        "constraints": [
            models.UniqueConstraint(fields=("service", "version"), name="a_service_is_reached_one_way_at_a_time"),
            models.CheckConstraint(condition=CAN_BE_REACHED, name="a_service_can_be_reached"),
            models.CheckConstraint(
                condition=models.Q(("web", ""), ("web__regex", "^https?://\\S+$"), _connector="OR"),
                name="a_web_page_is_an_address",
            ),
        ],
    },
)
HISTORY = sql(
    "GRANT SELECT, INSERT ON teams_waytous TO pps_definer",
    "CREATE TRIGGER history BEFORE UPDATE OR DELETE ON teams_waytous"
    " FOR EACH ROW EXECUTE FUNCTION gate.keep_what_was_certified()",
)
# Whoever writes has seen the version that holds: of two who write at once, the second is told.
SAY = definer(
    """
CREATE OR REPLACE FUNCTION gate.say_how_to_reach(
    p_team uuid, p_name text, p_telephone text, p_email text, p_post text, p_web text, p_hours text, p_seen integer)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whose text;
    made uuid := gen_random_uuid();
BEGIN
    SELECT t.service INTO whose FROM public.teams_team AS t
    WHERE t.id = p_team AND t.id = ANY (gate.teams_where('manage_members') || gate.teams_where('confirm_members'));
    IF whose IS NULL THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF p_seen IS DISTINCT FROM coalesce(
        (SELECT max(w.version) FROM public.teams_waytous AS w WHERE w.service = whose), 0) THEN
        RAISE EXCEPTION 'somebody else has changed this' USING ERRCODE = '40001';
    END IF;
    INSERT INTO public.teams_waytous (
        id, service, version, name, telephone, email, post, web, hours, written_by_id, written_at)
    VALUES (made, whose, p_seen + 1, p_name, p_telephone, p_email, p_post, p_web, p_hours, gate.actor_id(),
            gate.clock());
    PERFORM gate.write_event('membership', ARRAY[made], ARRAY(
        SELECT t.id FROM public.teams_team AS t WHERE t.service = whose ORDER BY t.id), 'how families reach us');
EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION 'somebody else has changed this' USING ERRCODE = '40001';
END $$"""
)
FOUND = definer(
    """
CREATE OR REPLACE FUNCTION gate.found_way_to_us(
    p_service text, p_name text, p_telephone text, p_email text, p_post text, p_web text, p_hours text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid := gen_random_uuid();
BEGIN
    INSERT INTO public.teams_waytous (
        id, service, version, name, telephone, email, post, web, hours, written_at)
    VALUES (made, p_service, 1, p_name, p_telephone, p_email, p_post, p_web, p_hours, gate.clock())
    ON CONFLICT (service, version) DO NOTHING;
    IF FOUND THEN
        PERFORM gate.write_event('founded', ARRAY[made], ARRAY(
            SELECT t.id FROM public.teams_team AS t WHERE t.service = p_service ORDER BY t.id), 'how families reach us');
    END IF;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0020_ones_own_address")]
    operations = [
        TABLE,
        HISTORY,
        SAY,
        FOUND,
        row_security("teams_waytous"),
        grant("SELECT", "teams_waytous"),
        # Whoever sees a team, of theirs or of a case they are let into, is told how its service is reached.
        policy("teams_waytous", "of_services_in_sight", "SELECT", using="service IN (SELECT service FROM teams_team)"),
    ]
