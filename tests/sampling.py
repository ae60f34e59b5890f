"""How many examples a property test runs: a seeded sample, or with --full the whole count."""

from hypothesis import HealthCheck, Phase, settings


def sampled(full: bool, few: int, many: int) -> settings:
    """Settings for a property that works on a real database."""
    return settings(
        max_examples=many if full else few,
        derandomize=not full,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
