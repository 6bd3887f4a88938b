"""The forms of the package, module by module."""
