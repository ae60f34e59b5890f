"""A scanner types like a keyboard: which keys are one scan, judged by their text and time alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise, permutations
from typing import NamedTuple

from desktop.domain.barcode import GROUP_SEPARATOR, LONGEST, clean
from desktop.domain.errors import UserError

ENTER, TAB, LINE_FEED = "\r", "\t", "\n"
MUTE = "\x00"  # a key that types nothing but may be a scanner's control character: F8, Ctrl+1
CLOCK_TURN = 2**32  # X11 and Windows count milliseconds in 32 bits
LATE_MS = 1000  # a key whose time lies so little back was only delivered out of order
KEPT = 2 * LONGEST

TEST_CODE = "0123456789-AZQWYM/az"  # what differs between keyboards, in one Code 128
BY_HAND_MS = 150
# Key by key what each keyboard writes, the plain keys and then the shifted ones.
KEYBOARDS = {
    "US": "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./"
    '!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?',
    "French": "&é\"'(-è_çà)=azertyuiop^$qsdfghjklmùwxcvbn,;:!"
    "1234567890°+AZERTYUIOP¨£QSDFGHJKLM%WXCVBN?./§",
    "German": "1234567890ß´qwertzuiopü+asdfghjklöäyxcvbnm,.-"
    '!"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄYXCVBNM;:_',
}


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """How this workstation tells a scanner from fingers; times in milliseconds.

    ``prefix`` and ``suffix`` are what the scanner adds to each code; they are taken off.
    """

    gap_ms: int = 35
    lone_ms: int = 60
    min_length: int = 3
    prefix: str = ""
    suffix: str = ""
    terminators: str = ENTER + TAB

    def __post_init__(self) -> None:
        _check(5 <= self.gap_ms <= 500, "The gap between characters is 5 to 500 ms.", "gap_ms")
        _check(20 <= self.lone_ms <= 1000, "The silence after a key is 20 to 1000 ms.", "lone_ms")
        _check(1 <= self.min_length <= 64, "A scan has at least 1 to 64 characters.", "min_length")
        _check(bool(self.terminators), "A scan ends with Enter, Tab or a character.", "terminators")

    @property
    def silence_ms(self) -> int:
        """After so much silence a single key was a person's, also with a slow scanner."""
        return max(self.lone_ms, self.gap_ms)


class Outcome(Enum):
    """What a key turned out to be when it came."""

    PASSED = "no part of a burst"
    STARTED = "perhaps the first of a burst"
    JOINED = "one more of a burst"
    SCANNED = "the end of a scan"
    SWALLOWED = "the rest of a terminator, or of a scan without content"


@dataclass(frozen=True, slots=True)
class Burst:
    """The characters that came close together so far. ``ended``: a scan ended at ``last``."""

    text: str = ""
    last: int = 0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What one key led to. ``broke``: the keys collected before it were a person's after all."""

    burst: Burst
    outcome: Outcome
    scan: str = ""
    broke: bool = False


class Sample(NamedTuple):
    """One key press of the test scan and its time in milliseconds."""

    text: str
    time: int


class Verdict(Enum):
    """What the test scan says about the scanner."""

    READY = "ready"
    SLOW = "slow"
    ADDS = "adds characters"
    NOTHING = "nothing"
    BY_HAND = "typed by hand"
    UNENDED = "no Enter"
    NO_SEPARATOR = "no separator"
    CAPS = "capitals"
    LAYOUT = "layout"
    OTHER = "other code"


@dataclass(frozen=True, slots=True)
class Measured:
    """The judgement on a test scan, in a sentence, and the settings that would suit it."""

    verdict: Verdict
    sentence: str
    settings: ScannerSettings

    @property
    def works(self) -> bool:
        """Whether this scanner can be used, with the proposed settings."""
        return self.verdict in (Verdict.READY, Verdict.SLOW, Verdict.ADDS)


def feed(burst: Burst, text: str, time: int, settings: ScannerSettings) -> Step:
    """One key press: its text ("" for a key of the person alone, such as an arrow) and its time."""
    if burst.ended or burst.text:
        near = elapsed(burst.last, time) < settings.gap_ms
        broke = bool(burst.text) and not near
        burst = burst if near else Burst()
    else:
        broke = False
    text = ENTER if text == LINE_FEED else text
    if text and text in settings.terminators:
        return _end(burst, time, settings, broke)
    if text in (ENTER, TAB):
        return Step(Burst(), Outcome.PASSED, broke=broke or bool(burst.text))
    if not text and not burst.text:
        return Step(Burst(), Outcome.PASSED, broke=broke)
    outcome = Outcome.JOINED if burst.text else Outcome.STARTED
    return Step(Burst((burst.text + text)[:KEPT], time), outcome, broke=broke)


def lone_key(burst: Burst, silence_ms: int, settings: ScannerSettings) -> str:
    """The single key that may act after so much silence, else ""."""
    is_lone = len(burst.text) == 1 and burst.text.isprintable()
    return burst.text if is_lone and silence_ms >= settings.silence_ms else ""


def elapsed(before: int, now: int) -> int:
    """Milliseconds between two keys on a clock that may turn over at 2**32.

    Keys delivered a little out of order are simultaneous; a larger step back is another clock.
    """
    passed = (now - before) % CLOCK_TURN
    return 0 if passed >= CLOCK_TURN - LATE_MS else passed


def content(text: str, settings: ScannerSettings) -> str:
    """The code within a burst: without the scanner's own additions and control characters."""
    return clean(text.removeprefix(settings.prefix).removesuffix(settings.suffix))


def measure(
    samples: Sequence[Sample],
    expected: str = TEST_CODE,
    settings: ScannerSettings | None = None,
) -> Measured:
    """Judges the keys of one scan of a known code, from the first key to the end of the silence."""
    settings = settings or ScannerSettings()
    typed = "".join(sample.text for sample in samples).rstrip(ENTER + TAB + LINE_FEED)
    if not clean(typed):
        sentence = "Nothing arrived. Is the scanner connected, and set to work as a keyboard?"
        return Measured(Verdict.NOTHING, sentence, settings)
    slowest = max((elapsed(a.time, b.time) for a, b in pairwise(samples)), default=0)
    if slowest > BY_HAND_MS:
        sentence = (
            f"That was as slow as typing: {slowest} ms between two characters. Scan the code,"
            " or set the scanner's own delay between characters to 0."
        )
        return Measured(Verdict.BY_HAND, sentence, settings)
    if samples[-1].text not in (ENTER, TAB, LINE_FEED):
        sentence = "The scanner sends nothing after the code. Set its suffix to Enter or Tab."
        return Measured(Verdict.UNENDED, sentence, settings)
    return _judge(typed, expected, slowest, settings)


def _judge(typed: str, expected: str, slowest: int, settings: ScannerSettings) -> Measured:
    """By speed where the code arrived whole, else by what became of it."""
    before, found, after = typed.partition(expected)
    if not found:
        return Measured(*_changed(content(typed, settings), expected), settings)
    paced = _paced(slowest, settings)
    if content(typed, settings) != expected:
        settings = replace(paced.settings, prefix=before, suffix=after)
        added = " and ".join(
            part for part in (before and f"“{before}” before", after and f"“{after}” after") if part
        )
        sentence = f"The scanner adds {added} the code. Onhand can take it off."
        return Measured(Verdict.ADDS, sentence, settings)
    return paced


def _paced(slowest: int, settings: ScannerSettings) -> Measured:
    if slowest < settings.gap_ms:
        sentence = f"The scanner is ready: at most {slowest} ms between two characters."
        return Measured(Verdict.READY, sentence, settings)
    gap = -(-slowest * 3 // 10) * 5  # half as much again, in steps of 5
    sentence = (
        f"The scanner is slow: up to {slowest} ms between two characters, and Onhand joins what"
        f" comes within {settings.gap_ms} ms. With {gap} ms its codes arrive whole."
    )
    return Measured(Verdict.SLOW, sentence, replace(settings, gap_ms=gap))


def _changed(typed: str, expected: str) -> tuple[Verdict, str]:
    """Why a code arrived as another one, and what to do about it."""
    if typed == expected.replace(GROUP_SEPARATOR, ""):
        return Verdict.NO_SEPARATOR, (
            "The separator between the fields (FNC1) did not arrive, so lots and dates cannot be"
            " told apart. Set the scanner to send it as the control character GS (29)."
        )
    if typed == expected.swapcase():
        return Verdict.CAPS, "Capital and small letters are swapped: Caps Lock is on."
    for scanner, computer in permutations(KEYBOARDS, 2):
        turned = str.maketrans(KEYBOARDS[scanner], KEYBOARDS[computer])
        if typed == expected.translate(turned):
            return Verdict.LAYOUT, (
                f"The scanner types for a {scanner} keyboard, this computer has a {computer} one:"
                f" {_pairs(typed, expected)}. Set the scanner's keyboard country to {computer}."
            )
    if len(typed) == len(expected):
        return Verdict.LAYOUT, (
            f"The keyboard layout turns characters: {_pairs(typed, expected)}."
            " Set the scanner's keyboard country to that of this computer."
        )
    return Verdict.OTHER, f"Another code arrived: “{typed[:40]}”. Scan the one shown here."


def _pairs(typed: str, expected: str) -> str:
    """Up to three examples: “1” came as “&”, “A” came as “Q”."""
    turned = dict.fromkeys((e, t) for e, t in zip(expected, typed, strict=True) if e != t)
    sentence = ", ".join(f"“{e}” came as “{t}”" for e, t in list(turned)[:3])
    return sentence.replace(GROUP_SEPARATOR, "FNC1")


def _end(burst: Burst, time: int, settings: ScannerSettings, broke: bool) -> Step:
    over = Burst(last=time, ended=True)
    if burst.ended and not burst.text:
        return Step(over, Outcome.SWALLOWED)
    if len(burst.text) < settings.min_length:
        return Step(Burst(), Outcome.PASSED, broke=broke or bool(burst.text))
    code = content(burst.text, settings)
    return Step(over, Outcome.SCANNED if code else Outcome.SWALLOWED, code, broke)


def _check(is_right: bool, message: str, field: str) -> None:
    if not is_right:
        raise UserError(message, field=field, code="bad_scanner_setting")
