"""The departments with which a parent is in dispute, and those that people of the rota decide for, are of one list; a report of
a sexual offence is to the police or the council, which is an answer and no text (§2.6). Who has looked at a case says nothing
of the pages of a concern that is kept from whoever reads it (§4.6). Days and laws are read by whoever is in a team."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from foundation.rowsecurity.context import WORKER
from foundation.rowsecurity.operations import definer, grant, sql

DEPARTMENTS = ["admissions", "adults", "attendance", "early_help", "housing", "send", "social_care", "transport"]
BODIES = [("police", "The police"), ("local_authority", "The council")]
ASKED = {
    "ca2004_s16la": ("share_relevant", "share_harms", "share_with", "child_identifier"),
    "cpa2026_report": ("csa_suspected", "reported", "report_delay"),
}
SAYS = " OR ".join(
    "("
    + " OR ".join(
        f"NEW.{name} IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.{name} IS DISTINCT FROM OLD.{name})" for name in names
    )
    + f") AND NOT gate.law_is_on('{code}')"
    for code, names in ASKED.items()
)
ON = sql(
    f"""CREATE OR REPLACE FUNCTION gate.laws_are_on() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF {SAYS} OR NEW.reported_to <> '{{}}' AND (TG_OP = 'INSERT' OR NEW.reported_to <> OLD.reported_to)
           AND NOT gate.law_is_on('cpa2026_report') THEN
            RAISE EXCEPTION 'this is asked from the day of its law on' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END $$"""
)
# What is met by whoever marks it as met is not reported by that.
CLOSES = definer(
    """
CREATE OR REPLACE FUNCTION gate.laws_are_kept() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.safeguarding_duty AS d
               WHERE d.concern_id = NEW.concern_id AND d.kind = 'report' AND d.met_at IS NULL)
       OR gate.law_is_on('cpa2026_report')
          AND EXISTS (SELECT FROM public.safeguarding_concern AS c
                      WHERE c.id = NEW.concern_id AND c.csa_suspected AND c.reported_to = '{}')
       OR gate.law_is_on('ca2004_s16la')
          AND EXISTS (SELECT FROM public.safeguarding_concern AS c
                      WHERE c.id = NEW.concern_id AND c.subject IN ('child', 'self_harm'))
          AND NOT EXISTS (SELECT FROM public.safeguarding_sharedecision AS s
                          WHERE s.concern_id = NEW.concern_id AND s.recorded_at >= gate.round_began(NEW.concern_id)) THEN
        RAISE EXCEPTION 'what a law asks is still open' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# A page of a concern is a look at its case as well: both were recorded at once, and they are out of sight together. That
# somebody opened the form that raises one goes with it, when it is they who raised it.
LOOKS = definer(
    """
CREATE OR REPLACE FUNCTION gate.looks_at(p_case uuid, p_before timestamptz, p_most integer)
RETURNS TABLE (id uuid, at timestamptz, actor uuid, verb text, objects_shown uuid[], teams uuid[], page text,
               address inet)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    kept uuid[];
    authors uuid[] := '{}';
    together xid8[] := '{}';
    about_them uuid[];
    moments xid8[];
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_case AS c
                   WHERE c.id = p_case AND c.team_id = ANY (gate.teams_where('read_looks'))
                     AND c.id <> ALL (gate.excluded_cases())) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    -- The look itself is recorded by the hand-out of the page's keys; without it there is nothing to read.
    IF NOT EXISTS (SELECT FROM public.audit_accessevent AS e
                   WHERE e.objects_shown @> ARRAY[p_case] AND e.verb = 'looks_read' AND e.actor = who
                     AND e.xid = pg_current_xact_id() AND e.at > clock_timestamp() - interval '1 hour') THEN
        RAISE EXCEPTION 'this look is not on the record' USING ERRCODE = '42501';
    END IF;
    kept := ARRAY(SELECT c.id FROM public.safeguarding_concern AS c
                  WHERE c.case_id = p_case AND NOT gate.knows_concern(c.id, 'see_cases'));
    IF kept <> '{}' THEN
        authors := ARRAY(SELECT c.raised_by_id FROM public.safeguarding_concern AS c WHERE c.id = ANY (kept));
        together := ARRAY(SELECT k.xid FROM public.audit_accessevent AS k WHERE k.objects_shown && kept);
    END IF;
    about_them := ARRAY(SELECT c.id FROM public.cases_conflict AS c
                        WHERE c.case_id = p_case AND c.colleague_id = who);
    moments := ARRAY(SELECT e.xid FROM public.audit_accessevent AS e
                     WHERE e.objects_shown && about_them AND e.verb = 'access_changed' AND e.actor <> who);
    RETURN QUERY
        SELECT e.id, e.at, e.actor, e.verb, '{}'::uuid[], '{}'::uuid[], e.page, e.address
        FROM public.audit_accessevent AS e
        WHERE e.objects_shown @> ARRAY[p_case] AND (p_before IS NULL OR e.at < p_before)
          AND NOT e.objects_shown && kept AND e.xid <> ALL (moments)
          AND NOT (e.page LIKE 'safeguarding:%' AND (
              e.xid = ANY (together) OR e.page = 'safeguarding:raise' AND e.actor = ANY (authors)))
        ORDER BY e.at DESC, e.id LIMIT least(p_most, 200);
END $$"""
)
IN_A_TEAM = (
    "team_id = ANY ((SELECT gate.actor_teams())::uuid[])"
    f" OR agreed IS TRUE AND ((SELECT gate.actor_teams())::uuid[] <> '{{}}' OR (SELECT gate.actor_id()) = '{WORKER}'::uuid)"
)


def held(model: str, name: str, condition: models.Q) -> migrations.AddConstraint:
    return migrations.AddConstraint(model, models.CheckConstraint(condition=condition, name=name))


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0034_begun_and_left")]
    operations = [
        migrations.AddField(
            "concern",
            "reported_to",
            ArrayField(models.CharField(choices=BODIES, max_length=20), db_default=[], default=list),
        ),
        grant("UPDATE (reported_to)", "safeguarding_concern"),
        held("concern", "a_dispute_is_with_a_department", models.Q(disputes__contained_by=DEPARTMENTS)),
        held(
            "concern",
            "a_report_is_to_police_or_council",
            models.Q(reported_to__contained_by=["local_authority", "police"]),
        ),
        held("concern", "a_report_says_to_whom", models.Q(reported=None) | ~models.Q(reported_to=[])),
        held(
            "rotaslot",
            "a_turn_is_of_a_department",
            models.Q(department__in=["", "Information governance", *DEPARTMENTS]),
        ),
        ON,
        CLOSES,
        LOOKS,
        sql(
            f"ALTER POLICY agreed_or_of_the_team ON safeguarding_calendarday USING ({IN_A_TEAM})",
            f"ALTER POLICY agreed_or_of_the_team ON safeguarding_lawdate USING ({IN_A_TEAM})",
        ),
    ]
