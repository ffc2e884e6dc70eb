"""Reports: a period's evaluation as one model, shown as a page, an HTML file to print, or a PDF."""
