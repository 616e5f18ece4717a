"""Form pages of ``wagtail.contrib.forms`` that say what happens with an entry.

A site's page type takes ``DisclosedFormMixin``; editors build the form as always. What
is asked is what is declared: each field says which kind of data it takes, and one that
the activity does not declare is not shown.
"""
