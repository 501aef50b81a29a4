"""`cuePoint_cuePoint`: the run sheet, the announcements and the questions so far."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING

from webcast_widget.simulator.api.responses import api_object, profiled
from webcast_widget.simulator.api.values import Params, as_int, as_object, as_text, page

if TYPE_CHECKING:
    from webcast_widget.simulator.account import Account
    from webcast_widget.simulator.result import Result
    from webcast_widget.simulator.simulation import Simulation

CODE, ANNOTATION = "codeCuePoint.Code", "annotation.Annotation"
READY = 1
PRODUCER = "producer"
QNA = "qna"
VIEWERS_A_QUESTION = 40
"""One of so many viewers asks a question."""

MOST_QUESTIONS = 200
ASKED = (
    "Will the recording be shared?",
    "Could you show the last slide again?",
    "What does this mean for our team?",
    "When does it start?",
    "How was this measured?",
)


def answer(account: Account, params: Params) -> Result:
    """Answer `cuePoint_cuePoint.list`: what has happened by now, in order of time."""
    query = as_object(params.get("filter"))
    ids = as_text(query.get("entryIdEqual") or query.get("entryIdIn"))
    kinds = as_text(query.get("cuePointTypeEqual") or query.get("cuePointTypeIn"))
    tag = as_text(query.get("tagsLike"))
    after = as_int(query.get("createdAtGreaterThanOrEqual"))
    found = [
        point
        for simulation in account.named(ids or None)
        for point in cue_points(simulation)
        if as_int(point["createdAt"]) <= simulation.now()
        and as_int(point["createdAt"]) >= after
        and (not kinds or point["cuePointType"] in kinds.split(","))
        and tag in as_text(point["tags"])
    ]
    found.sort(key=lambda point: as_int(point["createdAt"]))
    objects: list[Result] = [_related(point, params) for point in found]
    return api_object(
        "KalturaCuePointListResponse",
        {"objects": page(objects, params), "totalCount": len(found)},
    )


def cue_points(simulation: Simulation) -> list[dict[str, Result]]:
    """Give all cue points of an event, those to come too.

    An item of the run sheet is a code cue point with its title as the code, and an
    announcement. Questions are asked in the last item, by viewers.
    """
    scenario, agenda = simulation.scenario, simulation.agenda()
    points: list[dict[str, Result]] = []
    for at, title in agenda:
        points.append(
            _point(simulation, at, CODE, PRODUCER, "agenda")
            | {"code": title, "objectType": "KalturaCodeCuePoint"}
        )
        points.append(_note(simulation, at, PRODUCER, f"Now: {title}"))
    rng = random.Random(f"{scenario.seed}/questions")
    first, last = agenda[-1][0], simulation.end - 1
    for _ in range(min(MOST_QUESTIONS, scenario.viewers // VIEWERS_A_QUESTION)):
        asker = simulation.people.user_id(rng.randrange(scenario.viewers))
        moment = rng.randint(first, max(first, last))
        points.append(_note(simulation, moment, asker, rng.choice(ASKED)))
    return points


def _note(simulation: Simulation, at: int, user: str, text: str) -> dict[str, Result]:
    return _point(simulation, at, ANNOTATION, user, QNA) | {
        "text": text,
        "isPublic": 1 if user == PRODUCER else 0,
        "objectType": "KalturaAnnotation",
    }


def _point(
    simulation: Simulation, at: int, kind: str, user: str, tags: str
) -> dict[str, Result]:
    entry_id = simulation.scenario.entry_id
    facts = f"{entry_id}/{at}/{kind}/{user}"
    moments = dict.fromkeys(("createdAt", "updatedAt", "triggeredAt"), at)
    return {
        "id": f"1_{hashlib.sha256(facts.encode()).hexdigest()[:8]}",
        "cuePointType": kind,
        "status": READY,
        "entryId": entry_id,
        "partnerId": simulation.scenario.partner_id,
        **moments,
        "tags": tags,
        "startTime": 1000 * (at - simulation.start),
        "userId": user,
    }


def _related(point: dict[str, Result], params: Params) -> dict[str, Result]:
    """Add what players take questions and announcements apart by.

    They ask for the metadata of each by a related profile of whatever name
    (playkit-js-qna, src/qnaMessage.ts).
    """
    found = profiled(point, params)
    related = as_object(as_object(params.get("responseProfile")).get("relatedProfiles"))
    if point["cuePointType"] != ANNOTATION or not related:
        return found
    kind, state = (
        ("Announcement", "None")
        if point["userId"] == PRODUCER
        else ("Question", "Pending")
    )
    xml = f"<metadata><Type>{kind}</Type><State>{state}</State></metadata>"
    metadata = api_object("KalturaMetadata", {"objectId": point["id"], "xml": xml})
    lists: dict[str, Result] = {
        as_text(as_object(profile).get("name")): api_object(
            "KalturaMetadataListResponse", {"objects": [metadata], "totalCount": 1}
        )
        for profile in related.values()
    }
    return {**found, "relatedObjects": lists}
