"""目标: what the province and the city set, how it is split, and how far it has come."""
