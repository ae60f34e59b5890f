"""Single values inside a JSON column, as each engine finds, compares and orders them."""

import json
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Float, Integer, Text, func, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

LONGEST_NUMBER = 24  # characters, with what may follow


class json_text(FunctionElement[str]):
    """``json_text(column, key)``: the value as text, NULL where there is none."""

    inherit_cache = True
    type = Text()

    def __init__(self, column: ColumnElement[Any], key: str) -> None:
        super().__init__(column, literal(key), literal(f'$."{key}"'))


@compiles(json_text, "postgresql")
def _arrow(element: json_text, compiler: SQLCompiler, **options: Any) -> str:
    column, key, _ = (compiler.process(part, **options) for part in element.clauses)
    return f"({column} ->> {key})"


@compiles(json_text, "sqlite")
def _extracted(element: json_text, compiler: SQLCompiler, **options: Any) -> str:
    column, _, path = (compiler.process(part, **options) for part in element.clauses)
    return f"json_extract({column}, {path})"


class json_has(FunctionElement[bool]):
    """``json_has(column, key)``: whether there is a value."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], key: str) -> None:
        super().__init__(column, literal(key), literal(f'"{key}":'))


@compiles(json_has, "postgresql")
def _has(element: json_has, compiler: SQLCompiler, **options: Any) -> str:
    column, key, _ = (compiler.process(part, **options) for part in element.clauses)
    return f"(({column} ->> {key}) IS NOT NULL)"


@compiles(json_has, "sqlite")
def _is_named(element: json_has, compiler: SQLCompiler, **options: Any) -> str:
    column, _, name = (compiler.process(part, **options) for part in element.clauses)
    return f"(instr({column}, {name}) > 0)"


class _json_start(FunctionElement[int]):
    """SQLite only: where a value begins in the text of the column; NULL where there is none.

    To read JSON of a hundred thousand rows takes twice as long as to look for a name in it. Whoever
    wrote it, ``"key":`` is the name of a value and nothing else, with one blank behind it or none:
    keys are of letters, digits and _, and within a text there is no quotation mark without a \\.
    """

    inherit_cache = True
    type = Integer()

    def __init__(self, column: ColumnElement[Any], key: str) -> None:
        super().__init__(column, literal(f'"{key}": '), literal(f'"{key}":'), literal(len(key) + 3))


@compiles(_json_start, "sqlite")
def _start(element: _json_start, compiler: SQLCompiler, **options: Any) -> str:
    column, wide, narrow, length = (compiler.process(part, **options) for part in element.clauses)
    return (
        f"coalesce(nullif(instr({column}, {wide}), 0) + 1, nullif(instr({column}, {narrow}), 0))"
        f" + {length}"
    )


class json_day(FunctionElement[str]):
    """``json_day(column, key)``: a day as it is kept, ``2026-11-22``; NULL where there is none."""

    inherit_cache = True
    type = Text()

    def __init__(self, column: ColumnElement[Any], key: str) -> None:
        super().__init__(json_text(column, key), column, _json_start(column, key))


@compiles(json_day, "postgresql")
def _day(element: json_day, compiler: SQLCompiler, **options: Any) -> str:
    return f'({compiler.process(element.clauses.clauses[0], **options)} COLLATE "C")'


@compiles(json_day, "sqlite")
def _cut_day(element: json_day, compiler: SQLCompiler, **options: Any) -> str:
    _, *parts = element.clauses.clauses
    column, start = (compiler.process(part, **options) for part in parts)
    return f"substr({column}, {start} + 1, 10)"


class json_number(FunctionElement[float]):
    """``json_number(column, key)``: a number that is kept as text; on PostgreSQL NULL where the
    text is none.

    Exact on PostgreSQL; on SQLite a double, which tells numbers of 15 digits apart.
    """

    inherit_cache = True
    type = Float()

    def __init__(self, column: ColumnElement[Any], key: str) -> None:
        super().__init__(json_text(column, key), column, _json_start(column, key))


@compiles(json_number, "postgresql")
def _numeric(element: json_number, compiler: SQLCompiler, **options: Any) -> str:
    inner = compiler.process(element.clauses.clauses[0], **options)
    return rf"(case when {inner} ~ '^-?[0-9]+(\.[0-9]+)?$' then {inner}::numeric end)"


@compiles(json_number, "sqlite")
def _double(element: json_number, compiler: SQLCompiler, **options: Any) -> str:
    _, *parts = element.clauses.clauses
    column, start = (compiler.process(part, **options) for part in parts)
    return f"cast(substr({column}, {start} + 1, {LONGEST_NUMBER}) as real)"


class as_number(FunctionElement[float]):
    """``as_number("12.5")``: what a ``json_number`` is compared with, made of the same text."""

    inherit_cache = True
    type = Float()


@compiles(as_number, "postgresql")
def _as_numeric(element: as_number, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})::numeric"


@compiles(as_number, "sqlite")
def _as_double(element: as_number, compiler: SQLCompiler, **options: Any) -> str:
    return f"cast({compiler.process(element.clauses, **options)} as real)"


class json_holds(FunctionElement[bool]):
    """``json_holds(column, key, value)``: has this very value. PostgreSQL asks its GIN index."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], key: str, value: str | bool) -> None:
        part = json.dumps({key: value}, ensure_ascii=False)
        start = _json_start(column, key)
        spelt = {json.dumps(value, ensure_ascii=is_ascii) for is_ascii in (True, False)}
        same = (func.substr(column, start, len(one)) == one for one in sorted(spelt))
        super().__init__(column, literal(part), or_(*same))


@compiles(json_holds, "postgresql")
def _contained(element: json_holds, compiler: SQLCompiler, **options: Any) -> str:
    column, part = (compiler.process(each, **options) for each in element.clauses.clauses[:2])
    return f"({column} @> ({part})::jsonb)"


@compiles(json_holds, "sqlite")
def _equal(element: json_holds, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses.clauses[2], **options)})"
