"""The window: Qt lives here and in desktop.app."""

from importlib import import_module
from typing import Any

import PySide6.QtCore  # noqa: F401 (brings the module below)


def _read_no_sources() -> None:
    """Stops PySide from reading the source text of every module that is imported after it.

    It looks there for ``from __feature__ import …``, which no module here uses; the search took a
    tenth of a start. A PySide that has no such search is left as it is.
    """
    try:
        feature: Any = import_module("shibokensupport.feature")
    except ImportError:
        return
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: False


_read_no_sources()
