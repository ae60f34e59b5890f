"""Generic plots. Importing one of them brings pyqtgraph, so pages do it when they have figures."""
