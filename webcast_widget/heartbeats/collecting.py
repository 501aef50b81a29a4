"""Results out of the engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


def collect(table: ir.Table) -> pa.Table:
    """Run an expression where its data are, and fetch the result."""
    backend: Any = table.get_backend()
    if backend.name == "pyspark":
        # Ibis would go through pandas, in a way that pandas 3 warns of.
        return backend.raw_sql(backend.compile(table)).toArrow()
    return table.to_pyarrow()
