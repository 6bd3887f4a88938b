"""What strangers fill in, and the form of a code that is to hang somewhere."""
