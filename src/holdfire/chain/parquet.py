"""Lines as a Parquet table, one row a report, claims and all as nested columns.

The columns are those of `Sheet`; their types follow from it, so that every file has the same schema
however little it holds.
"""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import inspect

from holdfire.chain.sheet import Sheet

ROWS = 500  # reports written at once


def write_parquet(lines: Path, out: Path) -> None:
    """Writes the table in place, all at once, from a file of JSON Lines."""
    columns = schema()
    beside = out.with_name(f".{out.name}.part")
    with pq.ParquetWriter(beside, columns, compression="zstd") as writer:
        for rows in _rows(lines):
            writer.write_batch(pa.RecordBatch.from_pylist(rows, schema=columns))
    os.replace(beside, out)


def schema() -> pa.Schema:
    """The table's columns."""
    info = inspect.type_info(Sheet)
    assert isinstance(info, inspect.StructType)
    return pa.schema([(f.encode_name, _arrow(f.type)) for f in info.fields])


def _rows(lines: Path) -> Iterator[list[dict[str, Any]]]:
    with lines.open("rb") as file:
        while rows := [msgspec.json.decode(line) for line in islice(file, ROWS)]:
            yield rows


def _arrow(kind: inspect.Type) -> pa.DataType:
    match kind:
        case inspect.UnionType():
            kinds = [t for t in kind.types if not isinstance(t, inspect.NoneType)]
            if {type(t) for t in kinds} == {inspect.IntType, inspect.FloatType}:
                return pa.float64()
            # A check's claims are ids in the register, but places in the list of claims here.
            return _arrow(kinds[0])
        case inspect.StructType():
            return pa.struct([(f.encode_name, _arrow(f.type)) for f in kind.fields])
        case inspect.VarTupleType() | inspect.ListType():
            return pa.list_(_arrow(kind.item_type))
        case inspect.TupleType():
            return pa.list_(_arrow(kind.item_types[0]))
        case inspect.IntType():
            return pa.int64()
        case inspect.FloatType():
            return pa.float64()
        case inspect.BoolType():
            return pa.bool_()
        case inspect.LiteralType() | inspect.StrType():
            return pa.string()
    raise TypeError(f"no column type for {kind!r}")
