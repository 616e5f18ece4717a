"""Who may do what on which sites."""
