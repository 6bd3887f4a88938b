"""Which figures a sentence speaks of, weighed by many small signs where no fixed phrase says it."""
