"""The demo content: posts, pictures and comments, loaded once into an empty site.

The texts lie in ``content/<language>/`` as Markdown, the comments beside them. All
people in them are invented. Comments with a consent go through the form and the ledger
like those of any reader.
"""
