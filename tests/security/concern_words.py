"""What the canary sweep types about concerns, and how."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from foundation import clock
from safeguarding.models import Concern, Packet, Route, ShareDecision
from tests.conftest import asking_as, person
from tests.integration.discussed import keep_a_rota
from tests.security.raw import superuser_cursor

WORRIED = {
    "about whom": "Quenbirrold",
    "worry": "Vastipoone",
    "worry about a colleague": "Dwimmerlochan",
    "words used": "Trimmelgawk",
    "facts": "Oxbaltrine",
    "opinion": "Heskerdune",
    "source of harm": "Jorvalimp",
    "whereabouts": "Clombering",
    "other children": "Nudderwisp",
    "social worker": "Farquindale",
    "communication": "Lystraboom",
    "child's wishes": "Mavinstock",
    "parent's view": "Grimshollow",
    "danger": "Bexilthrum",
    "whom they called": "Sprandivole",
    "what they will be told": "Wolverquint",
    "question": "Dapplenorth",
    "answer": "Quillimarsh",
    "named": "Ravendrossel",
    "why named": "Istrubane",
    "advice": "Fennimoogle",
    "reasons": "Harkenbottle because the hub can see more than we can",
    "packet": "Umbrosnatch",
    "approval": "Cordelwhisk",
    "error": "Thimblegarth",
    "mark on the body": "Purlwickett",
    "referred: whom they spoke to": "Ashgrumblin",
    "referred: their reference": "Vollendrick",
    "referred: anything else": "Kestrelmoat",
    "acknowledged: reference": "Jinnethorpe",
    "acknowledged: who": "Obberquill",
    "acknowledged: text": "Draffenlow",
    "chased": "Swithergunn",
    "decided: who": "Munterholm",
    "decided: text": "Yarrowspike",
    "escalated: with whom": "Crumblestoat",
    "escalated: about what": "Zephrindale",
    "senior manager's own word": "Bramblecotte",
    "written: anything else": "Fostergleam",
    "shared: whom it would help": "Lindermoss",
    "shared: the child's identifier": "Kwenstable",
    "shared: with which body": "Orrelhampton",
    "shared: with whom": "Peverwickle",
    "shared: who else looked": "Thandelbury",
    "shared: what they said": "Quastermoor",
    "shared: why": "Wimblegrath",
    "shared: what was told": "Fenwarbler",
}
# What is typed into the form of a call when it worried about somebody who works here.
OF_US = {"safeguarding_screen": "colleague", "colleague": "not_known", "colleague_urgency": "welfare"}
OF_US |= {"colleague_worry": WORRIED["worry about a colleague"], "colleague_apart": "on"}


def worry_about_somebody(typist: Any, case: str, manager: Any, senior: Any) -> None:
    """A concern from its raising to a disagreement with the authority, an emergency, and an error; ``manager`` and
    ``senior`` are at their own desks."""
    pk = case.split("/")[2]
    ottoline, delphine, honoria = (person(name) for name in ("ottoline", "delphine", "honoria"))
    with asking_as(delphine):
        keep_a_rota(delphine, clock.now() - timedelta(days=1), days=2)
    said = {"subject": "child", "about": WORRIED["about whom"], "worry": WORRIED["worry"], "urgency": "welfare"}
    url = typist.post(reverse("safeguarding:raise", args=[pk]), said)
    parts = {
        "said": {name: WORRIED[name.replace("_", " ")] for name in ("words_used", "facts", "opinion")},
        "harm": {"source_of_harm": WORRIED["source of harm"]},
        "where": {
            **{name: WORRIED[name.replace("_", " ")] for name in ("whereabouts", "other_children", "social_worker")},
            "communication": WORRIED["communication"],
            "wishes": WORRIED["child's wishes"],
        },
        "parent": {"parent_told": "yes_before", "parents_view": WORRIED["parent's view"]},
    }
    for part, form in parts.items():
        typist.post(f"{url}{part}/", form)
    typist.post(f"{url}move/seek/", {"told": WORRIED["what they will be told"]})
    typist.post(f"{url}move/more_info/", {"question": WORRIED["question"], "by_day": "today"})
    typist.post(f"{url}move/answered/", {"found": WORRIED["answer"]})
    name = {"manager": str(honoria.pk), "what": WORRIED["named"], "why": WORRIED["why named"]}
    typist.post(f"{url}name/", name)
    held = {"manager": str(honoria.pk), "no_conflict": "on", "day": "today", "at": "00:00", "mode": "phone"}
    held |= {key: WORRIED[key] for key in ("advice", "reasons", "packet")}
    typist.post(f"{url}move/discussed_refer/", held)
    manager.post(f"{url}move/approve/", {"reason_given": WORRIED["approval"]})
    typist.post(f"{url}injuries/", {"place": "front-head", "words": WORRIED["mark on the body"]})
    answer_as_a_senior_manager(senior, WORRIED["senior manager's own word"])
    refer_and_disagree(typist, url)
    share_by_duty(typist, url, manager)
    typist.get(url)
    another = typist.post(reverse("safeguarding:raise", args=[pk]), said)
    typist.post(f"{another}move/ask_void/", {"reason_given": WORRIED["error"]})
    call = {"danger": WORRIED["danger"], "called": ["another"], "another_call": WORRIED["whom they called"]}
    for path in (url, another, typist.post("/emergency/record/", call), reverse("safeguarding:concerns", args=[pk])):
        typist.get(path)
    typist.get(reverse("consent:shared", args=[pk]))
    with asking_as(ottoline):
        assert Concern.objects.filter(case=pk).count() == 2


def share_by_duty(typist: Any, url: str, manager: Any) -> None:
    """The duty to share, as if its day had come: what is known, what the manager decides, and what a body is told."""
    said = {part.removeprefix("shared: "): word for part, word in WORRIED.items() if part.startswith("shared: ")}
    with superuser_cursor() as cursor:
        cursor.execute("UPDATE safeguarding_switch SET in_force_from = '2026-09-30' WHERE code = 'ca2004_s16la'")
    known = {"share_relevant": "yes", "share_harms": "no", "share_with": said["whom it would help"]}
    typist.post(f"{url}share/", known | {"child_identifier": said["the child's identifier"]})
    decided = {"share": "yes", "body": "education", "categories": ["safeguarding"], "reasons": said["why"]}
    decided |= {"organisation": said["with which body"], "role": said["with whom"]}
    decided |= {"checked_by": said["who else looked"], "checked_on": "today", "advice": said["what they said"]}
    manager.post(f"{url}sharing/decide/", decided)
    with asking_as(person("ottoline")):
        row = ShareDecision.objects.latest("recorded_at")
    told = {"kinds": ["safeguarding"], "what_safeguarding": said["what was told"], "recipient_verified": "rang_back"}
    told |= {"method": "telephone", "day": "today", "at": "00:00", "subject_told": "yes"}
    typist.get(f"{url}sharing/{row.pk}/")
    typist.post(f"{url}sharing/{row.pk}/", told)


def answer_as_a_senior_manager(senior: Any, answer: str) -> None:
    """Honoria remembers it differently, on the page of her packet."""
    honoria = person("honoria")
    with asking_as(honoria):
        packet = Packet.objects.put_to(honoria).latest("recorded_at")
    address = reverse("safeguarding:packet", args=[packet.pk])
    senior.get(address)
    senior.post(address, {"word": "differently", "answer": answer})


def refer_and_disagree(typist: Any, url: str) -> None:
    """By telephone, in writing, acknowledged, chased, decided and disagreed with: each with every free text."""
    with asking_as(person("ottoline")):
        place = str(Route.objects.filter(kind="mash")[0].pk)
    told = {"route": place, "day": "today", "at": "00:00", "items": ["worry", "marks"]}
    told |= {"parent_told": "no", "why_not_told": "not_in_contact"}
    spoken = {"spoke_to": WORRIED["referred: whom they spoke to"], "more": WORRIED["referred: anything else"]}
    typist.post(f"{url}refer/refer_verbal/", told | spoken | {"their_reference": WORRIED["referred: their reference"]})
    paper = told | {"method": "portal", "more": WORRIED["written: anything else"]}
    typist.post(f"{url}refer/confirm_written/", paper | {"go": "next"}, expect=200)
    typist.get(typist.post(f"{url}refer/confirm_written/", paper | {"go": "save"}))
    when = {"day": "today", "at": "00:00"}
    have = {"who": WORRIED["acknowledged: who"], "text": WORRIED["acknowledged: text"]}
    typist.post(f"{url}answer/acknowledge/", when | have | {"their_reference": WORRIED["acknowledged: reference"]})
    typist.post(f"{url}answer/chase/", {"reason": WORRIED["chased"]})
    said = {"decision": "nfa", "who": WORRIED["decided: who"], "text": WORRIED["decided: text"]}
    typist.post(f"{url}answer/decide/", when | said | {"dissatisfied": "on"})
    stage = {"with_whom": WORRIED["escalated: with whom"], "text": WORRIED["escalated: about what"]}
    typist.post(f"{url}answer/escalate/", stage | {"by": "today"})
