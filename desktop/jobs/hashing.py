"""A password as it may be kept: argon2id, slow on purpose, so never on the window's thread."""

from desktop.domain.errors import UserError

SHORTEST = 8
LONGEST = 1024


def hashed(password: str) -> str:
    """argon2id's own text, salt and cost in it. UserError for one that is too short to be one."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UserError(
            f"The password has {len(password)} characters; {SHORTEST} to {LONGEST} are needed.",
            "Nothing was changed. Choose another one.",
            field="password",
            code="password_length",
        )
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)
