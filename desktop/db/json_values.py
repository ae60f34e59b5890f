"""Single values inside a JSON column, as each engine finds, compares and orders them."""

import json
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Float, Text, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


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


class json_number(FunctionElement[float]):
    """``json_number(column, key)``: a number that is kept as text; what is none of them is NULL.

    Exact on PostgreSQL; on SQLite a double, which tells numbers of 15 digits apart.
    """

    inherit_cache = True
    type = Float()

    def __init__(self, column: ColumnElement[Any], key: str) -> None:
        super().__init__(json_text(column, key))


@compiles(json_number, "postgresql")
def _numeric(element: json_number, compiler: SQLCompiler, **options: Any) -> str:
    inner = compiler.process(element.clauses, **options)
    return rf"(case when {inner} ~ '^-?[0-9]+(\.[0-9]+)?$' then {inner}::numeric end)"


@compiles(json_number, "sqlite")
def _double(element: json_number, compiler: SQLCompiler, **options: Any) -> str:
    inner = compiler.process(element.clauses, **options)
    return f"cast({inner} as real)"


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
        super().__init__(column, literal(part), literal(f'$."{key}"'), literal(value))


@compiles(json_holds, "postgresql")
def _contained(element: json_holds, compiler: SQLCompiler, **options: Any) -> str:
    column, part, *_ = (compiler.process(each, **options) for each in element.clauses)
    return f"({column} @> ({part})::jsonb)"


@compiles(json_holds, "sqlite")
def _equal(element: json_holds, compiler: SQLCompiler, **options: Any) -> str:
    column, _, path, value = (compiler.process(each, **options) for each in element.clauses)
    return f"(json_extract({column}, {path}) = {value})"
