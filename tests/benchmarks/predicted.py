"""The desk's scoring tools, and the shop's model in the shape in which they ask their peers.

The tools lie beside the project and need pandas, pyarrow and scipy; the library peers lightgbm and
statsforecast. None of them is the project's: a Python that has them runs this.
"""

import contextlib
import importlib
import importlib.util
import io
import json
import runpy
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from desktop.domain.forecast.events import Event, calendar
from desktop.domain.forecast.history import History
from desktop.domain.forecast.model import fit

TOOLS = Path(__file__).parents[3] / "shared" / "tools" / "forecast"
NEEDED = ("pandas", "pyarrow", "scipy")
OURS, REFERENCE, PLAIN = "ours", "reference", "Overlap180"
LIBRARIES = ("LightGBM", "SESopt", "SeasonalESopt", "AutoETS", "DynOptTheta")
Peer = Callable[[Any, int], dict[str, Any]]


@dataclass(frozen=True)
class Tools:
    """Modules of the desk: panels, scores, peers, the reference, depletion dates."""

    panels: Any
    harness: Any
    scores: Any
    peers: Any
    reference: Any
    depletion: Any


def missing() -> str:
    """Why the tools cannot be run, nothing where they can."""
    if not (TOOLS / "harness.py").exists():
        return f"There is no {TOOLS.name}/harness.py beside the project."
    lacks = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    return f"This Python has no {', '.join(lacks)}." if lacks else ""


def tools() -> Tools:
    """As they are on the desk."""
    sys.path.insert(0, str(TOOLS))
    names = ("fcdata", "harness", "metrics", "baselines", "reference", "eval_depletion")
    return Tools(*map(importlib.import_module, names))


def history_of(panel: Any, origin: int) -> History:
    """What the shop would know before this period. Custom events have no days beside them."""
    end = origin + panel.h
    dates = panel.dates[:end].values.astype("datetime64[D]")
    kinds = panel.events.drop_duplicates("event_name").set_index("event_name").type.to_dict()
    events = [
        Event(day.date(), name, str(kinds[name]).lower() != "custom")
        for day, name in zip(panel.events.ds, panel.events.event_name, strict=True)
    ]
    found = calendar(dates, events)
    return History(
        panel.Y[:, :origin], panel.promo[:, :end] > 0, panel.closed[:, :end] > 0,
        found.flags, dates, np.zeros(panel.n, np.int64), found.names,
    )  # fmt: skip


def ours(panel: Any, origin: int) -> dict[str, Any]:
    """The shop's model as a peer; ``fit`` is asked about stock."""
    found = fit(history_of(panel, origin))
    told = found.distribution
    return {"mean": found.mean, "q": told.period_quantiles(), "cum": told.quantiles(), "fit": found}


def peers(desk: Tools) -> Iterator[tuple[str, Peer]]:
    """Ours, the reference, the simple one, and the library peers that this Python has."""
    yield OURS, ours
    yield REFERENCE, desk.reference.vec
    yield PLAIN, desk.peers.overlap()
    for name in LIBRARIES:
        package = "lightgbm" if name == "LightGBM" else "statsforecast"
        if importlib.util.find_spec(package) is None:
            print(f"{name} is left out: this Python has no {package}.")
        else:
            yield name, desk.peers.lgbm(True) if name == "LightGBM" else _library(desk, name)


def _library(desk: Tools, name: str) -> Peer:
    forecast = desk.peers.sf({name: desk.peers.SF[name]})
    return lambda panel, origin: dict(forecast(panel, origin)[name][0])


def foretold(peer: Peer, panel: Any, origin: int) -> dict[str, Any]:
    """On closed days nobody foretells demand."""
    found = peer(panel, origin)
    closed = panel.closed[:, origin : origin + panel.h] > 0
    single = np.where(closed[..., None], 0, found["q"])
    return {**found, "mean": np.where(closed, 0, found["mean"]), "q": single}


def simulated(desk: Tools, name: str) -> dict[str, Any]:
    """Replenishment by each policy, as the desk's simulation tells it. It has a place for one more
    peer under the name of LightGBM, and runs when it is imported.
    """
    was, arguments = desk.peers.lgbm, sys.argv
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "told.json")
        desk.peers.lgbm = lambda *_: ours
        sys.argv = ["", name, "--with", "vec,LightGBM", "--out", str(out)]
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                runpy.run_path(str(TOOLS / "eval_inventory.py"), run_name="__main__")
        finally:
            desk.peers.lgbm, sys.argv = was, arguments
        told = json.loads(out.read_text())[name]
    return {OURS: told["LightGBM"], REFERENCE: told["vec"], **told}
