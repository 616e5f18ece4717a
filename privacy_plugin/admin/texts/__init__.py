"""Writing texts in Wagtail's admin, checked for each site."""
