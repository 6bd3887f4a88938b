"""Every write of the package, module by module."""
