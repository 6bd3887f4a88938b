"""月报: months submitted, reviewed and archived, their due days, and what is corrected afterwards."""
