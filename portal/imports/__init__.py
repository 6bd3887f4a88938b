"""What goes in and comes out as Excel: one page for everything that is taken in, and every list as it stands."""
