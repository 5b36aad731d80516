"""The cast: the seed, the tests' people and the sign-in page are the same invented people."""

from dataclasses import dataclass

from foundation.components.shapes import Person
from teams.vocabulary import Role

BARNET = "Parent Partnership Barnet"
OUTREACH = "Barnet Outreach"  # another team of the same service
FERNHILL = "Fernhill Parent Partnership"
CHILDREN = "Barnet Children’s Service"


@dataclass(frozen=True)
class Member:
    """One of the cast: who they are, and in a sentence what they can and cannot see."""

    username: str
    name: str
    title: str
    sees: str
    team: str = ""
    role: Role | None = None
    place: str = ""
    service: str = ""

    @property
    def card(self) -> Person:
        """The card on the sign-in page."""
        return Person(self.username, self.name, self.title, self.team or self.place, self.sees)


OWN_CASES = (
    "Sees every case of Parent Partnership Barnet and records calls; not who has looked, and nothing of Fernhill."
)
CAST = (
    Member("ottoline", "Ottoline Fernsby", "Caseworker", OWN_CASES, BARNET, Role.WORKER),
    Member("caspian", "Caspian Rookwell", "Caseworker", OWN_CASES, BARNET, Role.WORKER),
    Member(
        "delphine",
        "Delphine Marrowby",
        "Service manager",
        "Sees every case of the team and who has looked at each; confirms who joins; sees nothing of Fernhill.",
        BARNET,
        Role.SERVICE_MANAGER,
    ),
    Member(
        "ignatius",
        "Ignatius Pell",
        "Administrator",
        "Sees the people in the team and asks for memberships; sees no case, no family and no count of either.",
        BARNET,
        Role.ADMINISTRATOR,
    ),
    Member(
        "clementine",
        "Clementine Rudd",
        "Message taker",
        "Writes down who called and what for; reads nothing: no case, no list, no count, not even her own messages.",
        BARNET,
        Role.MESSAGE_TAKER,
    ),
    Member(
        "rosalind",
        "Rosalind Thackeray",
        "Caseworker of another team",
        "Sees the cases of Barnet Outreach, and one of Parent Partnership Barnet’s only while its manager lets her in.",
        OUTREACH,
        Role.WORKER,
        service=BARNET,
    ),
    Member(
        "honoria",
        "Honoria Vance-Tully",
        "Senior manager",
        "Is outside the service: sees nothing unless a safeguarding concern is put to her.",
        place=CHILDREN,
    ),
    Member(
        "lysander",
        "Lysander Oake",
        "Senior manager",
        "Is outside the service: sees nothing unless a safeguarding concern is put to him.",
        place=CHILDREN,
    ),
    Member(
        "percival",
        "Percival Dunmoor",
        "Information-governance lead",
        "Is outside the service: sees nothing unless a concern about an adult, or a court order, is put to him.",
        place="London Borough of Barnet",
    ),
    Member(
        "bartholomew",
        "Bartholomew Quince",
        "Caseworker of another service",
        "Sees Fernhill’s own cases, and nothing of Parent Partnership Barnet: not even that a family called.",
        FERNHILL,
        Role.WORKER,
    ),
)


# How families reach each service. Ofcom keeps the numbers for drama, and nobody has a name that ends in .example.
WAYS_TO_US = {
    BARNET: {
        "name": BARNET,
        "telephone": "020 7946 0020",
        "email": "partnership@barnet.example",
        "post": "1 Invented Street\nWexcombe\nZZ1 1ZZ",
        "web": "https://partnership.barnet.example",
        "hours": "Monday to Friday, 9am to 5pm",
    },
    FERNHILL: {
        "name": FERNHILL,
        "telephone": "01632 960 140",
        "email": "hello@fernhill.example",
        "post": "The Old Dairy\nFernhill\nZZ9 4ZZ",
        "web": "",
        "hours": "Tuesday to Thursday, 10am to 4pm",
    },
}


def people() -> list[Person]:
    """The cards of the sign-in page."""
    return [member.card for member in CAST]
