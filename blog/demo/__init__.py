"""What the blog shows to somebody who wants to see it: essays, pictures, voices.

The texts lie in ``content/<language>/`` as Markdown, the comments beside them; both
languages say the same things, each in its own way. Everybody in them is invented.
``loading`` brings all of it into an empty site, once. Comments with a consent go
through the form and the ledger like those of any reader.
"""
