"""A site whose base page model is its own, and which lets events be commented on."""
