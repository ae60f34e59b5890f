"""The system's keyring for the database's password, where the extra and a keyring are there.

A backend that stores plain text (keyrings.alt) counts as none. What the keyring answers wrongly or
not at all is no error: the password is asked for then, or comes from the environment or pgpass.
"""

import logging
from typing import Any

SERVICE = "onhand"
_PLAIN = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")
_log = logging.getLogger("onhand.passwords")


def find(place: str) -> str:
    """The password kept for a place, "" where there is none."""
    ring = _ring()
    if ring is None:
        return ""
    try:
        return ring.get_password(SERVICE, place) or ""
    except Exception as error:  # backends raise what they like, and none of it stops the start
        _log.warning("the keyring gave no password: %s", type(error).__name__)
        return ""


def keep(place: str, password: str) -> bool:
    """Whether the keyring took it."""
    ring = _ring()
    if ring is None:
        return False
    try:
        ring.set_password(SERVICE, place, password)
    except Exception as error:
        _log.warning("the keyring took no password: %s", type(error).__name__)
        return False
    return True


def has_keyring() -> bool:
    """Whether a password can be kept on this computer."""
    return _ring() is not None


def _ring() -> Any:
    """The backend in use; None where there is no safe one."""
    try:
        import keyring

        ring = keyring.get_keyring()
    except Exception:  # not installed, or no backend of this system works
        return None
    rings = getattr(ring, "backends", [ring])
    modules = [type(each).__module__ for each in rings]
    return None if not modules or any(name.startswith(_PLAIN) for name in modules) else ring
