"""A message that was left reaches nobody; and who is told when something in a contact worried its worker."""

from django.db import migrations, models

from foundation.rowsecurity.operations import definer

NOBODY_REACHED = ("dna", "left_message", "no_answer")
TYPES = [
    ("new_enquiry", "New enquiry"),
    ("follow_up", "Follow-up"),
    ("casework", "Casework"),
    ("admin", "Administration"),
    ("no_answer", "No answer"),
    ("left_message", "Left a message"),
    ("dna", "Did not attend"),
]

# One manager for whoever works on the case; nobody for whoever may not see it. Somebody who is kept out of the case is
# passed over: a task of theirs would tell them that it is there.
MANAGER_OF = definer(
    """
CREATE OR REPLACE FUNCTION gate.manager_of(p_case uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid;
BEGIN
    SELECT c.team_id INTO theirs FROM public.cases_case AS c
    WHERE c.id = p_case AND c.team_id = ANY (gate.teams_where('work_cases')) AND c.id <> ALL (gate.excluded_cases());
    RETURN (
        SELECT u.id FROM public.teams_teampermission AS g
        JOIN public.auth_permission AS p ON p.id = g.permission_id AND p.codename = 'see_restricted'
        JOIN public.teams_user AS u ON u.id = g.user_id AND u.is_active
        WHERE g.content_object_id = theirs AND (g.until IS NULL OR g.until > gate.clock())
          AND NOT EXISTS (SELECT FROM public.cases_caseexclusion AS e
                          WHERE e.case_id = p_case AND e.user_id = u.id AND (e.until IS NULL OR e.until > gate.clock()))
        ORDER BY g.until IS NOT NULL, u.display_name, u.id LIMIT 1);
END $$"""
)


def either(name: str, condition: models.Q) -> list[migrations.operations.base.Operation]:
    """The constraint again, with the kinds of contact that reach nobody as they are now."""
    check = models.CheckConstraint(condition=condition | models.Q(contact_type__in=NOBODY_REACHED), name=name)
    return [migrations.RemoveConstraint("contact", name), migrations.AddConstraint("contact", check)]


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_settings")]
    operations = [
        migrations.AlterField("contact", "contact_type", models.CharField(max_length=15, choices=TYPES)),
        *either("a_conversation_says_what_was_said", models.Q(summary__isnull=False)),
        *either("every_conversation_is_screened", ~models.Q(safeguarding_screen="not_asked")),
        MANAGER_OF,
    ]
