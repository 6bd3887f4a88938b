"""Every SELECT of the package, module by module."""
