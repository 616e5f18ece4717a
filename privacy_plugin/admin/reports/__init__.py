"""Reports in Wagtail's own report views: with filters, as CSV and as XLSX.

Rows of deleted sites are for those whose permission is for all sites. No list names a
person; looking at a single consent is itself written down.
"""
