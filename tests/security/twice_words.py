"""What is typed about a family that has two files: for the canary sweep."""

import re
from typing import Any

TWICE = {"why they are two": "Flimmerqast", "why they are one": "Zorblanquith"}
ALIKE_PAGE = re.compile(r"/cases/[0-9a-f-]{36}/alike/[0-9a-f-]{36}/(?=\")")
OPENING = {"kind": "adult", "level": "1", "lead_choice": "", "referral_source": "", "review_due": ""} | {
    f"person-{name}": said
    for name, said in (("given_name", "Alma"), ("telephone", "07700 900077"), ("safe_to_use", "yes"))
}
PERSON = re.compile(r'<select[^>]*name="([^"]+)"')


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
    for path in (merge, f"{again}access/"):
        manager.get(path)
    typist.outside, typist.pages = typist.outside + manager.outside, typist.pages + manager.pages
