"""Where Spark listens: a Spark on this machine is not on the network."""

from __future__ import annotations

import pytest

from webcast_widget.heartbeats.engines.spark import LOOPBACK, loopback


@pytest.mark.parametrize(
    "master",
    [None, "local", "local[2]", "local[*]", "spark://127.0.0.1:7077"],
)
def test_a_spark_of_this_machine_listens_on_loopback(master: str | None) -> None:
    assert loopback(master, {"HOME": "/home/a"}) == LOOPBACK


@pytest.mark.parametrize(
    "master", ["spark://host:7077", "yarn", "k8s://https://127.0.0.1:6443"]
)
def test_a_cluster_has_to_reach_its_driver(master: str) -> None:
    assert loopback(master, {}) == {}


@pytest.mark.parametrize("master", [None, "local[*]"])
def test_the_user_has_the_last_word_on_where_it_listens(master: str | None) -> None:
    assert loopback(master, {"SPARK_LOCAL_IP": "0.0.0.0"}) == {}


def test_a_spark_with_settings_of_its_own_may_be_a_cluster() -> None:
    assert loopback(None, {"SPARK_HOME": "/opt/spark"}) == {}
    assert loopback("local[*]", {"SPARK_HOME": "/opt/spark"}) == LOOPBACK
