"""Stored answers as files, which a web server hands out without asking the application.

A web server cannot ask the database. So files are removed *before* the commit of what
changes them, under a lock that keeps others from writing meanwhile (decision 95).
"""
