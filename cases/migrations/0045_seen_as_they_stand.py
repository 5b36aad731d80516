"""A conflict of interest and a wall count their changes too: whoever looks at one again, or places people at one, says
which change they have seen, and is refused when somebody else has made another since."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from foundation.rowsecurity.operations import definer


def counted(model: str) -> list[migrations.AddField]:
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        db_constraint=False,
        db_index=False,
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
    )
    count = models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name="number of changes")
    return [
        migrations.AddField(model, "edition", count),
        migrations.AddField(model, "edited_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(model, "edited_by", editor),
    ]


REVIEW_CONFLICT = definer(
    """
CREATE OR REPLACE FUNCTION gate.review_conflict(
    p_id uuid, p_mitigation text, p_until timestamptz, p_review date, p_seen integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.cases_conflict := gate.conflict_to_decide(p_id);
BEGIN
    IF found.edition IS DISTINCT FROM p_seen THEN
        RAISE EXCEPTION 'somebody else has changed this' USING ERRCODE = '40001';
    END IF;
    UPDATE public.cases_conflict AS c
    SET mitigation = p_mitigation, until = p_until, review_due = p_review, reviewed_at = gate.clock(),
        reviewed_by_id = gate.actor_id(), edition = c.edition + 1, edited_at = gate.clock(),
        edited_by_id = gate.actor_id()
    WHERE c.id = p_id;
    DELETE FROM public.cases_caseexclusion AS e WHERE e.source = p_id;
    IF p_mitigation = 'block' THEN
        INSERT INTO public.cases_caseexclusion (id, user_id, case_id, until, source)
        VALUES (gen_random_uuid(), found.colleague_id, found.case_id, p_until, p_id);
    END IF;
    PERFORM gate.write_event('access_changed', ARRAY[found.case_id, p_id], ARRAY[found.team_id], 'conflict reviewed');
END $$""",
    drop="DROP FUNCTION gate.review_conflict(uuid, text, timestamptz, date)",
)
PLACE = definer(
    """
CREATE OR REPLACE FUNCTION gate.place_at_wall(p_wall uuid, p_who uuid, p_side text, p_seen integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wall public.cases_wall := gate.standing_wall(p_wall);
BEGIN
    IF p_side = 'both' AND wall.team_id <> ALL (gate.held(p_who, 'manage_conflicts')) THEN
        RAISE EXCEPTION 'only a manager reads both' USING ERRCODE = '42501';
    END IF;
    IF wall.team_id <> ALL (gate.held(p_who, 'see_cases')) AND NOT EXISTS (
        SELECT FROM public.cases_wallside AS s WHERE s.wall_id = p_wall AND s.colleague_id = p_who) THEN
        RAISE EXCEPTION 'nobody who could see the files' USING ERRCODE = 'P0002';
    END IF;
    IF wall.edition IS DISTINCT FROM p_seen THEN
        RAISE EXCEPTION 'somebody else has changed this' USING ERRCODE = '40001';
    END IF;
    PERFORM gate.write_side(p_wall, p_who, p_side);
    UPDATE public.cases_wall AS w
    SET edition = w.edition + 1, edited_at = gate.clock(), edited_by_id = gate.actor_id() WHERE w.id = p_wall;
    PERFORM gate.write_event('access_changed', ARRAY[wall.case_id, wall.other_case_id, p_wall], ARRAY[wall.team_id],
                               'placed at a wall');
    RETURN p_seen + 1;
END $$""",
    drop="DROP FUNCTION gate.place_at_wall(uuid, uuid, text)",
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0043_caseload"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [*counted("conflict"), *counted("wall"), REVIEW_CONFLICT, PLACE]
