"""Pure rules of the typesetter: what a document is, where a line breaks, what stands on a page."""
