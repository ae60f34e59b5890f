"""How much will be sold, as a distribution: levels, factors, spread, and what follows for stock."""
