"""Demand as a distribution of given mean and variance: negative binomial for pieces, else gamma.

Both arise when a Poisson stream's rate is itself uncertain (Nahmias and Demmy, Management Science
27, 1981); pieces that are sold more evenly than by chance are binomial. Formulas: NIST Handbook
of Mathematical Functions, 5.11, 8.7, 8.9, and Wilson and Hilferty (1931) for the start of a search.
"""

import numpy as np

from desktop.domain.forecast.periods import Flags, Floats

TINY = 1e-12
LEVELS = np.array([0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975])
SLOW = 50.0  # mean below which pieces are counted one by one
_NEAR = 1e-6  # of x, where a search ends; the step before it was a thousand times as long
_NEARLY_POISSON = 1.02  # the least variance over mean that is told from one
_TERMS, _STEPS = 2000, 20
LARGE = 400.0  # shape above which a gamma's cube root is taken as normal; the error is 2e-5
_POLYNOMIAL = (1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.319381530, 0.0)


def log_gamma(a: Floats) -> Floats:
    """log Γ(a) for a > 0 by Stirling's series, after moving a above 8. Error below 1e-12."""
    shift = np.zeros_like(a)
    for _ in range(8):
        small = a < 8
        shift = np.where(small, shift + np.log(np.where(small, a, 1.0)), shift)
        a = np.where(small, a + 1, a)
    tail = 1 / (12 * a) - 1 / (360 * a**3) + 1 / (1260 * a**5) - 1 / (1680 * a**7)
    return np.asarray((a - 0.5) * np.log(a) - a + 0.5 * np.log(2 * np.pi) + tail - shift)


def gamma_below(shape: Floats, x: Floats) -> Floats:
    """The regularised incomplete gamma function P(shape, x), arrays of one shape."""
    x = np.maximum(x, 0.0)
    found = np.where(x > 0, 1.0, 0.0)
    large = shape > LARGE
    found[large] = normal_below(_score(shape[large], x[large]))
    front = np.exp(shape * np.log(np.maximum(x, 1e-300)) - x - log_gamma(shape))
    low = (x > 0) & (x < shape + 1) & ~large
    high = (x > 0) & ~low & (front > 0) & ~large
    found[low] = front[low] * _series(shape[low], x[low])
    found[high] = 1 - front[high] * _fraction(shape[high], x[high])
    return np.clip(found, 0.0, 1.0)


def _score(shape: Floats, x: Floats) -> Floats:
    """Wilson and Hilferty's: the cube root is as good as normal."""
    return np.asarray((np.cbrt(x / shape) - 1 + 1 / (9 * shape)) * 3 * np.sqrt(shape))


def normal_below(z: Floats) -> Floats:
    """Φ(z) by Abramowitz and Stegun's 26.2.17. Error below 1e-7."""
    t = 1 / (1 + 0.2316419 * np.abs(z))
    rest = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * np.polyval(_POLYNOMIAL, t)
    return np.asarray(np.where(z >= 0, 1 - rest, rest))


def _series(shape: Floats, x: Floats) -> Floats:
    """Σ xⁿ / (shape (shape + 1) … (shape + n)), DLMF 8.7.1."""
    term = 1 / shape
    total, at = term.copy(), shape.copy()
    for _ in range(_TERMS):
        at += 1
        term = term * x / at
        total += term
        if not len(term) or (term <= total * 1e-13).all():
            break
    return total


def _fraction(shape: Floats, x: Floats) -> Floats:
    """The continued fraction DLMF 8.9.2 by Lentz's method."""
    b = x + 1 - shape
    c, d = np.full_like(x, 1e300), 1 / b
    found = d.copy()
    for n in range(1, _TERMS):
        a = -n * (n - shape)
        b = b + 2
        d = 1 / _away(a * d + b)
        c = _away(b + a / c)
        found *= d * c
        if not len(x) or (np.abs(d * c - 1) < 1e-13).all():
            break
    return found


def _away(x: Floats) -> Floats:
    return np.where(np.abs(x) < 1e-300, 1e-300, x)


def normal_quantile(p: Floats) -> Floats:
    """Of the standard normal distribution, exact to the float; few levels, many times each."""
    from statistics import NormalDist  # late, as it takes a while: for decimals, fractions, chance

    levels, back = np.unique(p, return_inverse=True)
    exact = NormalDist()
    return np.array([exact.inv_cdf(float(q)) for q in levels])[back].reshape(p.shape)


def gamma_quantile(shape: Floats, p: Floats) -> Floats:
    """x with P(shape, x) = p, by Newton's steps on log x from Wilson and Hilferty's x."""
    z = normal_quantile(p)
    start = shape * np.maximum(1 - 1 / (9 * shape) + z / (3 * np.sqrt(shape)), 0.0) ** 3
    near_zero = np.exp((np.log(p) + log_gamma(shape + 1)) / shape)  # P is x^shape / Γ(shape + 1)
    x = np.where((shape < 0.5) | (start <= 0) | (near_zero < 0.1 * shape), near_zero, start)
    x = np.clip(x, 1e-290, None)
    x, shape, p, fixed = x.ravel(), shape.ravel(), p.ravel(), log_gamma(shape).ravel()
    rest = np.flatnonzero(shape <= LARGE)
    for _ in range(_STEPS):
        at, a = x[rest], shape[rest]
        slope = np.exp(a * np.log(at) - at - fixed[rest])  # dP / d log x
        step = (gamma_below(a, at) - p[rest]) / np.maximum(slope, 1e-300)
        x[rest] = at * np.exp(np.clip(-step, -2, 2))
        rest = rest[np.abs(step) > _NEAR]
        if not len(rest):
            break
    return x.reshape(z.shape)


def below(x: Floats, mean: Floats, variance: Floats, is_counted: Flags) -> Floats:
    """P(demand <= x), element by element; 1 where no demand is expected and x >= 0."""
    x, mean, variance, counted = np.broadcast_arrays(x, mean, variance, is_counted)
    shape = x.shape
    x, mean, variance, counted = x.ravel(), mean.ravel(), variance.ravel(), counted.ravel()
    found = np.where(x >= 0, 1.0, 0.0)
    some = (mean > 1e-9) & (x >= 0) & np.isfinite(x)
    slow = some & (mean < SLOW) & counted
    fast = some & ~slow
    at = np.where(counted[fast], np.floor(x[fast]) + 0.5, x[fast])
    found[fast] = gamma_below(mean[fast] ** 2 / variance[fast], at * mean[fast] / variance[fast])
    found[slow] = _counted_below(np.floor(x[slow]), mean[slow], variance[slow])
    return found.reshape(shape)


def _counted_below(x: Floats, mean: Floats, variance: Floats) -> Floats:
    """Summed up term by term; far out it is as good as 1."""
    size, chance, total = _counting(mean, variance)
    term, found = total.copy(), total.copy()
    active = np.flatnonzero((x > 0) & (found < 1 - 1e-10))
    number, most = 0.0, _far(mean, variance)
    while len(active) and number < most:
        number += 1
        term[active] *= (size[active] + number - 1) / number * (1 - chance[active])
        found[active] += term[active]
        active = active[(x[active] > number) & (found[active] < 1 - 1e-10)]
    return np.minimum(found, 1.0)


def _counting(mean: Floats, variance: Floats) -> tuple[Floats, Floats, Floats]:
    """Size, chance and P(0) of Panjer's class (ASTIN Bulletin 12, 1981).

    Negative binomial where demand strays more than a Poisson stream, else binomial, of which the
    size is negative; each next term is the last × (size + n - 1) / n × (1 - chance).
    """
    wide = np.maximum(variance, mean * _NEARLY_POISSON)
    size = mean**2 / (wide - mean)
    narrow = variance < mean / _NEARLY_POISSON
    some = mean[narrow]
    size[narrow] = -np.ceil(some**2 / (some - variance[narrow]))
    chance = size / (size + mean)
    return size, chance, np.exp(size * np.log(chance))


def _far(mean: Floats, variance: Floats) -> float:
    """No one counts further: fifty deviations above the mean."""
    return float((mean + 50 * np.sqrt(variance)).max(initial=0.0)) + 50


def quantiles(levels: Floats, mean: Floats, variance: Floats, is_counted: Flags) -> Floats:
    """``levels``: … × q, rising; the others: …; the answer: … × q, in units."""
    wanted = np.broadcast_to(levels, (*mean.shape, levels.shape[-1]))
    flat = wanted.reshape(-1, levels.shape[-1])
    counted = np.broadcast_to(is_counted, mean.shape).ravel()
    mu, var = mean.ravel(), np.maximum(variance.ravel(), TINY)
    found = np.zeros_like(flat)
    some = mu > 1e-8
    slow = some & (mu < SLOW) & counted
    fast = some & ~slow
    shape = np.maximum(mu[fast] ** 2 / var[fast], 1e-4)[:, None] + np.zeros(flat.shape[1])
    x = gamma_quantile(shape, flat[fast]) * (mu[fast] / shape[:, 0])[:, None]
    found[fast] = np.where(counted[fast, None], np.maximum(np.ceil(x - 0.5), 0), x)
    found[slow] = _counted_quantiles(flat[slow], mu[slow], var[slow])
    return found.reshape(wanted.shape)


def _counted_quantiles(levels: Floats, mean: Floats, variance: Floats) -> Floats:
    """The least number whose probability is reached, counted up once for all levels."""
    size, chance, total = _counting(mean, variance)
    found = np.where(total[:, None] >= levels, 0.0, np.nan)
    term, active, number = total.copy(), np.flatnonzero(total < levels[:, -1]), 0.0
    most = _far(mean, variance)
    while len(active) and number < most:
        number += 1
        term[active] *= (size[active] + number - 1) / number * (1 - chance[active])
        total[active] += term[active]
        rows = found[active]
        reached = np.isnan(rows) & (total[active, None] >= levels[active])
        rows[reached] = number
        found[active] = rows
        active = active[total[active] < levels[active, -1]]
    return np.where(np.isnan(found), number, found)
