"""The printers of this computer by name; asked aside, as some are in a network."""


def printers() -> list[str]:
    """The names of the printers that this computer knows."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return list(QPrinterInfo.availablePrinterNames())
