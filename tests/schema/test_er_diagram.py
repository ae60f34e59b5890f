"""The README's diagram is the schema (checklist A29)."""

from tests.schema.er_diagram import diagram, in_readme


def test_the_readme_shows_the_schema_as_it_is() -> None:
    assert in_readme() == diagram(), "renew it: python -m tests.schema.er_diagram"
