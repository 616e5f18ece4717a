"""What admins see of the embed providers, and how they change what is said of them."""
