"""What targets keep to: amounts as they are typed, parts that add up to the whole, completion, and what a change changed."""
