"""Which columns fit into which width."""

from desktop.queries.columns import Column
from desktop.ui.table.columns import LEAST_REST, Layout, widths

COLUMNS = (
    Column("name", "Product", width=0),
    Column("category", "Category", width=140, hidden_below=1600),
    Column("on_hand", "On hand", "level", 190),
    Column("price", "Price", "money", 90),
    Column("barcode", "Barcode", width=130, hidden_below=9999),
)


def shown(room: int, window: int, scale: float = 1, **chosen: bool) -> dict[str, int]:
    found = widths(COLUMNS, room, window, scale, chosen)
    return {key: width for key, width in found.items() if width}


def test_a_narrow_window_leaves_out_what_only_a_wide_one_shows() -> None:
    assert shown(660, 1280) == {"name": 380, "on_hand": 190, "price": 90}
    assert shown(1200, 1920) == {"name": 668, "category": 252, "on_hand": 190, "price": 90}


def test_words_beside_a_wide_name_get_of_its_room_before_they_are_cut() -> None:
    assert shown(900, 1920) == {"name": 368, "category": 252, "on_hand": 190, "price": 90}
    assert shown(800, 1920) == {"name": 360, "category": 160, "on_hand": 190, "price": 90}
    kept = widths(COLUMNS, 1200, 1920, 1, {}, {"category": 140})
    assert kept["category"] == 140, "a width that a person chose stays"


def test_the_person_overrules_the_window() -> None:
    assert shown(660, 1280, barcode=True, price=False) == {
        "name": 340, "on_hand": 190, "barcode": 130,
    }  # fmt: skip


def test_widths_grow_with_the_font() -> None:
    assert shown(660, 1280, scale=1.3) == {"name": 296, "on_hand": 247, "price": 117}


def test_without_room_columns_go_from_the_right_and_the_name_keeps_its_least() -> None:
    assert shown(400, 1280) == {"name": 210, "on_hand": 190}
    assert shown(300, 1280) == {"name": 300}
    assert shown(100, 1280) == {"name": LEAST_REST}
    assert shown(300, 1280, price=True) == {"name": 210, "price": 90}


def test_without_a_column_that_takes_the_rest_each_has_its_own_width() -> None:
    assert widths(COLUMNS[2:4], 900, 1280, 1, {}) == {"on_hand": 190, "price": 90}


def test_the_persons_widths_win_and_their_columns_stay() -> None:
    found = widths(COLUMNS, 660, 1280, 1, {}, {"price": 200, "barcode": 300})
    assert {k: w for k, w in found.items() if w} == {"name": 270, "on_hand": 190, "price": 200}
    found = widths(COLUMNS, 400, 1280, 1, {}, {"price": 300})
    assert {k: w for k, w in found.items() if w} == {"name": LEAST_REST, "price": 300}


def keys(*order: str) -> list[str]:
    return [column.key for column in Layout(order=order).arranged(COLUMNS)]


def test_an_old_order_takes_new_columns_in_at_their_place_and_forgets_lost_ones() -> None:
    assert keys() == ["name", "category", "on_hand", "price", "barcode"]
    assert keys("name", "price", "gone", "category", "price", "barcode") == [
        "name", "price", "category", "on_hand", "barcode",
    ]  # fmt: skip
    assert keys("barcode", "name")[:2] == ["name", "barcode"], "the first one stays the first"


def test_a_layout_comes_back_as_it_was_and_rubbish_does_no_harm() -> None:
    layout = Layout({"price": False}, {"on_hand": 240}, ("name", "price"))
    assert Layout.read(layout.written()) == layout
    assert Layout.read({"shown": 5, "widths": ["x"], "order": {"a": 1}}) == Layout()
    rubbish = {"shown": {"a": 1}, "widths": {"a": "5", "b": -9, "c": True}, "order": ["a", 5]}
    assert Layout.read(rubbish) == Layout({}, {"b": 40}, ("a",))
    assert Layout().written() == {}
