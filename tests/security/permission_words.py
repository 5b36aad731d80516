"""What the canary sweep types about permission and sharing, and how."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from cases import actions, keys
from cases.vocabulary import CaseKind, PersonRole
from consent.actions import uphold
from consent.models import Consent, Demand, DemandSheet
from tests.conftest import asking_as, person, signed_in
from tests.integration.permission import found_valid, governance_there

TOLD = {
    "outside": "Werrabinkle",
    "outside role": "Ostrevane",
    "limits": "Kwindlethrop",
    "their words": "Jubbelmarsh",
    "paper_kept": "Frostavelin",
    "told": "Brackenwhistle",
    "text that goes": "Umberquillet",
    "proof": "Dovrelattice",
    "benefit": "Glimmerthorpe",
    "slipped out": "Skarnivolt",
    "how it came about": "Pellowmire",
    "kept back": "Yarrowquist",
    "how it was contained": "Mirthelbrook",
    "how it was weighed": "Ostlewhimsy",
    "the regulator's reference": "Vellumgarth",
    "what was learned": "Crumblequay",
    "joint": "Quandlethorn",
    "interpreter": "Ostervandel",
    "witness": "Piquelbrand",
    "redactions": "Halvershoak",
    "onward": "Trevisquill",
    "what came of it": "Lindovrake",
    "disputed": "Mossquarrel",
    "stands": "Eldrivanter",
    "asked alone": "Wimbletarn",
    "number of an order": "Orrinvale",
    "what is ordered": "Skellowbrae",
    "who looked at it": "Garrowmint",
    "what they advised": "Pendlequist",
    "why it is followed": "Umberfold",
    "who demands it": "Brindlemere",
    "what the sheet says": "Quavershaw",
    "who said so already": "Larkenthrop",
    "why it is not valid": "Snapdrizzle",
    "what was given": "Ravelstoke",
    "whom they agreed to": "Jasperwick",
    "who is booked": "Nettlevane",
    "what is booked": "Dunnockray",
}

GONE = {"told_to": "without", "told_without": ["health"], "told_verified": "known"}


def write_about_permission(typist: Any, case: str, parent: UUID) -> None:
    """Ask, tell, admit and keep back, and read every page of it."""
    pk = case.split("/")[2]
    ask = {"decision": "granted", "way": "out", "footing": "own", "capacity": "not_in_doubt", "grantor": str(parent)}
    ask |= {"organisation": TOLD["outside"], "role": TOLD["outside role"], "kind": "professional"}
    ask |= {"purpose": "support_in_school", "categories": ["sen_needs"], "subjects": [str(parent)], "one_off": "on"}
    ask |= {"limits": TOLD["limits"], "words": TOLD["their words"], "paper_kept": TOLD["paper_kept"]}
    ask |= {"witness": TOLD["witness"]}
    ask |= {"method": "signed_paper", "identity_check": "id_seen", "step": "check", "go": "save", "signed_on": "today"}
    typist.post(reverse("consent:ask", args=[pk]), ask)
    ottoline = person("ottoline")
    with asking_as(ottoline):
        consent = Consent.objects.get(case=pk)
    tell(typist, consent)
    through = {"method": "via_interpreter", "interpreter": TOLD["interpreter"], "script_version": "v7"}
    typist.post(reverse("consent:ask", args=[pk]), ask | through | {"purpose": "tribunal"})
    dispute(typist, consent)
    follow_an_order(typist, pk)
    admit(typist, pk)
    kept = {"to": str(consent.recipient_id), "reasons": TOLD["kept back"]}
    typist.post(reverse("consent:not_shared", args=[pk]), kept)
    for name in ("permissions", "share", "shared"):
        typist.get(reverse(f"consent:{name}", args=[pk]))


def tell(typist: Any, consent: Consent) -> None:
    """In writing, with the check before it goes."""
    said = {"kinds": ["sen_needs"], "what_sen_needs": TOLD["told"], "limits_kept": "on", "subjects": consent.subjects}
    said |= {"recipient_verified": "address_held", "method": "post_tracked", "day": "today", "at": "00:00"}
    said |= {"redactions": TOLD["redactions"], "onward": TOLD["onward"]}
    said |= {"text": TOLD["text that goes"], "proof": TOLD["proof"], "benefit": TOLD["benefit"]}
    said |= {"purpose": consent.purpose, "account": "fact", "source": "service_user"}
    path = reverse("consent:tell", args=[consent.case_id, consent.recipient_id])
    typist.post(path, said | {"go": "next"}, expect=200)
    typist.get(typist.post(path, said | {"go": "save"}))


def dispute(typist: Any, consent: Consent) -> None:
    """Somebody disputes it, and the manager finds that it stands."""
    path = reverse("consent:dispute", args=[consent.case_id, consent.pk])
    typist.post(path, {"words": TOLD["disputed"]})
    with asking_as(person("delphine")):
        keys.open_to_change(consent.case)
        uphold(by=person("delphine"), case=consent.case, consent=consent, words=TOLD["stands"])


def follow_an_order(typist: Any, pk: str) -> None:
    """A court order, what was found of it and given on it; and somebody who is booked."""
    came = {"to": "new", "organisation": TOLD["outside"], "role": "Clerk", "kind": "court", "demand_kind": "order"}
    came |= {"number": TOLD["number of an order"], "dated": "today", "due": "today", "categories": ["sen_needs"]}
    page = typist.post(reverse("consent:demand_new", args=[pk]), came | {"orders": TOLD["what is ordered"]})
    found = {"checked_by": TOLD["who looked at it"], "advice": TOLD["what they advised"]}
    delphine = person("delphine")
    with asking_as(delphine):
        demand = Demand.objects.get(case=pk)
        keys.open_to_change(demand.case)
        found_valid(demand.case, delphine, demand, words=TOLD["why it is followed"], **found)
        governance_there(delphine, demand.team)
    confirm_an_order(demand)
    given = {"kinds": ["sen_needs"], "what_sen_needs": TOLD["what was given"], "recipient_verified": "address_held"}
    given |= {"method": "telephone", "day": "today", "at": "00:00", "subject_told": "yes"}
    typist.post(reverse("consent:give_demanded", args=[pk, demand.pk]), given)
    typist.get(page)
    booked = {"booking_kind": "venue", "to": "new", "name": TOLD["who is booked"], "agreed": "yes"}
    booked |= {"agreed_words": TOLD["whom they agreed to"], "words": TOLD["what is booked"]}
    booked |= {"method": "telephone", "day": "today", "at": "00:00"}
    typist.get(typist.post(reverse("consent:book", args=[pk]), booked))


def confirm_an_order(demand: Demand) -> None:
    """Percival says on his page that it is not valid; found and put to him again, he says that it is."""
    delphine, percival = person("delphine"), person("percival")
    manager, governance = signed_in(delphine), signed_in(percival)
    put = reverse("consent:put_demand", args=[demand.case_id, demand.pk])
    said = {"reader": str(percival.pk), "from_whom": TOLD["who demands it"], "orders": TOLD["what the sheet says"]}
    said |= {"told_already": TOLD["who said so already"]}
    for word in ({"word": "not_valid", "answer": TOLD["why it is not valid"]}, {"word": "valid"}):
        assert manager.post(put, said).status_code == 302
        with asking_as(percival):
            sheet = DemandSheet.objects.put_to(percival).latest("recorded_at")
        address = reverse("consent:sheet", args=[sheet.pk])
        assert TOLD["what the sheet says"] in governance.get(address).content.decode()
        assert governance.post(address, word).status_code == 302
        if word["word"] == "not_valid":
            with asking_as(delphine):
                keys.open_to_change(demand.case)
                found_valid(demand.case, delphine, demand)


def admit(typist: Any, pk: str) -> None:
    """Something that slipped out, and the page of it."""
    said = {"to": "new", "organisation": TOLD["outside"], "role": "Office", "kind": "council", "categories": ["health"]}
    said |= {"what": TOLD["slipped out"], "what_happened": TOLD["how it came about"], "cause": "verbal"}
    said |= {"recipient_verified": "known", "subject_told": "yes", "method": "in_person", "day": "today", "at": "00:00"}
    typist.get(typist.post(reverse("consent:already", args=[pk]), said))
    from cases.models import Disclosure

    with asking_as(person("ottoline")):
        gone = list(Disclosure.objects.filter(case=pk).values_list("pk", flat=True))
    for each in gone:
        typist.post(reverse("consent:came_of_it", args=[pk, each]), {"result": TOLD["what came of it"]})
        typist.get(reverse("consent:disclosure", args=[pk, each]))


def share_the_file(typist: Any, pk: str) -> None:
    """Somebody else in the case comes to confide in it too."""
    from cases.models import Person

    with asking_as(person("ottoline")):
        child = Person.objects.select_related("team").get(case=pk, is_confider=False)
    said = {"person": str(child.pk), "words": TOLD["joint"], "apart": "on"}
    typist.post(reverse("consent:joint", args=[pk]), said)
    for name in ("permissions", "share", "shared"):
        typist.get(reverse(f"consent:{name}", args=[pk]))
    ask_alone(typist, child.team)


def ask_alone(typist: Any, team: Any) -> None:
    """A child asks for help alone, in a case of their own."""
    ottoline = person("ottoline")
    child = actions.NewPerson(PersonRole.CHILD, "Barnaby", is_confider=True)
    with asking_as(ottoline):
        own = actions.open_case(by=ottoline, team=team, kind=CaseKind.YOUNG_PERSON, people=[(child, [])])
    typist.post(
        reverse("consent:alone", args=[own.pk]), {"words": TOLD["asked alone"], "parent": "later", "at_risk": "no"}
    )
    typist.get(reverse("consent:permissions", args=[own.pk]))


def handle_the_breach(manager: Any, pk: str) -> None:
    """What a manager writes down of what slipped out, until it is closed."""
    from cases.models import Breach

    with asking_as(person("delphine")):
        breach = Breach.objects.filter(case=pk).latest("recorded_at")
    now = {"day": "today", "at": "00:00"}
    risky = {"safety": "no", "likelihood": "likely", "severity": "real", "report": "yes", "tell": "yes"}
    for move, said in {
        "contain": {"asked_back": "yes", "contained": "destroyed", "words": TOLD["how it was contained"]},
        "decide": risky | {"words": TOLD["how it was weighed"]},
        "report": now | {"reported_to": "regulator", "reference": TOLD["the regulator's reference"], "words": "Noon"},
        "tell": now | {"method": "telephone", "words": "Her safe number"},
        "close": {"lessons": TOLD["what was learned"], "words": "Done"},
    }.items():
        manager.get(manager.post(reverse("consent:breach_step", args=[pk, breach.pk, move]), said))
    manager.get(reverse("breaches_closed"))
