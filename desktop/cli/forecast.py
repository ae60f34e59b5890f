"""``forecast``: what will be sold, and when stock is gone."""

from argparse import Namespace
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from desktop.cli.access import chosen, open_shop
from desktop.cli.noting import noted
from desktop.cli.output import Output, Usage, facts
from desktop.cli.progress import Told
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.schema import Product


def panel(options: Namespace, out: Output) -> int:
    """Forecasts of the series of a file, written to a file: any data, any peer."""
    from desktop.domain.forecast.model import fit
    from desktop.jobs.forecasting.panel import read_panel, read_stock
    from desktop.jobs.forecasting.result import write_depletions, write_forecasts

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


def run(options: Namespace, out: Output) -> int:
    """Forecasts of all products, or of some, in a process of its own."""
    from desktop.jobs.forecasting.turns import Asked, forecast

    with noted(options, "forecast", "Forecast") as ending, open_shop(options) as shop:
        products = _products(shop, options.sku) if options.sku else None
        asked = Asked(shop.actor, shop.clock.now(), products)
        found = forecast(chosen(options), shop.database.read, shop.ids, asked, Told())
        number = found["products"]
        ending.words = f"{number} product{'' if number == 1 else 's'}"
        ending.payload = {"totals": found["totals"]}
    if found.get("is_elsewhere"):
        out.result({"ok": True, **found}, "It was made elsewhere meanwhile.")
    else:
        out.result({"ok": True, **found}, f"{ending.words}, from {found['days']} days.")
    return 0


def show(options: Namespace, out: Output) -> int:
    """One product at the stock of now."""
    from desktop.jobs.forecasting.looking import outlooks
    from desktop.queries.shop import shop_info

    with open_shop(options, reads=True) as shop:
        product = _products(shop, [options.sku])[0]
        with shop.database.read() as session:
            info = shop_info(session, shop.actor)
            found = outlooks(session, info, shop.clock.now(), [product])
    if not found:
        raise UserError(
            f"There is no forecast of {options.sku}.",
            "Run “forecast run” first; it looks at active products that have moved.",
            code="no_forecast",
        )
    told = found[0]
    values = {
        "sku": options.sku,
        "on_hand": told.on_hand,
        "on_order": told.on_order,
        "daily_rate": round(told.parameters.rate, 3),
        "depletion_date": told.told.usual,
        "earliest_date": told.told.earliest,
        "confidence": round(told.told.confidence, 3),
        **{f"p{days}": round(told.told.within(days), 4) for days in (7, 14, 28)},
        "lead_days": told.lead_days,
        "p_within_lead": round(told.chance, 4),
        "is_enough": told.parameters.is_enough,
    }
    out.result(values, facts(values.items()))
    return 0


def _products(shop: Shop, skus: Sequence[str]) -> list[UUID]:
    """UserError for the first one that is none."""
    with shop.database.read() as session:
        rows = session.execute(select(Product.sku, Product.id).where(Product.sku.in_(skus)))
        found = {row.sku: row.id for row in rows}
    missing = [sku for sku in skus if sku not in found]
    if missing:
        raise UserError(
            f"There is no product {missing[0]}.", "Look at “list products”.", code="unknown"
        )
    return [found[sku] for sku in skus]
