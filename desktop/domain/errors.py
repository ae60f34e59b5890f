"""Errors that may be shown to a person as they are; anything else is a fault of ours."""


class UserError(Exception):
    """Something a person can act on: what happened, what to do next, and which field it is about.

    ``code`` is a stable word for programs ("unknown_code"); ``field`` names the input at fault.
    """

    def __init__(
        self, message: str, hint: str = "", field: str = "", code: str = "refused"
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    @property
    def line(self) -> str:
        """For the log: all of it in one line, with the code at its end."""
        return f"{' '.join(str(self).split())} ({self.code})"


class UnknownCode(UserError):
    """No product has a code. ``link`` is what a product is given so that the code finds it."""

    def __init__(self, text: str, link: str = "") -> None:
        super().__init__(
            f"No product has the code “{text if len(text) <= 60 else text[:57] + '…'}”.",
            "Link it to a product, create one, or go on.",
            field="code",
            code="unknown_code",
        )
        self.link = link or text


class Unavailable(UserError):
    """The world is at fault (disk full, server gone, file locked); the data is as it was.

    ``is_undecided`` says that a commit was sent and no answer came: the same command may be sent
    again, its ids make sure that nothing is booked twice.
    """

    def __init__(
        self, message: str, hint: str = "", code: str = "unavailable", is_undecided: bool = False
    ) -> None:
        super().__init__(message, hint, code=code)
        self.is_undecided = is_undecided
