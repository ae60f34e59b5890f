"""Assembly of scans from keys and their times, and the judgement on a test scan."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import UserError
from desktop.domain.scanning import (
    CLOCK_TURN,
    KEYBOARDS,
    MUTE,
    TEST_CODE,
    Burst,
    Outcome,
    Sample,
    ScannerSettings,
    Verdict,
    elapsed,
    feed,
    lone_key,
    measure,
)

SETTINGS = ScannerSettings()
EAN = "4006381333931"


def keys(text: str, start: int = 1000, gap: int = 8) -> list[Sample]:
    """The text as single keys, ``gap`` milliseconds apart."""
    return [Sample(character, start + i * gap) for i, character in enumerate(text)]


def run(samples: Iterable[Sample], settings: ScannerSettings = SETTINGS) -> tuple[list[str], str]:
    """The scans, and what a person is left with as typed."""
    burst, pending, scans, typed = Burst(), "", [], ""
    for text, time in samples:
        step = feed(burst, text, time, settings)
        burst = step.burst
        if step.broke:
            typed, pending = typed + pending, ""
        if step.outcome is Outcome.PASSED:
            typed += text
        elif step.outcome in (Outcome.STARTED, Outcome.JOINED):
            pending += text
        else:
            pending = ""
        if step.outcome is Outcome.SCANNED:
            scans.append(step.scan)
    return scans, typed + pending


@pytest.mark.parametrize(
    ("samples", "scans", "typed"),
    [
        pytest.param(keys(EAN + "\r"), [EAN], "", id="Enter ends a scan"),
        pytest.param(keys(EAN + "\t"), [EAN], "", id="Tab ends a scan"),
        pytest.param(keys(EAN + "\n"), [EAN], "", id="a line feed ends a scan"),
        pytest.param(keys(EAN + "\r\n"), [EAN], "", id="CR LF ends one scan, not two"),
        pytest.param(keys(EAN + "\r\r\t\n"), [EAN], "", id="any rest of a terminator goes"),
        pytest.param(keys("ab\r"), [], "ab\r", id="too short for a scan"),
        pytest.param(keys("abc\r"), ["abc"], "", id="just long enough"),
        pytest.param(keys("abc\r", gap=34), ["abc"], "", id="just fast enough"),
        pytest.param(keys("abc\r", gap=35), [], "abc\r", id="just too slow"),
        pytest.param(keys(EAN), [], EAN, id="without an end it was typed"),
        pytest.param([*keys("abc", 0), Sample("\r", 500)], [], "abc\r", id="Enter came late"),
        pytest.param(keys("\r"), [], "\r", id="Enter alone is the person's"),
        pytest.param(keys("\t"), [], "\t", id="Tab alone is the person's"),
        pytest.param(
            keys("5*", 0, 120) + keys(EAN + "\r", 400), [EAN], "5*", id="typed before a scan"
        ),
        pytest.param(
            keys(EAN + "\r", 0) + keys("ok\r", 400, 120), [EAN], "ok\r", id="typed after a scan"
        ),
        pytest.param(
            keys("ab", 0) + keys(EAN + "\r", 200), [EAN], "ab", id="two quick keys, then a scan"
        ),
        pytest.param(
            keys("0104006381333931\x1d10A1\r"),
            ["0104006381333931\x1d10A1"],
            "",
            id="the GS1 separator stays",
        ),
        pytest.param(keys("]C1010400\x1d10A\r"), ["010400\x1d10A"], "", id="AIM prefix"),
        pytest.param(keys("\x02ABC\x03\r"), ["ABC"], "", id="framed by STX and ETX"),
        pytest.param(keys("AB" + MUTE + "C\r"), ["ABC"], "", id="a function key between"),
        pytest.param(keys("\x1a\x0b\x1b\r"), [], "", id="a code of control characters only"),
        pytest.param(keys("שלום עולם\r"), ["שלום עולם"], "", id="right to left"),
        pytest.param(keys("☕🍎é\r"), ["☕🍎é"], "", id="emoji"),
        pytest.param(keys("'; DROP TABLE x\r"), ["'; DROP TABLE x"], "", id="SQL words"),
        pytest.param(keys("x" * 10_000 + "\r", gap=1), ["x" * 512], "", id="a 10 kB line"),
        pytest.param([Sample(t, 7) for t in EAN + "\r"], [EAN], "", id="all at one time"),
        pytest.param(keys(EAN + "\r", CLOCK_TURN - 50), [EAN], "", id="a clock beyond 32 bits"),
        pytest.param(
            [Sample(t, n % CLOCK_TURN) for t, n in keys(EAN + "\r", CLOCK_TURN - 50)],
            [EAN],
            "",
            id="the clock turns over within a scan",
        ),
        pytest.param(
            [Sample("a", 1000), Sample("b", 997), Sample("c", 1003), Sample("\r", 1001)],
            ["abc"],
            "",
            id="delivered a little out of order",
        ),
        pytest.param(
            [Sample("a", 500_000), Sample("b", 10), Sample("c", 20), Sample("\r", 30)],
            [],
            "abc\r",
            id="another clock in between",
        ),
    ],
)
def test_keys_become_scans_or_stay_typed(
    samples: list[Sample], scans: list[str], typed: str
) -> None:
    assert run(samples) == (scans, typed)


def test_a_minute_of_thirty_scans_a_second_comes_whole_and_in_order() -> None:
    codes = [f"{n:011}" for n in range(1800)]
    samples = [
        sample for n, code in enumerate(codes) for sample in keys(code + "\r", n * 1000 // 30, 2)
    ]
    assert run(samples) == (codes, "")


def test_scans_with_no_pause_between_them_stay_apart() -> None:
    codes = [f"{n:013}" for n in range(100)]
    assert run(keys("\r".join(codes) + "\r", gap=1)) == (codes, "")
    assert run(keys("\r\n".join(codes) + "\r\n", gap=1)) == (codes, "")


def test_two_scanners_and_a_slow_typist_get_each_what_is_theirs() -> None:
    samples: list[Sample] = []
    for n in range(50):
        samples += keys(f"{n:013}\r", n * 1000, 4)
        samples += keys("a", n * 1000 + 150)
        samples += keys(f"B-{n:05}\t", n * 1000 + 300, 20)
        samples += keys("bc\r", n * 1000 + 600, 90)
    scans, typed = run(samples)
    assert scans == [code for n in range(50) for code in (f"{n:013}", f"B-{n:05}")]
    assert typed == "abc\r" * 50


def test_an_arrow_key_alone_passes_and_leaves_nothing_behind() -> None:
    step = feed(Burst(), "", 10, SETTINGS)
    assert (step.outcome, step.burst) == (Outcome.PASSED, Burst())


def test_a_key_without_text_within_a_burst_is_held_with_it() -> None:
    burst = feed(Burst(), "a", 10, SETTINGS).burst
    assert feed(burst, "", 20, SETTINGS).outcome is Outcome.JOINED
    late = feed(burst, "", 200, SETTINGS)
    assert (late.outcome, late.broke, late.burst) == (Outcome.PASSED, True, Burst())


@pytest.mark.parametrize("end", ["\r", "\t", "\n"])
def test_enter_and_tab_always_clear_the_buffer(end: str) -> None:
    for settings in (SETTINGS, ScannerSettings(terminators="#")):
        burst = feed(feed(Burst(), "a", 10, settings).burst, end, 20, settings).burst
        assert burst == Burst()


def test_an_enter_long_after_a_scan_is_the_persons() -> None:
    assert run([*keys(EAN + "\r", 0), Sample("\r", 1000)]) == ([EAN], "\r")


def test_only_the_chosen_terminators_end_a_scan() -> None:
    enter_only = ScannerSettings(terminators="\r")
    assert run(keys("abcd\t"), enter_only) == ([], "abcd\t")
    assert run(keys("abcd\r"), enter_only) == (["abcd"], "")
    hash_only = ScannerSettings(terminators="#")
    assert run(keys("abcd#efgh#"), hash_only) == (["abcd", "efgh"], "")


def test_what_the_scanner_adds_is_taken_off() -> None:
    settings = ScannerSettings(prefix="~", suffix="%%")
    assert run(keys("~1234%%\r"), settings) == (["1234"], "")
    assert run(keys("1234\r"), settings) == (["1234"], "")
    assert run(keys("~%%\r"), settings) == ([], "")


def test_a_wider_gap_joins_a_slow_scanner() -> None:
    assert run(keys("abcd\r", gap=70)) == ([], "abcd\r")
    assert run(keys("abcd\r", gap=70), ScannerSettings(gap_ms=75)) == (["abcd"], "")


@pytest.mark.parametrize(
    ("text", "silence", "settings", "lone"),
    [
        ("1", 60, SETTINGS, "1"),
        ("3", 5000, SETTINGS, "3"),
        ("1", 59, SETTINGS, ""),
        ("12", 60, SETTINGS, ""),
        ("", 60, SETTINGS, ""),
        (MUTE, 60, SETTINGS, ""),
        ("\x1a", 60, SETTINGS, ""),
        ("1", 99, ScannerSettings(gap_ms=100), ""),
        ("1", 100, ScannerSettings(gap_ms=100), "1"),
    ],
)
def test_a_lone_key_acts_after_silence_only(
    text: str, silence: int, settings: ScannerSettings, lone: str
) -> None:
    burst = Burst()
    for key in text:
        burst = feed(burst, key, 10, settings).burst
    assert lone_key(burst, silence, settings) == lone


def test_the_first_digit_of_the_next_code_is_not_lone_but_begins_a_burst() -> None:
    burst = Burst()
    for text, time in keys(EAN + "\r4"):
        burst = feed(burst, text, time, SETTINGS).burst
    assert burst.text == "4"
    assert lone_key(burst, 59, SETTINGS) == ""


@pytest.mark.parametrize(
    ("before", "now", "passed"),
    [(0, 0, 0), (5, 30, 25), (CLOCK_TURN - 5, 5, 10), (2**32 + 5, 10, 5), (30, 20, 0)],
)
def test_time_passes_across_the_turn_of_the_clock(before: int, now: int, passed: int) -> None:
    assert elapsed(before, now) == passed


def test_a_large_step_back_is_another_clock() -> None:
    assert elapsed(500_000, 0) > 1000


ANY_KEYS = st.lists(
    st.tuples(
        st.one_of(st.sampled_from("0123abc\r\t\n\x1d\x1a" + MUTE), st.characters()),
        st.sampled_from([0, 1, 10, 34, 35, 36, 100, 1000]),
    ),
    max_size=60,
)


def timed(pairs: list[tuple[str, int]], start: int) -> list[Sample]:
    samples, time = [], start
    for text, gap in pairs:
        time += gap
        samples.append(Sample(text, time))
    return samples


@given(ANY_KEYS, st.integers(0, 2**33))
def test_what_a_person_types_slowly_is_never_swallowed(
    pairs: list[tuple[str, int]], start: int
) -> None:
    slow = [(text, max(gap, 35)) for text, gap in pairs]
    assert run(timed(slow, start)) == ([], "".join(text for text, _ in slow))


@given(ANY_KEYS, st.integers(0, 2**33))
def test_no_character_is_lost_or_doubled_or_out_of_order(
    pairs: list[tuple[str, int]], start: int
) -> None:
    """Everything is either of a scan or typed; without a terminator everything is typed."""
    endless = [(text, gap) for text, gap in pairs if text not in "\r\t\n"]
    assert run(timed(endless, start)) == ([], "".join(text for text, _ in endless))
    scans, typed = run(timed(pairs, start))
    given_ = iter("".join(text for text, _ in pairs))
    assert all(character in given_ for character in typed)
    assert len(typed) + sum(map(len, scans)) <= len(pairs)


@given(
    st.lists(st.text("0123456789ABC-", min_size=3, max_size=40), max_size=8),
    st.lists(st.sampled_from([1, 34, 36, 500]), min_size=8, max_size=8),
    st.integers(0, 34),
    st.sampled_from(["\r", "\t", "\n", "\r\n"]),
)
def test_every_scan_arrives_whatever_the_pause_before_it(
    codes: list[str], pauses: list[int], gap: int, end: str
) -> None:
    samples, time = [], 0
    for code, pause in zip(codes, pauses, strict=False):
        burst = keys(code + end, time + pause, gap)
        time = burst[-1].time
        samples += burst
    assert run(samples) == (codes, "")


@pytest.mark.parametrize(
    ("field", "value"),
    [("gap_ms", 0), ("gap_ms", 501), ("lone_ms", 1), ("min_length", 0), ("terminators", "")],
)
def test_settings_no_scanner_could_work_with_are_refused(field: str, value: Any) -> None:
    with pytest.raises(UserError) as refused:
        replace(SETTINGS, **{field: value})
    assert refused.value.field == field


def turned(code: str, scanner: str, computer: str) -> str:
    return code.translate(str.maketrans(KEYBOARDS[scanner], KEYBOARDS[computer]))


def test_every_keyboard_has_each_key_once() -> None:
    assert {len(keyboard) for keyboard in KEYBOARDS.values()} == {90}
    assert all(len(set(keyboard)) == 90 for keyboard in KEYBOARDS.values())


GS1 = "0104006381333931\x1d10AB"


@pytest.mark.parametrize(
    ("samples", "expected", "verdict", "words"),
    [
        (keys(TEST_CODE + "\r"), TEST_CODE, Verdict.READY, "at most 8 ms"),
        (keys(TEST_CODE + "\t"), TEST_CODE, Verdict.READY, "ready"),
        (keys(TEST_CODE + "\r\n"), TEST_CODE, Verdict.READY, "ready"),
        (keys("]C0" + TEST_CODE + "\r"), TEST_CODE, Verdict.READY, "ready"),
        (keys(TEST_CODE + "\r", gap=48), TEST_CODE, Verdict.SLOW, "up to 48 ms"),
        (keys(TEST_CODE + "\r", gap=200), TEST_CODE, Verdict.BY_HAND, "slow as typing"),
        (keys(TEST_CODE), TEST_CODE, Verdict.UNENDED, "suffix to Enter"),
        (keys("~" + TEST_CODE + "#\r"), TEST_CODE, Verdict.ADDS, "“~” before and “#” after"),
        (keys(TEST_CODE + "#\r"), TEST_CODE, Verdict.ADDS, "adds “#” after the code"),
        ([], TEST_CODE, Verdict.NOTHING, "Nothing arrived"),
        (keys("\r"), TEST_CODE, Verdict.NOTHING, "Nothing arrived"),
        (keys(EAN + "\r"), TEST_CODE, Verdict.OTHER, "“4006381333931”"),
        (keys(TEST_CODE.swapcase() + "\r"), TEST_CODE, Verdict.CAPS, "Caps Lock"),
        (
            keys(turned(TEST_CODE, "US", "French") + "\r"),
            TEST_CODE,
            Verdict.LAYOUT,
            "“0” came as “à”, “1” came as “&”",
        ),
        (
            keys(turned(TEST_CODE, "US", "German") + "\r"),
            TEST_CODE,
            Verdict.LAYOUT,
            "US keyboard, this computer has a German one",
        ),
        (
            keys(turned(TEST_CODE, "German", "US") + "\r"),
            TEST_CODE,
            Verdict.LAYOUT,
            "German keyboard, this computer has a US one",
        ),
        (
            keys(TEST_CODE.replace("-", "'") + "\r"),
            TEST_CODE,
            Verdict.LAYOUT,
            "turns characters: “-” came as “'”",
        ),
        (keys(GS1 + "\r"), GS1, Verdict.READY, "ready"),
        (keys(GS1.replace("\x1d", "") + "\r"), GS1, Verdict.NO_SEPARATOR, "FNC1"),
        (keys(GS1.replace("\x1d", "|") + "\r"), GS1, Verdict.LAYOUT, "“FNC1” came as “|”"),
    ],
)
def test_a_test_scan_is_judged_in_a_sentence(
    samples: list[Sample], expected: str, verdict: Verdict, words: str
) -> None:
    measured = measure(samples, expected)
    assert measured.verdict is verdict
    assert words in measured.sentence


@pytest.mark.parametrize(
    "samples",
    [
        keys(TEST_CODE + "\r"),
        keys(TEST_CODE + "\r", gap=48),
        keys(TEST_CODE + "\t", gap=149),
        keys("~" + TEST_CODE + "##\r", gap=60),
        keys("\x02" + TEST_CODE + "\x03\r"),
    ],
)
def test_with_the_proposed_settings_the_same_scan_arrives_whole(samples: list[Sample]) -> None:
    measured = measure(samples)
    assert measured.works
    assert run(samples, measured.settings) == ([TEST_CODE], "")
    assert measure(samples, TEST_CODE, measured.settings).verdict is Verdict.READY


def test_a_scanner_that_cannot_be_used_keeps_the_settings() -> None:
    measured = measure(keys(turned(TEST_CODE, "US", "French") + "\r", gap=50))
    assert not measured.works
    assert measured.settings == SETTINGS
