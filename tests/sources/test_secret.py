"""Secrets do not show themselves."""

from __future__ import annotations

import copy
import pickle

import pytest

from tests.sources.conftest import ENTRY, KS, SECRET, URL
from webcast_widget.sources import KalturaSource
from webcast_widget.sources.secret import Secret


def test_a_secret_never_prints() -> None:
    secret = Secret(SECRET)
    assert secret.reveal() == SECRET
    for text in (str(secret), repr(secret), f"{secret}", f"{[secret]}"):
        assert SECRET not in text


def test_a_secret_is_not_pickled_or_copied() -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not pickled") as caught:
            pickle.dumps(Secret(SECRET), protocol)
        assert SECRET not in str(caught.value)
    with pytest.raises(TypeError):
        copy.deepcopy(Secret(SECRET))


def test_a_source_shows_where_it_asks_and_no_secret() -> None:
    source = KalturaSource(
        ENTRY, partner_id=4321, service_url=URL, ks=KS, secret=SECRET, environ={}
    )
    assert source.name == f"Kaltura {URL} (partner 4321)"
    assert repr(source) == f"<KalturaSource {ENTRY} at {URL}>"
    for text in (source.name, repr(source), str(vars(source))):
        assert SECRET not in text
        assert KS not in text
    with pytest.raises(TypeError):
        pickle.dumps(source)
