"""A newer program's migrations, in a folder of their own: this one's, and one revision more."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from desktop.db import migrate, version
from desktop.jobs.opening import Shop

HEAD = version.HEAD
NUMBER = f"{int(HEAD) + 1:04d}"
_FILE = '''"""A shelf mark for every product.

Revision: {number}, after {head}, 2026-11-30, by a test
"""

from alembic import op

revision = "{number}"
down_revision = "{head}"
min_program = "{program}"

{body}
'''
COLUMN = """
def upgrade():
    op.execute("ALTER TABLE product ADD COLUMN shelf VARCHAR(20)")
    op.execute("UPDATE product SET shelf = 'A' WHERE sku = 'ODD'")


def validate(connection):
    pass


def downgrade():
    op.execute("ALTER TABLE product DROP COLUMN shelf")
"""
WRONG = COLUMN.replace("    pass", '    raise ValueError("no shelf is right")')


def newer(
    place: Path, patch: pytest.MonkeyPatch, body: str = COLUMN, program: str = "0.1.0"
) -> Path:
    """From now on the migrations are those of a newer program; until ``patch`` is undone."""
    folder = place / "newer"
    if not folder.exists():
        shutil.copytree(version.migrations_dir(), folder)
    text = _FILE.format(number=NUMBER, head=HEAD, program=program, body=body)
    (folder / "versions" / f"{NUMBER}_a_newer_one.py").write_text(text, "utf-8")
    patch.setattr(version, "migrations_dir", lambda: folder)
    return folder


def upgraded(shop: Shop, place: Path, program: str) -> None:
    """A closed shop, brought to the newer schema by the newer program."""
    shop.database.close()
    upgrade(shop.database.url, place, program)


def upgrade(url: URL, place: Path, program: str) -> None:
    """The same with a database that nobody has open."""
    with pytest.MonkeyPatch.context() as patch:
        newer(place, patch, program=program)
        with migrate.migration(url) as connection:
            version.upgrade(connection, NUMBER)
