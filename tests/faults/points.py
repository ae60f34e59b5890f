"""Which of a run's points a test kills it at."""

from random import Random

Part = tuple[int, int] | None  # of a whole run; None for a sample
EARLY, LATE = 1, 1  # of a sample


def chosen(points: int, part: Part, last: int, early: int = EARLY, late: int = LATE) -> list[int]:
    """All points (part 2 of 5: every fifth from the second), or some of them.

    The ``last`` ones are where it becomes serious: ``late`` of a sample are among them.
    """
    if part is not None:
        return list(range(part[0], points + 1, part[1]))
    dice = Random(11)
    before = dice.sample(range(1, points - last), early)
    return sorted([*before, *dice.sample(range(points - last, points + 1), late)])
