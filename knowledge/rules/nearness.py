"""How near somebody is to a condition that fails: by how much a limit is missed, and whether it can be changed."""

from knowledge.rules.program import Finding
from knowledge.rules.schema import Leaf, leaves
from knowledge.rules.values import Catalogue, Facts

# A limit missed by so much of itself is missed by little.
_LITTLE = 0.12
BARELY, CURABLE = 4.0, 2.0


def nearness(finding: Finding, facts: Facts, catalogue: Catalogue) -> float:
    """0 when the condition is out of reach; more for a limit barely missed than for what has yet to be done.

    `facts` are complete with what follows from them.
    """
    gaps = [gap for leaf in leaves(finding.condition) if (gap := _gap(leaf, facts)) is not None]
    if gaps:
        return BARELY if min(gaps) <= _LITTLE else 0.0
    to_be_done = finding.condition.cure is not None or any(catalogue[name].formality for name in finding.facts)
    return CURABLE if to_be_done else 0.0


def _gap(leaf: Leaf, facts: Facts) -> float | None:
    """How far the value is from the nearest limit, as a share of it; None when there is no limit or no number."""
    value = facts.get(leaf.fact)
    limits = [float(limit) for limit in (leaf.from_, leaf.to, leaf.above, leaf.below) if isinstance(limit, int | float)]
    if not limits or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return min(abs(value - limit) / max(abs(limit), 1.0) for limit in limits)
