"""When an alert is raised: five rules, each on or off, with a severity and some with a measure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.domain.errors import UserError

SEVERITIES = ("critical", "warning", "info")
MOST_PERCENT = 1000


@dataclass(frozen=True, slots=True)
class Rule:
    """``percent`` is a rule's measure, 0 where it has none.

    Of ``low_stock``: the share of the reorder point at which a product is low. Of ``depletion``:
    the chance from which on running out before a delivery is told. Of ``price_rise``: by how much
    more than this a vendor's price has to go up.
    """

    kind: str
    severity: str
    percent: int = 0
    is_on: bool = True


Rules = Mapping[str, Rule]
NEGATIVE = Rule("negative", "critical")
OUT_OF_STOCK = Rule("out_of_stock", "critical")
LOW_STOCK = Rule("low_stock", "warning", 100)
DEPLETION = Rule("depletion", "warning", 20)
PRICE_RISE = Rule("price_rise", "info", 5)
DEFAULTS: Rules = {
    rule.kind: rule for rule in (NEGATIVE, OUT_OF_STOCK, LOW_STOCK, DEPLETION, PRICE_RISE)
}
STOCK_KINDS = ("negative", "out_of_stock", "low_stock")
# Of the shop's safety: they have no rule, nobody can put them off for good.
FEED_KINDS = ("feed_failed", "feed_waits")
SAFETY_KINDS = ("backup_old", "drill_failed", "books_broken", "second_failed", *FEED_KINDS)
_MOST = {"depletion": 99}  # a chance
KEY = "alert_rules"  # of the store's setting that keeps what differs from the defaults


def rules_of(kept: Any) -> Rules:
    """The rules that act: what the shop has set, and the defaults for all else.

    What this program does not understand of a setting (a newer one wrote it) stays at its default.
    """
    if not isinstance(kept, dict):
        return DEFAULTS
    return {kind: _rule_of(usual, kept.get(kind)) for kind, usual in DEFAULTS.items()}


def _rule_of(usual: Rule, kept: Any) -> Rule:
    if not isinstance(kept, dict):
        return usual
    found = Rule(
        usual.kind,
        kept.get("severity", usual.severity),
        kept.get("percent", usual.percent),
        kept.get("on", usual.is_on),
    )
    try:
        return check_rule(found)
    except UserError:
        return usual


def kept_of(rules: Rules) -> dict[str, Any]:
    """The rules as the setting keeps them."""
    return {
        kind: {"on": rule.is_on, "severity": rule.severity, "percent": rule.percent}
        for kind, rule in sorted(rules.items())
    }


def check_rule(rule: Rule) -> Rule:
    """The same rule, or a refusal that names what cannot be."""
    usual = DEFAULTS.get(rule.kind)
    if usual is None:
        raise UserError(f"There is no rule “{rule.kind[:60]}”.", field="rules", code="unknown_rule")
    if rule.severity not in SEVERITIES:
        raise UserError(
            "A rule is critical, warning or info.", field=rule.kind, code="bad_severity"
        )
    if not isinstance(rule.is_on, bool):
        raise UserError("A rule is on or off.", field=rule.kind, code="bad")
    number = rule.percent
    least, most = (1, _MOST.get(rule.kind, MOST_PERCENT)) if usual.percent else (0, 0)
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise UserError(
            f"The percentage is {least} to {most}." if usual.percent else "It has no percentage.",
            field=rule.kind,
            code="bad_percent",
        )
    return rule
