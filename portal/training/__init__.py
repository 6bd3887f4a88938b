"""三免一公: free training, free certificate, free placement, and welfare service; it begins with the intake."""
