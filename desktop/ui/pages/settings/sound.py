"""This workstation's tones."""

from desktop.ui.context import Context
from desktop.ui.pages.settings.keeping import keep, row_of
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.choices import Spin, Switch
from desktop.ui.widgets.field import Field


class SoundCard(Card):
    """On or off, how loud, and a tone to hear it."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Sound"))
        self._context = context
        settings = context.settings
        on = Switch(tr("Sound after every booking"), settings.sound)
        on.toggled.connect(lambda is_on: keep(context, sound=is_on))
        volume = Spin(settings.volume, 0, 100, " %")
        volume.valueChanged.connect(lambda value: keep(context, volume=value))
        silent = tr("Without sound the whole window flashes once.")
        self.add(row_of(Field(tr("Tones"), on, silent), Field(tr("Volume"), volume)))
        if context.sound is not None:
            self.body.addWidget(Button(tr("Try it"), icon="volume-2", on_click=self._on_try))

    def _on_try(self) -> None:
        if self._context.sound is not None:
            self._context.sound.play("sold", "mode.sell")
