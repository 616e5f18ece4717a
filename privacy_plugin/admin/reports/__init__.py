"""Reports in Wagtail's report views, with filters, as CSV and XLSX.

Rows of deleted sites need the permission for all sites. No list names a person; each
view of a single consent is logged.
"""
