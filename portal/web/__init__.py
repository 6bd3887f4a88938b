"""The Flask kit: rendering, forms, writes, jobs, print. It knows no domain."""
