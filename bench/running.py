"""One size, measured from the first round to the last."""

import os
from contextlib import closing
from statistics import median
from typing import Any

from bench.answering import page_by_http, serving
from bench.issued import database_time
from bench.measures import Measure, close_connections, measures
from bench.shape import PEOPLE
from bench.share import TIMED, WHOLE, WITHOUT, Log, in_process
from bench.stage import connect, staged
from bench.telling import said
from bench.timing import WARM, Variant, interleave
from bench.unguarded import add_connection
from bench.who import Who, who


def run(cases: int, *, rounds: int, keep: bool) -> dict[str, Any]:
    """Everything at one size, as plain values; ``load`` says how busy the machine was before and after."""
    load = [os.getloadavg()[0]]
    with staged(cases, keep=keep) as name:
        add_connection(name)
        with (
            closing(connect("PPS_TEST_ADMIN_URL", name)) as superuser,
            closing(connect("DATABASE_URL", name)) as app,
        ):
            superuser.autocommit = True
            people = [who(label, superuser) for label in PEOPLE]
            measured = [measure for person in people for measure in measures(superuser, app, person)]
            with said(f"{rounds} rounds in this process"):
                interleave([measure.variants for measure in measured], rounds)
            found = {person.label: told(person, measured) for person in people}
            pages = over_http(name, people, rounds)
        close_connections()
    for label, page in pages.items():
        found[label]["http"] = page
    load.append(os.getloadavg()[0])
    return {"cases": cases, "rounds": rounds, "load": load, "people": found}


def told(person: Who, measured: list[Measure]) -> dict[str, Any]:
    """What was measured for one person, in milliseconds."""
    mine = [measure for measure in measured if measure.who is person]
    return {
        measure.what: {
            "ms": {variant.name: variant.median for variant in measure.variants},
            "spread": {variant.name: variant.spread for variant in measure.variants},
            "database_ms": database_time(measure.product),
        }
        for measure in mine
    }


def over_http(name: str, people: list[Who], rounds: int) -> dict[str, dict[str, Any]]:
    """The list page of each person in the running server, and where its time goes."""
    with serving(name) as number, said(f"{rounds} rounds in the running server"):
        pages = {person.label: page_by_http(number, person) for person in people}
        interleave([[page] for page in pages.values()], rounds)
    inside = {person.label: in_process(person) for person in people}
    with said(f"{rounds} rounds of the page in this process"):
        interleave([variants for variants, _ in inside.values()], rounds, in_turn=True)
    return {label: of_page(pages[label], *inside[label]) for label in pages}


def of_page(page: Variant, variants: list[Variant], log: Log) -> dict[str, Any]:
    """One person's page: its response, and what of it is sealing and the event.

    The difference of two whole pages drowns in noise on a busy machine, even below nothing; what was timed directly
    leaves out COMMIT. The share that is judged is the larger of the two.
    """
    ms = {variant.name: variant.median for variant in variants}
    turns = {variant.name: variant.times[WARM:] for variant in variants}
    by_difference = median(a - b for a, b in zip(turns[WHOLE], turns[WITHOUT], strict=True)) / ms[WHOLE]
    timed = (log.handing_out() + log.opening()) / ms[TIMED]
    return {
        "ms": page.median,
        "spread": page.spread,
        "in_process_ms": ms[WHOLE],
        "without_ms": ms[WITHOUT],
        "timed_ms": ms[TIMED],
        "handing_out_ms": log.handing_out(),
        "opening_ms": log.opening(),
        "share_by_difference": by_difference,
        "share_timed": timed,
        "share": max(by_difference, timed),
    }
