"""City, county and station: the tree, people who sign in, what they may do, applications for new stations."""
