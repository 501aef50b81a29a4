"""Made-up heartbeats in Parquet, as many as are wanted: for the benchmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

SLOTS = 3600
"""Ten hours."""

_QUERY = """
WITH viewers AS (
    SELECT i AS viewer, (hash(i) >> 2)::BIGINT AS h,
        60 + (hash(i + 7) % 400)::INT AS length
    FROM range($viewers) r(i)
), beats AS (
    SELECT viewers.*, s.i AS slot, s.i + h % 400 AS pos FROM range($slots) s(i), viewers
)
SELECT
    make_timestamp(1700000000000000 + (slot * 10 + h % 10) * 1000000)::TIMESTAMPTZ AS ts,
    '1_k2m4x9a1' AS entry_id,
    md5(concat(viewer, '/', pos // length)) AS session_id,
    (CASE WHEN hash(viewer + pos // 30) % 20 = 0 THEN 2 ELSE 1 END)::TINYINT AS event_type,
    (pos % length + 1)::INT AS event_index,
    (CASE WHEN h % 50 > 0 THEN [400, 700, 1100, 1600, 2200, 3200, 4500]
        [1 + ((hash(viewer + pos // 20) >> 2)::BIGINT) % 7] END)::DOUBLE AS bitrate,
    (CASE WHEN hash(viewer * 4001 + slot) % 60 = 0
        THEN (hash(slot + viewer) % 1000) / 100.0 ELSE 0 END)::DOUBLE AS buffer_time,
    (CASE WHEN pos % length > 0 THEN h % 10 END)::TINYINT AS start_phase,
    concat('user', viewer, '@example.com') AS user_id,
    ['Germany', 'United States', 'France', 'India', 'Brazil'][1 + h % 5] AS country,
    ['Computer', 'Mobile', 'Tablet', 'TV'][1 + h % 4] AS device,
    ['https://intranet.example.com/', 'https://mail.example.com/'][1 + h % 2] AS referrer
FROM beats
"""


def written(rows: int, folder: Path) -> Path:
    """Write about so many heartbeats, in order of time; give the file."""
    path = folder / f"heartbeats-{rows}.parquet"
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '2GB'")
        connection.execute(f"SET temp_directory = '{folder}'")
        query = _QUERY.replace("$viewers", str(max(1, rows // SLOTS)))
        query = query.replace("$slots", str(SLOTS))
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path
