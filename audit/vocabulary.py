"""Every kind of look that is recorded, and how it reads to a manager."""

from django.db.models import TextChoices


class Verb(TextChoices):
    """What somebody did, stored with the ids of what it disclosed. Changes are in the change log instead."""

    CASE_READ = "case_read", "Read the case"
    CASES_LISTED = "cases_listed", "Saw it in a list of cases"
    CASE_OPENED = "case_opened", "Opened it as a new case"
    FORM_OPENED = "form_opened", "Opened a form on the case"
    CHANGED = "changed", "Changed the case"
    SEARCHED = "searched", "Found it by searching"
    ADDRESS_SHOWN = "address_shown", "Looked at a protected address"
    LOOKS_READ = "looks_read", "Read who has looked at the case"
    TEAM_READ = "team_read", "Read a team's members"
    SEARCH_ASKED = "search_asked", "Asked for a search"
    HOME_READ = "home_read", "Saw it on their home page"
    MESSAGES_READ = "messages_read", "Read messages left for the team"
    REFUSED = "refused", "Asked for it and was refused"
    SHUT_OUT = "shut_out", "Was signed out after fifty refusals"
    SIGNED_IN = "signed_in", "Signed in"
    SIGNED_OUT = "signed_out", "Signed out"
    SIGN_IN_FAILED = "sign_in_failed", "Failed to sign in"
    PASSWORD_SET = "password_set", "Set a new password"
    MEMBERSHIP = "membership", "Changed a membership"
    FOUNDED = "founded", "Set up a team or a person, on the server"
