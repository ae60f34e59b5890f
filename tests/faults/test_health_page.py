"""The health page while a server stands still: a sign after a second, a judgement before three."""

import time

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop.jobs.opening import Shop
from tests.faults.power import Power
from tests.scenes_health import page
from tests.stage import stage, theme_of


def test_a_hung_server_is_told_in_time_and_the_window_lives(
    qapp: QApplication, far_shop: Shop, power: Power
) -> None:
    """C31: killed server, status unhealthy in three seconds, window alive."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    with stage(qapp, theme_of(qapp), far_shop) as on:
        shown = page(on)
        assert shown.now.pill.text == "Healthy"
        power.freeze()
        began = time.monotonic()
        shown.refresh()
        on.until(lambda: shown.now.pill.text == "Asking…")
        assert 0.9 < time.monotonic() - began < 2
        on.until(lambda: shown.now.pill.text == "No answer")
        assert time.monotonic() - began < 3.2
        power.resume()
        on.until(lambda: shown.is_at_rest, 15)
        assert not shown._trouble.isHidden()
        shown.now.watch.look()
        on.until(lambda: shown.now.pill.text == "Healthy", 15)
        on.until(shown._trouble.isHidden, 15)
