"""Form pages of ``wagtail.contrib.forms`` with disclosure and consent.

A site's page type uses ``DisclosedFormMixin``; editors build the form as usual. Each
field names its category of data; one that the activity does not declare is not shown.
"""
