"""Scenes of the import of goods: asked for, looked at, refused with its rows, and its columns."""

from pathlib import Path
from tempfile import mkdtemp

from desktop.ui.dialogs.import_goods import ImportGoods
from tests.acting import Play, dialogs
from tests.stage import Stage

HEAD = "Artikelnummer;Bezeichnung;EAN;Verkaufspreis;Bestand;Warengruppe;Farbe\n"
NEW = "".join(
    f"N{n:03d};{name};40063813339{n:02d};{n},50;{n};Drinks > {kind};{colour}\n"
    for n, (name, kind, colour) in enumerate(
        [
            ("Sencha Yamabuki loose leaf", "Tea", "green"),
            ("Darjeeling first flush", "Tea", "black"),
            ("Cold brew concentrate", "Coffee", "black"),
            ("Oat drink barista", "Milk", "white"),
            ("Sparkling rhubarb", "Lemonade", "pink"),
        ],
        10,
    )
).replace("40063813339", "2000000000")
BAD = NEW + "N099;;4006381333931;12,5O;1.000;Drinks;red\n;Ginger beer;;3,20;2,5;Drinks;yellow\n"


def opened(on: Stage) -> ImportGoods:
    on.window.open_page("products", imports=True)
    on.until(lambda: bool(dialogs()))
    dialog = dialogs()[-1]
    assert isinstance(dialog, ImportGoods)
    return dialog


def goods(on: Stage, text: str) -> ImportGoods:
    """The dialog with a file that was looked at."""
    dialog = opened(on)
    path = Path(mkdtemp()) / "sortiment-herbst.csv"
    path.write_text(HEAD + text, "utf-8")
    dialog.look_into(path)
    on.until(lambda: dialog.preview is not None)
    dialog.path.setText(path.name)
    on.settle(300)
    return dialog


def asked(on: Stage) -> None:
    """Nothing is chosen yet."""
    opened(on)
    on.settle(300)


def looked(on: Stage) -> None:
    """What would happen."""
    goods(on, NEW)


def refused(on: Stage) -> None:
    """Rows with problems, each with its reason."""
    goods(on, BAD)


def columns(on: Stage) -> None:
    """What each column is."""
    seen = goods(on, NEW).seen
    seen.tabs.set_current("columns")
    seen.tabs.chosen.emit("columns")
    on.settle(200)


def new_field(on: Stage) -> None:
    """A column that becomes a field of the shop's own."""
    dialog = goods(on, NEW)
    name, path = dialog.path.text(), Path(mkdtemp()) / "sortiment.csv"
    path.write_text(HEAD + NEW, "utf-8")
    dialog.path.setText(str(path))
    before, combo = dialog.preview, dialog.seen.columns.combos[6]
    combo.set_current("new")
    combo.chosen.emit("new")
    on.until(lambda: dialog.preview is not before and dialog.preview is not None)
    dialog.seen.tabs.set_current("columns")
    dialog.seen.tabs.chosen.emit("columns")
    dialog.path.setText(name)
    dialog.seen.columns.ensureWidgetVisible(combo)
    on.settle(300)


def pictures(on: Stage) -> None:
    """A file that names pictures beside it and on the web."""
    dialog = opened(on)
    path = Path(mkdtemp()) / "sortiment-herbst.csv"
    (path.parent / "sencha.jpg").write_bytes(b"")
    head, *rows = (HEAD + NEW).splitlines()
    told = ("sencha.jpg", *(f"https://shop.example/{n}.jpg" for n in range(9)))
    lines = (f"{row};{place}" for row, place in zip(rows, told, strict=False))
    path.write_text("\n".join((f"{head};Bilder", *lines)), "utf-8")
    dialog.look_into(path)
    on.until(lambda: dialog.preview is not None)
    dialog.path.setText(path.name)
    on.settle(300)


def dates(on: Stage) -> None:
    """Sales whose dates may be read in two ways."""
    dialog = opened(on)
    path = Path(mkdtemp()) / "till-2025.csv"
    path.write_text("Date sold,Product,Qty sold\n03/04/2025,Milk 1 l,3\n05/04/2025,Milk 1 l,1\n")
    dialog.look_into(path)
    on.until(lambda: dialog.preview is not None)
    dialog.path.setText(path.name)
    on.settle(300)


IMPORT: tuple[tuple[str, str, Play], ...] = (
    ("import-goods", "demo", asked),
    ("import-goods-looked", "demo", looked),
    ("import-goods-refused", "demo", refused),
    ("import-goods-columns", "demo", columns),
    ("import-goods-new-field", "demo", new_field),
    ("import-goods-pictures", "demo", pictures),
    ("import-sales-dates", "demo", dates),
)
