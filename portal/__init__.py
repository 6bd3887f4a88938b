"""巾帼家政: the station portal of a Women's Federation."""
