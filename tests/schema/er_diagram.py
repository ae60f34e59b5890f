"""The schema as a Mermaid diagram: ``python -m tests.schema.er_diagram`` renews the README."""

from pathlib import Path

from sqlalchemy import Column, Table

from desktop.schema import Base

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "```mermaid\nerDiagram\n", "```\n"


def diagram() -> str:
    """Every table with its columns, and every foreign key as a relation."""
    tables = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    lines = [line for table in tables for line in _relations(table)]
    for table in tables:
        lines.append(f"    {table.name} {{")
        lines += [
            f"        {_kind(column)} {column.name}{_key(column)}" for column in table.columns
        ]
        lines.append("    }")
    return BEGIN + "\n".join(lines) + "\n" + END


def _relations(table: Table) -> list[str]:
    found = []
    for column in table.columns:
        for key in column.foreign_keys:
            many = "o{" if not column.unique else "o|"
            one = "|o" if column.nullable else "||"
            found.append(f"    {key.column.table.name} {one}--{many} {table.name} : {column.name}")
    return found


def _kind(column: Column[object]) -> str:
    return type(column.type).__name__.lower()


def _key(column: Column[object]) -> str:
    marks = ["PK"] if column.primary_key else []
    marks += ["FK"] if column.foreign_keys else []
    marks += ["UK"] if column.unique else []
    return f" {', '.join(marks)}" if marks else ""


def in_readme() -> str:
    """The diagram as it stands in the README."""
    text = README.read_text("utf-8")
    start = text.index(BEGIN)
    return text[start : text.index(END, start + len(BEGIN)) + len(END)]


if __name__ == "__main__":
    README.write_text(README.read_text("utf-8").replace(in_readme(), diagram()), "utf-8")
