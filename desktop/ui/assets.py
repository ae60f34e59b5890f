"""Where icons, fonts, themes and sounds lie: beside the sources, or in the installed package."""

from pathlib import Path


def asset(*parts: str) -> Path:
    """The path of a shipped file, as ``asset("icons", "check.svg")``."""
    package = Path(__file__).resolve().parent.parent
    carried = package / "_data" / "resources"
    root = carried if carried.is_dir() else package.parent / "resources"
    return root.joinpath(*parts)
