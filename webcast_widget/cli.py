"""The command ``webcast-widget``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from webcast_widget.commands.length import seconds
from webcast_widget.errors import WebcastWidgetError


@click.group()
@click.version_option(package_name="webcast-widget")
def commands() -> None:
    """Live analytics of a webcast."""


@commands.command()
@click.option("--port", default=0, show_default=True, help="0 takes a free one.")
@click.option("--seed", default=7, show_default=True, help="Same seed, same audience.")
@click.option(
    "--viewers", default=1200, show_default=True, help="About how many watch at once."
)
@click.option("--started-ago", callback=seconds, default="90m", show_default=True)
@click.option("--duration", callback=seconds, default="4h", show_default=True)
@click.option(
    "--speed", default=1.0, show_default=True, help="Simulated per real second."
)
@click.option(
    "--events", default=1, show_default=True, help="How many events go on at once."
)
@click.option(
    "--shape",
    type=click.Choice(["town-hall", "launch", "conference", "flop", "cut-off"]),
    default="town-hall",
    show_default=True,
    help="How the events go.",
)
@click.option(
    "--stall-leave-share",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Share of the stalls that drive the viewer away.",
)
@click.option(
    "--generation",
    type=click.Choice(["kava", "live_analytics"]),
    default="kava",
    show_default=True,
    help="Whose rules: live_analytics is the backend of 2015.",
)
@click.option(
    "--write-truth",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Parquet file for the true slots, written at the end.",
)
@click.option(
    "--write-heartbeats",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the raw heartbeats: access log, beacons and Parquet.",
)
@click.option(
    "--faults",
    default="",
    metavar="NAME=RATE,...",
    help="Share of the requests that fail, by the way in which they do.",
)
def simulate(*, started_ago: float, duration: float, **asked: Any) -> None:
    """Serve a simulated event on 127.0.0.1 until SIGINT or SIGTERM.

    One line of JSON on standard output says where, and with which secrets.
    """
    from webcast_widget.commands.simulate import simulate as serve

    serve(started_ago_s=started_ago, duration_s=int(duration), **asked)


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@commands.command()
@click.argument("notebooks", type=_FOLDER)
def demo(*, notebooks: Path) -> None:
    """Open JupyterLab on a copy of NOTEBOOKS, with a simulated event going on.

    It listens on 127.0.0.1 only, and prints its address. The copy is in the folder `demo`,
    and what is saved there stays.
    """
    from webcast_widget.commands.demo import open_lab

    sys.exit(open_lab(notebooks, click.echo))


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--entry-id", required=True, help="The live entry.")
@click.option("--service-url", help="The server; else KALTURA_SERVICE_URL.")
@click.option("--partner-id", help="The account; else KALTURA_PARTNER_ID.")
@click.option("--interval", callback=seconds, default="10s", show_default=True)
@click.option("--until-end", is_flag=True, help="Stop by itself when it is over.")
@click.option(
    "--alert",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file of rules, and the commands or webhooks to run when they fire.",
)
def record(
    *,
    file: Path,
    entry_id: str,
    service_url: str | None,
    partner_id: str | None,
    interval: float,
    until_end: bool,
    alert: Path | None,
) -> None:
    """Record an event to FILE until SIGINT or SIGTERM; go on with one that exists.

    The secret comes from the environment: KALTURA_SECRET, KALTURA_KS, or
    KALTURA_APP_TOKEN_ID and KALTURA_APP_TOKEN. Exit status 0: all that was received is
    in FILE; 1: it is not, and a sentence says why.
    """
    from webcast_widget.commands.alerting import read_rules
    from webcast_widget.commands.record import Progress
    from webcast_widget.commands.record import record as run
    from webcast_widget.sources import KalturaSource

    alerts = [] if alert is None else read_rules(alert)
    source = KalturaSource(entry_id, partner_id=partner_id, service_url=service_url)
    with Progress() as progress:
        slots = run(
            file,
            source,
            progress,
            interval=interval,
            until_end=until_end,
            alerts=alerts,
        )
    click.echo(f"{slots:,} slots are in {file}.", err=True)


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--time-zone", default="UTC", show_default=True, help="IANA name.")
@click.option(
    "--window",
    nargs=2,
    metavar="FROM TO",
    help='Not all of it: the slots from one moment to another, such as "15:00" "15:30".',
)
def export(
    *, file: Path, out: Path, time_zone: str, window: tuple[str, str] | None
) -> None:
    """Write the recording FILE to OUT, whose name ends in the format, such as .csv."""
    from webcast_widget.feed import open_recording

    event = open_recording(file)
    click.echo(event.export(out, time_zone=time_zone, window=window or None))
    if event.trouble:
        click.echo(f"{file}: {event.trouble}", err=True)


@commands.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The document, or the folder for several; beside each FILE when left out.",
)
@click.option(
    "--heartbeats",
    multiple=True,
    help="Raw heartbeats of the event: adds who came, who left and how long they stayed.",
)
@click.option("--agenda", type=click.Path(path_type=Path), help="CSV: title, start.")
@click.option(
    "--usual",
    multiple=True,
    type=click.Path(path_type=Path),
    help="An earlier event to compare with; may be given several times.",
)
@click.option("--start", help="Of the broadcast, such as 15:00.")
@click.option("--end", help="Of the broadcast, such as 16:30.")
@click.option("--time-zone", default="UTC", show_default=True, help="IANA name.")
def report(**asked: Any) -> None:
    """Write a document of what happened in each FILE, to send or to print.

    FILE is a recording, or what export or aggregate wrote in Parquet, CSV or Excel.
    """
    from webcast_widget.commands.report import report as run

    for path in run(**asked):
        click.echo(path)


@commands.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Parquet file for the slots: the frame's columns, and the sums.",
)
@click.option(
    "--sessions",
    type=click.Path(path_type=Path),
    help="Parquet file for the viewer sessions; with spark a folder of them.",
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="duckdb runs in this process.",
)
@click.option("--master", help="Where Spark runs, such as spark://host:7077.")
@click.option(
    "--memory",
    default="1GB",
    show_default=True,
    help="How much duckdb may hold; what is beyond goes to TMPDIR.",
)
@click.option(
    "--rules",
    type=click.Choice(["kaltura-2015", "kava"]),
    default="kaltura-2015",
    show_default=True,
    help="Whose counting.",
)
@click.option("--entry-id", help="The entry; all together when left out.")
@click.option(
    "--decimal",
    type=click.Choice([".", ","]),
    help="The decimal point in CSV; each file tells it when left out.",
)
@click.option(
    "--max-refused",
    type=click.IntRange(min=-1),
    default=1000,
    show_default=True,
    help="So many rows may be unreadable; -1 allows any number.",
)
def aggregate(*, inputs: tuple[str, ...], max_refused: int, **asked: Any) -> None:
    """Count the raw heartbeats of INPUTS: files, folders and globs.

    They may be access logs of the collector and beacons as JSON lines, each gzipped
    or not, CSV, and Parquet, told apart by what is in them.

    Exit status 0: done; 1: failed, and a sentence says why; 2: the command cannot be
    understood; 3: done, but a part of the input could not be read.
    """
    from webcast_widget.commands.aggregate import Order, run

    if asked["master"] is not None and asked["engine"] != "spark":
        raise click.UsageError("--master says where Spark runs: add --engine spark.")
    most = None if max_refused < 0 else max_refused
    order = Order(inputs, max_refused=most, **asked)
    sys.exit(run(order, click.echo))


def main() -> None:
    """Run the command; an error of ours is one sentence and exit status 1."""
    from webcast_widget.commands.terminal import plain

    try:
        commands.main(standalone_mode=False, prog_name="webcast-widget")
    except WebcastWidgetError as error:
        click.echo(f"webcast-widget: {plain(str(error))}", err=True)
        sys.exit(1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        click.echo(f"webcast-widget: nothing more can be said here ({why}).", err=True)
        sys.exit(1)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
