"""A picture from an address, when somebody asked for it: never from this computer's network."""

from urllib.parse import urlsplit

from desktop.domain.download import Allowed, Terms, Unfetched, download, is_public
from desktop.domain.errors import UserError
from desktop.domain.picture_names import is_address

LARGEST = 20 << 20
QUIET_S, LONGEST_S = 10.0, 60.0
MOST_LETTERS = 2_000
SAFE = "Nothing was changed. Try again later, or save the picture and choose the file."


def fetched(address: str, is_allowed: Allowed = is_public) -> bytes:
    """What is there, at most 20 MB in at most a minute; UserError says why not."""
    terms = Terms(LARGEST, QUIET_S, LONGEST_S, _check, "image/*", is_allowed)
    try:
        return b"".join(download(address, terms))
    except Unfetched as error:
        host = urlsplit(address).hostname or address
        told = f"The picture at {host[:100]} was not fetched. {error}"
        raise UserError(told, SAFE, "picture", "not_fetched") from None


def _check(address: str) -> None:
    if not is_address(address) or len(address) > MOST_LETTERS or not address.isprintable():
        raise Unfetched("It is no address of the web.")
