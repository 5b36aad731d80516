"""What each role is for, in words its holder and the information-governance lead can check, and its verbs.

The database keeps the same table (``teams_roleverb``), because only its functions grant. A test holds the two together,
and ``docs/generated/roles.md`` is written from here.
"""

from dataclasses import dataclass

from teams.vocabulary import Role, Verb


@dataclass(frozen=True)
class RoleAccount:
    """One role: what its holder may do, what they never may, and the verbs that follow."""

    role: Role
    may: str
    may_not: str
    verbs: frozenset[Verb]


ROLES = {
    account.role: account
    for account in (
        RoleAccount(
            Role.WORKER,
            "Sees every case of the team that is not kept from them, opens cases and records calls.",
            "Does not see who has looked at a case, or what is kept to managers.",
            frozenset({Verb.SEE_CASES, Verb.WORK_CASES, Verb.TAKE_MESSAGES, Verb.SEE_MEMBERS}),
        ),
        RoleAccount(
            Role.SERVICE_MANAGER,
            "Does what a caseworker does, sees what is kept to managers and who has looked, says who is kept from a "
            "case or let into it, and confirms who joins the team.",
            "Does not choose who is asked to join: an administrator asks, the manager confirms.",
            frozenset(set(Verb) - {Verb.MANAGE_MEMBERS}),
        ),
        RoleAccount(
            Role.MESSAGE_TAKER,
            "Leaves messages for the team: who called, how to reach them, and what about. Answers whoever asks about a "
            "family, in the same words about everybody.",
            "Reads nothing: no case, no list, no count, and neither the messages nor the enquiries they wrote down.",
            frozenset({Verb.TAKE_MESSAGES}),
        ),
        RoleAccount(
            Role.ADMINISTRATOR,
            "Sees the people in the team, asks for memberships and ends them at once.",
            "Sees no case, no family and no count of either, and cannot confirm a membership.",
            frozenset({Verb.SEE_MEMBERS, Verb.MANAGE_MEMBERS}),
        ),
        RoleAccount(
            Role.ACTING_MANAGER,
            "Does what the service manager does, from one date until another, beside their own work as a caseworker.",
            "Does not name or confirm another acting manager, and holds nothing of it once the last day has passed.",
            frozenset(set(Verb) - {Verb.MANAGE_MEMBERS}),
        ),
    )
}
