"""``python -m tests.benchmarks [NAME …]``: tables of figures, each with the ratio to its peer."""

import argparse
import importlib
from pathlib import Path

from tests.benchmarks.figures import table
from tests.benchmarks.options import Options

MODULES = (
    "backups",
    "beside",
    "bulk",
    "catalogue",
    "charts",
    "exporting",
    "forecasting",
    "histories",
    "importing",
    "labels",
    "lists",
    "memory",
    "palette",
    "predicting",
    "scans",
    "shown",
    "start",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", help=f"which ones; all by default: {', '.join(MODULES)}"
    )
    parser.add_argument("--engine", choices=("sqlite", "postgres"), action="append")
    parser.add_argument("--products", type=int, default=50_000)
    parser.add_argument("--movements", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shops", type=Path, help="folder that keeps the filled SQLite shops")
    given = parser.parse_args()
    options = Options(
        engines=tuple(given.engine or ("sqlite", "postgres")),
        products=given.products,
        movements=given.movements,
        rounds=given.rounds,
        shops=given.shops,
    )
    for name in given.names or MODULES:
        module = importlib.import_module(f"tests.benchmarks.{name}")
        print(f"\n{(module.__doc__ or name).splitlines()[0]}\n")
        print(table(module.run(options)))


if __name__ == "__main__":
    main()
