"""汇报材料: reports written in the portal, their figures filled from the tallies and checked against one another."""
