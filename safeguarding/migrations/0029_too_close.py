"""Who decides for a department that is in dispute with the parent discusses nothing (§3.11); a mark on the body is written
once; and whom the case knows for another reason as well is not hidden with what was told in secret."""

from django.db import migrations

from cases.migrations._gates import gates
from foundation.rowsecurity.operations import definer, grant, policy, sql

INJURY = sql(
    "ALTER TABLE safeguarding_injury ADD CONSTRAINT injury_is_of_the_concern"
    " FOREIGN KEY (concern_id, case_id) REFERENCES safeguarding_concern (id, case_id)",
    "ALTER TABLE safeguarding_injury ADD CONSTRAINT injury_has_the_cases_team"
    " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)",
    "ALTER TABLE safeguarding_injury ADD CONSTRAINT an_injury_says_where_and_what"
    " CHECK (place IS NOT NULL AND words IS NOT NULL)",
    "CREATE TRIGGER a_stamped BEFORE INSERT ON safeguarding_injury"
    " FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()",
)
KNOWN = (
    "EXISTS (SELECT FROM safeguarding_concern AS known WHERE known.id = safeguarding_injury.concern_id"
    " AND known.case_id = safeguarding_injury.case_id)"
)
# Those whom somebody passed over, and those who decide for a department in dispute, by themselves.
PASSED_OVER = definer(
    """
CREATE OR REPLACE FUNCTION gate.nobody_passed_over_discusses() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.safeguarding_attempt AS a
               WHERE a.concern_id = NEW.concern_id AND a.manager_id = NEW.manager_id AND a.result = 'conflict')
       OR EXISTS (SELECT FROM public.safeguarding_rotaslot AS r
                  JOIN public.safeguarding_concern AS c ON c.id = NEW.concern_id AND c.team_id = r.team_id
                  WHERE r.manager_id = NEW.manager_id AND r.withdrawn_at IS NULL
                    AND r.ends_at > gate.clock() - interval '14 days' AND r.department = ANY (c.disputes)) THEN
        RAISE EXCEPTION 'somebody who was passed over discusses nothing' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# Somebody outside whom the case knows for such a reason and no other: a row about the same office, of what was not
# shared, of a permission or of a request, would go with it and so tell.
RECIPIENTS = definer(
    """
CREATE OR REPLACE FUNCTION gate.recipients_kept() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept uuid[] := gate.disclosures_kept();
BEGIN
    RETURN gate.with_decoys(gate.actor_id(), ARRAY(
        SELECT d.recipient_id FROM public.cases_disclosure AS d
        JOIN public.cases_recipient AS r ON r.id = d.recipient_id
        WHERE d.id = ANY (kept) AND r.kind IN ('safeguarding', 'emergency', 'police', 'senior_manager')
          AND NOT EXISTS (SELECT FROM public.cases_disclosure AS o
                          WHERE o.recipient_id = r.id AND o.id <> ALL (kept))
          AND NOT EXISTS (SELECT FROM public.cases_keptback AS o WHERE o.recipient_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_consent AS o WHERE o.recipient_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_informationrequest AS o WHERE o.holder_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_arrival AS o WHERE o.holder_id = r.id)));
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0028_more_is_asked"), ("consent", "0007_renewed_and_taken_back")]
    operations = [
        INJURY,
        *gates("safeguarding_injury", "case_id", author="recorded_by_id"),
        policy("safeguarding_injury", "with_the_concern", "ALL", using=KNOWN, restrictive=True),
        grant("UPDATE (taken_back_at)", "safeguarding_injury"),
        grant("UPDATE (was_seen, can_reach_them, works_with_children, disputes)", "safeguarding_concern"),
        sql(
            "GRANT SELECT ON cases_keptback, consent_consent, consent_informationrequest, consent_arrival TO pps_definer"
        ),
        PASSED_OVER,
        RECIPIENTS,
    ]
