"""Makes the tones of resources/sounds; ``python -m tests.ui.tones`` writes them anew."""

import io
import math
import wave
from array import array

from desktop.ui.assets import asset
from desktop.ui.sound import TONES, Tone

RATE = 22050
LOUDNESS = 0.55
RAMP_S = 0.004
GAP_S = 0.035
# Shares of the first, second and third overtone: deep tones stay audible on small speakers.
OVERTONES = (1.0, 0.3, 0.18)


def samples(tone: Tone) -> "array[int]":
    """16-bit samples of a tone's beeps, with a short silence between them."""
    out: array[int] = array("h")
    for place, (first, last, ms) in enumerate(tone.beeps):
        if place:
            out.extend([0] * round(GAP_S * RATE))
        out.extend(_beep(first, last, ms / 1000))
    return out


def _beep(first: int, last: int, seconds: float) -> list[int]:
    count = round(seconds * RATE)
    result, phase = [], 0.0
    for i in range(count):
        phase += 2 * math.pi * (first + (last - first) * i / count) / RATE
        ramp = min(1.0, i / (RAMP_S * RATE), (count - 1 - i) / (RAMP_S * RATE))
        level = sum(share * math.sin(phase * n) for n, share in enumerate(OVERTONES, start=1))
        result.append(round(32767 * LOUDNESS * ramp * level / sum(OVERTONES)))
    return result


def wav(tone: Tone) -> bytes:
    """The tone as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(samples(tone).tobytes())
    return file.getvalue()


if __name__ == "__main__":
    for name, made in TONES.items():
        asset("sounds", f"{name}.wav").write_bytes(wav(made))
