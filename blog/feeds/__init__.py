"""The Atom feed and the sitemap."""
