"""Templates kept with the shop, taken away, duplicated, and carried in files."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.commands.label_templates import (
    DeleteTemplate,
    SaveTemplate,
    delete_template,
    save_template,
)
from desktop.domain.errors import UserError
from desktop.domain.label import LONGEST, Paper, Template
from desktop.jobs.labels.templates import ENDING, read_template, write_template
from desktop.ui.context import Context
from desktop.ui.dialogs.label_designer.draft import Draft
from desktop.ui.file_dialog import new_file, one_file
from desktop.ui.text import tr

KINDS = f"*{ENDING}"
EMPTY = Template("", "", "shelf", Paper(57, 32))


class Keeping(QObject):
    """``opened``: another template, not saved yet. ``kept``: the key of what is saved now."""

    opened = Signal(object)
    kept = Signal(str)
    refused = Signal(object)  # UserError

    def __init__(self, owner: QWidget, context: Context, draft: Callable[[], Draft]) -> None:
        super().__init__(owner)
        self._owner, self._context, self._draft = owner, context, draft
        self._is_saving = False
        self._seen: dict[str, Any] = {}  # by key: as it was read or saved last

    def look_at(self, found: tuple[Template, ...]) -> None:
        """What the shop keeps now: who saves later is told of a change."""
        self._seen = {one.key: one.to_json() for one in found if not one.is_builtin}

    def is_kept(self, template: Template) -> bool:
        """Whether the shop has it by now."""
        return template.key in self._seen

    def save(self) -> None:
        """One that came with the program becomes the shop's own."""
        if self._is_saving:
            return
        sent = template = self._draft().template
        self._is_saving = True
        if template.is_builtin:
            template = _own(template, template.name)
        context = self._context
        command = SaveTemplate(
            *self._context.signed(), template.to_json(), self._seen.get(template.key)
        )
        context.work.write(
            self, save_template, command,
            then=partial(self._on_saved, self._draft(), sent, template),
            failed=self._on_not_saved,
        )  # fmt: skip

    def delete(self) -> None:
        """It can be brought back by the notice."""
        template = self._draft().template
        if template.is_builtin:
            return
        command = DeleteTemplate(*self._context.signed(), template.key)
        self._context.work.write(
            self, delete_template, command,
            then=lambda _: self._on_deleted(template), failed=self.refused.emit,
        )  # fmt: skip

    def begin(self) -> None:
        """An empty one, not saved yet."""
        self.opened.emit(_own(EMPTY, tr("New label")))

    def duplicate(self) -> None:
        """The same under another name, not saved yet."""
        template = self._draft().template
        self.opened.emit(_own(template, tr("{name}, copy", name=template.name)))

    def import_file(self) -> None:
        """A template from another computer."""
        path = one_file(self._owner, tr("Read a template"), Path.home(), [KINDS])
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """The same of a file that is known."""
        self._context.work.job(
            self, read_template, path,
            then=lambda found: self.opened.emit(_own(found, found.name)),
            failed=self.refused.emit,
        )  # fmt: skip

    def export_file(self) -> None:
        """As it stands now, saved or not."""
        template = self._draft().template
        name = "".join(c if c.isalnum() or c in " -_" else "-" for c in template.name).strip()
        suggested = Path.home() / f"{name or 'label'}{ENDING}"
        path, _ = new_file(self._owner, tr("Save the template"), suggested, [KINDS])
        if path is not None:
            path = path if path.suffix == ENDING else path.with_name(path.name + ENDING)
            self._context.work.job(
                self, write_template, path, template,
                then=self._on_written, failed=self.refused.emit,
            )  # fmt: skip

    def _on_saved(self, draft: Draft, sent: Template, template: Template, _key: str) -> None:
        self._context.notify(tr("Template “{name}” is saved.", name=template.name), "ok")
        self._is_saving = False
        draft.saved(sent, template)
        self.kept.emit(self._draft().template.key)

    def _on_not_saved(self, error: UserError) -> None:
        self._is_saving = False
        self.refused.emit(error)

    def _on_deleted(self, template: Template) -> None:
        words = tr("Template “{name}” is deleted.", name=template.name)
        self._context.notify(words, "ok", tr("Undo"), lambda: self._bring_back(template))
        self.kept.emit("")

    def _bring_back(self, template: Template) -> None:
        command = SaveTemplate(*self._context.signed(), template.to_json())
        work = self._context.work
        work.write(work, save_template, command, failed=self._on_not_back)

    def _on_not_back(self, error: UserError) -> None:
        self._context.notify(str(error), "bad")

    def _on_written(self, path: Path) -> None:
        self._context.notify(tr("The template is in {file}.", file=path.name), "ok")


def _own(template: Template, name: str) -> Template:
    return replace(template, key=uuid4().hex, name=name[:LONGEST], is_builtin=False)
