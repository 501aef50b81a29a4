"""Exports: a job at once, a mail with links, and the file that a link leads to."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

from tests.simulator.conformance.conftest import ENTRY

if TYPE_CHECKING:
    from tests.simulator.conformance.conftest import Serve, Server
    from webcast_widget.timeline.clock import ManualClock

GENERATIONS = ("live_analytics", "kava")
RULE = "# ------------------------------------"
DATES = {"fromDate": -600, "toDate": -120, "interval": "ten_seconds"}


async def fetched(server: Server, link: str) -> str:
    """Fetch a file by its link alone, as who reads the mail does."""
    answer = await server.http.get(link)
    assert answer.headers["content-type"].startswith("text/csv")
    return answer.content.decode()


async def mailed(server: Server, service: str, **params: Any) -> list[str]:
    """Export, and fetch what the mail leads to."""
    answer = await server.call(service, "exportToCsv", **params)
    assert set(answer) == {"referenceJobId", "reportEmail", "objectType"}
    outbox = (await server.http.get("/outbox")).json()
    mail = outbox[-1]
    assert mail["job"] == answer["referenceJobId"]
    assert mail["email"] == answer["reportEmail"] == "a@example.com"
    return [await fetched(server, link) for link in mail["links"]]


async def live_export(server: Server, kind: int, **wishes: Any) -> list[str]:
    params = {"entryIds": ENTRY, "recpientEmail": "a@example.com"} | wishes
    (text,) = await mailed(server, "liveReports", reportType=kind, params=params)
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert text.endswith("\n")
    return text.splitlines()


def shown(value: Any) -> str:
    """Write a number with two decimals at most."""
    return str(round(float(value), 2)).removesuffix(".0")


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("kind", [11, 12])
async def test_the_audience(
    serve: Serve, clock: ManualClock, generation: str, kind: int
) -> None:
    server = await serve(generation)
    lines = await live_export(server, kind, timeZoneOffset=-120)
    now = int(clock.now())
    (stats,) = (await server.report(now - 36 * 3600, now, live=1))["objects"]
    recent = stats
    if kind == 12:
        (recent,) = (await server.report(now - 60, now - 2, live=1))["objects"]
    settled = await server.events(now - 60, now - 60)
    watching = sum(live + dvr for live, dvr in settled.values())
    assert lines[:12] == [
        "Report Type:,Audience",
        f"Entry Id:,{ENTRY}",
        'Entry Name:,"Quarterly town hall"',
        "------------------",
        "Time Range:,2023-11-13 13:03:27 - 2023-11-15 01:03:27",
        "------------------",
        f"Total Plays:,{stats['plays']}"
        if kind == 11
        else f"Current Audience & DVR:,{watching}",
        f"Seconds Viewed:,{stats['secondsViewed']}",
        f"Average Buffering Time per Minute (seconds):,{shown(recent['bufferTime'])}",
        f"Average Bitrate (kbps):,{shown(recent['avgBitrate'])}",
        "------------------",
        "DateTime,Audience,DVR",
    ]
    events = await server.events(now - 36 * 3600, now)
    rows = [line.split(",") for line in lines[12:]]
    assert [(int(a), int(b)) for _, a, b in rows] == list(events.values())
    assert rows[0][0].startswith("2023-11-15 00:1")


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("kind", [21, 22])
async def test_places(serve: Serve, generation: str, kind: int) -> None:
    server = await serve(generation)
    lines = await live_export(server, kind)
    assert lines[0] == "Report Type:,Location"
    table = list(csv.DictReader(lines[6:]))
    assert list(table[0]) == [
        *("Date", "Country", "City", "Latitude", "Longitude", "Plays"),
        *("Average Audience", "Min Audience", "Max Audience"),
        *("Average DVR Audience", "Min DVR Audience", "Max DVR Audience"),
        *("Average bitrate", "Buffer time", "Seconds viewed"),
    ]
    assert {row["Date"][-2:] for row in table} == {"00"}
    for row in table:
        low, mean, high = (
            float(row[f"{part} Audience"]) for part in ("Min", "Average", "Max")
        )
        assert low <= mean <= high
    now = int(server.simulation.now())
    (stats,) = (await server.report(now - 36 * 3600, now, live=1))["objects"]
    for name, whole in [("Plays", "plays"), ("Seconds viewed", "secondsViewed")]:
        assert sum(int(row[name]) for row in table) == int(stats[whole]) > 0
    assert ',"GERMANY","MUNICH",48.14,11.58,' in "\n".join(lines)


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("kind", [31, 32])
async def test_pages(serve: Serve, generation: str, kind: int) -> None:
    server = await serve(generation)
    lines = await live_export(server, kind)
    assert lines[0] == "Report Type:,Referrer"
    assert lines[6] == "Referrer,Visits"
    visits = [int(line.rpartition(",")[2]) for line in lines[7:]]
    assert visits == sorted(visits, reverse=True)
    now = int(server.simulation.now())
    (stats,) = (await server.report(now - 36 * 3600, now, live=1))["objects"]
    assert sum(visits) == int(stats["plays"]) > 0


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize(
    ("kind", "title"), [(1, "Plays"), (2, "Current Audience & DVR:")]
)
async def test_all_entries(
    serve: Serve, clock: ManualClock, generation: str, kind: int, title: str
) -> None:
    server = await serve(generation)
    head, row = await live_export(server, kind, entryIds="")
    assert head.split(",")[4] == title
    facts = next(csv.reader([row]))
    now = int(clock.now())
    (stats,) = (await server.report(now - 36 * 3600, now, live=1))["objects"]
    assert facts[:2] == [ENTRY, "Quarterly town hall"]
    assert facts[7] == str(stats["secondsViewed"])
    clock.moment = float(server.simulation.end)
    lines = await live_export(server, kind, entryIds="")
    assert len(lines) == 3 - kind


async def test_without_dvr_there_is_no_column_for_it(serve: Serve) -> None:
    server = await serve("live_analytics", sends_dvr=False)
    lines = await live_export(server, 12)
    assert lines[11] == "DateTime,Audience"
    assert {line.count(",") for line in lines[12:]} == {1}
    assert "DVR" not in (await live_export(server, 22))[6]


async def test_names_of_files_and_links_of_ones_own(serve: Serve) -> None:
    server = await serve()
    await live_export(server, 12, timeZoneOffset=-120)
    (name,) = server.account.exports
    assert name.startswith("0_4321_Export_")
    assert name.endswith(f"_audience-{ENTRY}-20231113_130327-20231115_010327.csv")
    template = "https://app.example/get?id=[id]&ks=[ks]"
    params = {"entryIds": ENTRY, "applicationUrlTemplate": template}
    await server.call("liveReports", "exportToCsv", reportType=12, params=params)
    (link,) = server.account.outbox[-1].links
    name = list(server.account.exports)[-1]
    assert link.startswith(f"https://app.example/get?id={name}&ks=djJ8")


async def test_a_link_is_good_for_a_week(serve: Serve, clock: ManualClock) -> None:
    server = await serve()
    await live_export(server, 12)
    (link,) = server.account.outbox[-1].links
    clock.advance(7 * 86_400 - 1)
    assert (await fetched(server, link)).startswith("Report Type:")
    clock.advance(1)
    answer = await server.http.get(f"{link}?format=1")
    assert answer.json()["args"]["KSID"] == "EXPIRED"


async def test_only_the_newest_files_are_kept(serve: Serve) -> None:
    server = await serve(viewers=1)
    params = {"entryIds": ENTRY}
    for _ in range(105):
        await server.call("liveReports", "exportToCsv", reportType=31, params=params)
    assert len(server.account.exports) == len(server.account.outbox) == 100


async def test_who_may_fetch_a_file(serve: Serve) -> None:
    server = await serve()
    await live_export(server, 12)
    (name,) = server.account.exports
    user = await server.as_user()
    found = await server.refusal("liveReports", "serveReport", ks=user, id=name)
    assert found["code"] == "SERVICE_FORBIDDEN"
    download = await server.as_user(privileges="download:*")
    for ks in (download, server.ks):
        answer = await server.post("liveReports", "serveReport", ks=ks, id=name)
        assert answer.text.startswith("Report Type:")


async def test_the_address_of_a_table(serve: Serve) -> None:
    server = await serve()
    link = await server.call(
        "report",
        "getUrlForReportAsCsv",
        reportTitle='Devices, "all"\nof them',
        reportText="of the town hall",
        headers="",
        reportType=10004,
        reportInputFilter=DATES,
        order="-sum_view_time",
    )
    text = await fetched(server, link)
    assert text.startswith("\ufeff")
    lines = text.removeprefix("\ufeff").splitlines()
    assert lines[:5] == [
        RULE,
        'Report: Devices, "all" of them',
        "of the town hall",
        RULE,
        "device,view_unique_audience,sum_view_time",
    ]
    answer = await server.call(
        "report",
        "getTable",
        reportType=10004,
        reportInputFilter=DATES,
        order="-sum_view_time",
    )
    assert lines[5:] == answer["data"].removesuffix(";").split(";")


async def test_columns_named_for_people(serve: Serve) -> None:
    server = await serve()
    options = {"useFriendlyHeadersNames": True}
    call = {"reportType": 10004, "reportInputFilter": DATES, "responseOptions": options}
    table = await server.call("report", "getTable", **call)
    assert table["header"] == "Device,View unique audience,Sum view time"
    for headers, expected in [
        ("", table["header"]),
        ("Total;What,Who,How long", "What,Who,How long"),
        ("too,few", table["header"]),
    ]:
        link = await server.call(
            "report", "getUrlForReportAsCsv", reportTitle="x", headers=headers, **call
        )
        assert (await fetched(server, link)).splitlines()[3] == expected


async def test_items_of_an_export(serve: Serve) -> None:
    server = await serve()
    items = [
        {"reportTitle": "Table", "action": 1, "reportType": 10001, "filter": DATES},
        {"reportTitle": "Total", "action": "2", "reportType": "10006", "filter": DATES},
        {"reportTitle": "Graph", "action": 3, "reportType": 10013, "filter": DATES},
    ]
    texts = await mailed(
        server,
        "report",
        params={"recipientEmail": "a@example.com", "reportItems": items},
    )
    for title, text in zip(("Table", "Total", "Graph"), texts, strict=True):
        assert text.startswith(f"\ufeff{RULE}\nReport: {title}\n{RULE}\n")
    table, total, graph = (
        list(
            csv.DictReader(
                io.StringIO(text.partition(f"{RULE}\n")[2].split(f"{RULE}\n")[1])
            )
        )
        for text in texts
    )
    whole = await server.call(
        "report", "getTotal", reportType=10006, reportInputFilter=DATES
    )
    assert ",".join(total[0].values()) == whole["data"]
    graphs = await server.call(
        "report", "getGraphs", reportType=10013, reportInputFilter=DATES
    )
    assert list(graph[0]) == ["id", *(one["id"] for one in graphs)]
    for one in graphs:
        data = "".join(f"{row['id']},{row[one['id']]};" for row in graph)
        assert data == one["data"]
    seconds = float(graphs[6]["data"].count(";"))
    assert len(graph) == seconds == 48
    assert sum(int(row["views"]) for row in table) * 10 == sum(
        int(row["sum_view_time"]) for row in graph
    )
