"""People, teams, memberships and the grants on teams.

Nothing here is written through the ORM in a running product: memberships, grants and passwords change only through
definer functions that check who asks and write the record themselves (migrations 0002 onwards).
"""

from teams.models.grants import RoleVerb, TeamPermission
from teams.models.memberships import Membership
from teams.models.passwords import NewPassword
from teams.models.people import OUTSIDE, User
from teams.models.reaching import WayToUs
from teams.models.standing import Recertification, StaffDate
from teams.models.team import Team

__all__ = [
    "OUTSIDE",
    "Membership",
    "NewPassword",
    "Recertification",
    "RoleVerb",
    "StaffDate",
    "Team",
    "TeamPermission",
    "User",
    "WayToUs",
]
