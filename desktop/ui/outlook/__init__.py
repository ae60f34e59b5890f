"""What is told of one product's days ahead, as figures, sentences, chart and table."""
