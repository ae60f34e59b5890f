"""Changing the schema on purpose: what is pending, up and down, as SQL text, tried, backed up."""

from desktop.jobs.migrating.going import BACKUP, Migrated, migrate_to, steps, way, would_lose
from desktop.jobs.migrating.offered import Offer, Way, go, offer, try_way, way_to
from desktop.jobs.migrating.rehearsing import CHECK, COPY, Rehearsed, rehearse
from desktop.jobs.migrating.revisions import (
    BASE,
    Revision,
    as_sql,
    current,
    found_at,
    history,
    known,
    revisions,
)
from desktop.jobs.migrating.writing import create_migration

__all__ = [
    "BACKUP",
    "BASE",
    "CHECK",
    "COPY",
    "Migrated",
    "Offer",
    "Rehearsed",
    "Revision",
    "Way",
    "as_sql",
    "create_migration",
    "current",
    "found_at",
    "go",
    "history",
    "known",
    "migrate_to",
    "offer",
    "rehearse",
    "revisions",
    "steps",
    "try_way",
    "way",
    "way_to",
    "would_lose",
]
