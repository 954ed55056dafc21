"""What Alembic calls to run the steps on a database; it is given the URL by `database.migrations`."""

from alembic import context
from sqlalchemy import create_engine, pool

from neuroinsight.server.tables import Table


def run() -> None:
    """Run the steps in one transaction."""
    given = context.config.attributes
    engine = create_engine(given["url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
