"""Three roles, each with all that the one before may; who is inactive may nothing."""

import pytest

from desktop.domain.permissions import GRANTS, NotAllowed, Permission, Role, allow


def test_each_role_includes_the_one_before_and_the_admin_has_all() -> None:
    clerk, manager, admin = (GRANTS[role] for role in Role)
    assert clerk < manager < admin == set(Permission)


def test_a_clerk_works_at_the_till_and_changes_no_prices() -> None:
    may = {Permission.SELL, Permission.RECEIVE, Permission.COUNT, Permission.UNDO}
    may_not = {Permission.EDIT_PRODUCT, Permission.ADJUST, Permission.BACKDATE, Permission.IMPORT}
    assert may <= GRANTS[Role.CLERK]
    assert not may_not & GRANTS[Role.CLERK]
    assert Permission.RUN_DATABASE not in GRANTS[Role.MANAGER]


@pytest.mark.parametrize("role", list(Role))
def test_a_refusal_says_what_and_whom_to_ask(role: Role) -> None:
    for permission in Permission:
        with pytest.raises(NotAllowed) as refused:
            allow(role, False, permission)
        assert permission in refused.value.message
        assert "Ask" in refused.value.hint


def test_a_role_that_does_not_exist_may_nothing() -> None:
    with pytest.raises(ValueError, match="owner"):
        allow("owner", True, Permission.SELL)
