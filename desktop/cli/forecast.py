"""``forecast``: what will be sold, and when stock is gone."""

from argparse import Namespace

from desktop.cli.output import Output, Usage


def panel(options: Namespace, out: Output) -> int:
    """Forecasts of the series of a file, written to a file: any data, any peer."""
    from desktop.domain.forecast.model import fit
    from desktop.jobs.forecasting import read_panel, write_depletions, write_forecasts
    from desktop.jobs.forecasting.panel import read_stock

    if bool(options.stock) != bool(options.depletion_out):
        raise Usage("--stock and --depletion-out go together.", "Name both, or neither.")
    told = read_panel(options.history, options.future, options.events)
    stocks = read_stock(options.stock, told.names) if options.stock else []
    found = fit(told.history)
    values = {
        "ok": True,
        "series": len(told.names),
        "rhythm": told.history.rhythm.name,
        "rows": write_forecasts(options.out, told, found),
    }
    if options.depletion_out:
        values["depletions"] = write_depletions(options.depletion_out, told, found, stocks)
    words = f"{values['rows']} lines of {values['series']} series, each {values['rhythm']}."
    out.result(values, words)
    return 0
