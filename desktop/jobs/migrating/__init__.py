"""Changing the schema on purpose: what is pending, up and down, as SQL text, tried, backed up."""

from desktop.jobs.migrating.going import Migrated, migrate_to, steps, way, would_lose
from desktop.jobs.migrating.rehearsing import CHECK, COPY, Rehearsed, rehearse
from desktop.jobs.migrating.revisions import (
    BASE,
    Revision,
    as_sql,
    current,
    history,
    known,
    revisions,
)
from desktop.jobs.migrating.writing import create_migration

__all__ = [
    "BASE",
    "CHECK",
    "COPY",
    "Migrated",
    "Rehearsed",
    "Revision",
    "as_sql",
    "create_migration",
    "current",
    "history",
    "known",
    "migrate_to",
    "rehearse",
    "revisions",
    "steps",
    "way",
    "would_lose",
]
