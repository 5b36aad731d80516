"""What is typed about a family that has two files, and about somebody who has two records: for the canary sweep."""

import re
from typing import Any

TWICE = {
    "why they are two": "Flimmerqast",
    "why they are one": "Zorblanquith",
    "why they are two after all": "Snorkelvibex",
    "the second record": "Wobblethraxen",
    "why it is one person": "Grindelquosh",
}
ALIKE_PAGE = re.compile(r"/cases/[0-9a-f-]{36}/alike/[0-9a-f-]{36}/(?=\")")
OPENING = {"kind": "adult", "level": "1", "lead_choice": "", "referral_source": "", "review_due": ""} | {
    f"person-{name}": said
    for name, said in (("given_name", "Alma"), ("telephone", "07700 900077"), ("safe_to_use", "yes"))
}
PERSON_OF = re.compile(r'id="p-([0-9a-f-]{36})"')
SEEN = re.compile(r'name="seen" value="([^"]+)"')
AS_IT_WAS = re.compile(r"/cases/[0-9a-f-]{36}/people/twice/[0-9a-f-]{36}/")
MARK = re.compile(r'name="shown" value="([^"]+)"')
PERSON = re.compile(r'<select[^>]*name="([^"]+)"')


def write_a_child_down_again(typist: Any, case: str, child: Any) -> None:
    """A child of a case once more, and that it is one child; the record that is no more can still be read."""
    typist.post(f"{case}people/add/", {"role": "child", "given_name": TWICE["the second record"]})
    typist.get(f"{case}people/")
    twin = next(pk for pk in PERSON_OF.findall(typist.pages)[::-1] if pk != str(child.pk))
    path = f"{case}people/{child.pk}/twice/{twin}/"
    typist.get(path)
    seen = SEEN.findall(typist.pages)[-1]
    typist.post(path, {"given_name": "first", "reason": TWICE["why it is one person"], "seen": seen})
    typist.get(f"{case}people/")
    typist.get(AS_IT_WAS.findall(typist.pages)[-1])


def write_them_down_again(typist: Any, manager: Any) -> None:
    """A worker opens another file with a number that is known, and says that they are two; the manager makes one."""
    again = typist.post("/cases/open/", OPENING)
    page = typist.get(again) or typist.pages.rpartition("<main")[2]
    pair = ALIKE_PAGE.findall(page)[0]
    typist.post(pair, {"answer": "other", "reason": TWICE["why they are two"]})
    merge = f"{again}merge/{pair.split('/')[2]}/"
    manager.get(merge)
    people = dict.fromkeys(PERSON.findall(manager.pages.rpartition("<main")[2]), "")
    manager.post(merge, people | {"reason": TWICE["why they are one"]})
    part = f"{again}apart/{pair.split('/')[2]}/"
    manager.get(part)
    mark = MARK.findall(manager.pages)[-1]
    manager.post(part, {"shown": mark, "kept": "own", "reason": TWICE["why they are two after all"]})
    for path in (part, f"{again}access/"):
        manager.get(path)
    typist.outside, typist.pages = typist.outside + manager.outside, typist.pages + manager.pages
