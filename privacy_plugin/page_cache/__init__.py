"""A page cache for anonymous readers; an optional app.

Each process keeps whole answers in memory. Nothing is ever purged: triggers note every
change of a table in the transaction that makes it, and one query per request asks
whether anything has changed that the answer was made from (decision 95).
"""
