"""What is typed of programmes, targets, their parts, and who answers for them."""
