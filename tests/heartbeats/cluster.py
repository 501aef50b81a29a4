"""A standalone Spark cluster on loopback: one master and two workers, real daemons."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import warnings
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

import pyspark

from webcast_widget import heartbeats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ibis.backends.pyspark import Backend

HOST = "127.0.0.1"
WORKERS = 2
SPARK_HOME = Path(pyspark.__file__).parent
ENDS_S = 20
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java's settings for a process that does not live long."""

DAEMON_MB = 256
"""Of heap for each daemon, and twice that for each executor and the driver."""


@contextmanager
def cluster(folder: Path) -> Iterator[Backend]:
    """Start a cluster and a session on it; end both, each process by its id.

    Parameters
    ----------
    folder
        Where the daemons keep their logs and what they spill.
    """
    port = _free_port()
    master = f"spark://{HOST}:{port}"
    with ExitStack() as stack:
        ready = stack.enter_context(
            _daemon("master.Master", "--port", str(port), "--webui-port", "0")
        )
        # A driver that comes too early tries again after 20 s only.
        assert ready("elected leader"), "The master did not start."
        for number in range(WORKERS):
            stack.enter_context(
                _daemon(
                    "worker.Worker",
                    *("--cores", "1", "--memory", "1g", "--webui-port", "0"),
                    *("--work-dir", str(folder / f"worker-{number}"), master),
                )
            )
        session = heartbeats.spark(
            master,
            spark__driver__memory=f"{2 * DAEMON_MB}m",
            spark__driver__extraJavaOptions=QUICK,
            spark__executor__memory=f"{2 * DAEMON_MB}m",
            spark__executor__extraJavaOptions=QUICK,
            spark__local__dir=str(folder),
            # Tasks wait until both workers are there.
            spark__scheduler__minRegisteredResourcesRatio="1",
            spark__scheduler__maxRegisteredResourcesWaitingTime="60s",
            spark__cores__max=str(WORKERS),
            spark__sql__shuffle__partitions=str(2 * WORKERS),
            spark__sql__warehouse__dir=str(folder / "warehouse"),
        )
        try:
            yield session
        finally:
            with warnings.catch_warnings():
                # PySpark leaves its sockets to be collected.
                warnings.simplefilter("ignore", ResourceWarning)
                session.disconnect()
                _end_gateway()
                gc.collect()


def tasks_run(folder: Path) -> list[int]:
    """Give how many tasks each worker's executors finished, from their own logs."""
    return [
        sum(
            log.read_text(encoding="utf-8").count("Finished task")
            for log in (folder / f"worker-{number}").glob("app-*/*/stderr")
        )
        for number in range(WORKERS)
    ]


def _end_gateway() -> None:
    """End the driver's JVM, which PySpark would keep until this process ends."""
    context = pyspark.SparkContext
    gateway = context._gateway
    if gateway is None:
        return
    gateway.shutdown()
    process = gateway.proc
    process.stdin.close()
    process.wait(ENDS_S)
    context._gateway = context._jvm = None


@contextmanager
def _daemon(name: str, *arguments: str) -> Iterator[Callable[[str], bool]]:
    """Start a daemon; give what waits for a line of its log, up to its end."""
    environment = os.environ | {
        "SPARK_HOME": str(SPARK_HOME),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": f"{DAEMON_MB}m",
        "SPARK_DAEMON_JAVA_OPTS": QUICK,
    }
    daemon = subprocess.Popen(
        [
            str(SPARK_HOME / "bin" / "spark-class"),
            f"org.apache.spark.deploy.{name}",
            *("--host", HOST),
            *arguments,
        ],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: SimpleQueue[str | None] = SimpleQueue()

    def listen() -> None:
        assert daemon.stdout is not None
        with daemon.stdout as log:
            for line in log:
                said.put(line)
        said.put(None)

    listener = Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield lambda words: any(words in line for line in iter(said.get, None))
    finally:
        daemon.terminate()
        try:
            daemon.wait(ENDS_S)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()
        listener.join(ENDS_S)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])
