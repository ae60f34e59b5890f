"""Runs the revisions on the connection that the program hands over, within its transaction."""

from alembic import context

config = context.config


def run() -> None:
    """Online on the given connection, or as SQL text."""
    connection = config.attributes.get("connection")
    if connection is None:
        context.configure(
            dialect_name=config.attributes.get("dialect", "sqlite"), literal_binds=True
        )
    else:
        context.configure(connection=connection, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


run()
