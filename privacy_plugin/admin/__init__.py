"""What people who run a site get in Wagtail's admin: texts, reports, the record.

Everything stands under one menu, *Privacy*. Other apps add to it by the hook
``register_privacy_menu_item``. Rests on Wagtail's generic views and on the packages
below; no fact is stored here, and no report shows more about a person than it needs.
"""
