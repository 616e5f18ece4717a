"""The core's pages in Wagtail's admin: texts, reports, record of processing.

They are under one menu, *Privacy*; other apps add items by the hook
``register_privacy_menu_item``. No report shows more about a person than it needs.
"""
