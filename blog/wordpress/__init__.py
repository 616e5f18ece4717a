"""Bring a WordPress blog along: its posts, and what its readers wrote beneath them.

``reading`` turns an export file (WXR 1.0 to 1.2) into plain records, one at a time;
``markup`` turns WordPress's HTML into ours; ``importing`` stores the records, all of
them or none; ``report`` counts what was kept, changed and left out. What the purpose
no longer needs (e-mail addresses, IP addresses, accounts of commenters) is not even
read: Art. 5(1)(b) and (c) GDPR.
"""
