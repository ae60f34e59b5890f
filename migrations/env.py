"""Runs the revisions on the connection that the program hands over, within its transaction."""

from alembic import context

config = context.config


def run() -> None:
    """Online on the given connection, or as SQL text; ``applied`` hears of every step."""
    connection = config.attributes.get("connection")
    applied = config.attributes.get("applied", ())
    if connection is None:
        context.configure(
            dialect_name=config.attributes.get("dialect", "sqlite"),
            literal_binds=True,
            dialect_opts={"paramstyle": "named"},  # else every % would be doubled
            on_version_apply=applied,
        )
    else:
        context.configure(connection=connection, transactional_ddl=True, on_version_apply=applied)
    with context.begin_transaction():
        context.run_migrations()


run()
