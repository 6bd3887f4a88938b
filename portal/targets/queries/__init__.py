"""Every SELECT on programmes, targets, their parts, and who answers for them."""
