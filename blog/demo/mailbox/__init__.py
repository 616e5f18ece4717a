"""The mailbox of somebody who tries the blog out: every mail it sends, on a page.

It exists where the setting DEMO_MAILBOX names a folder, which only the development
settings do: nothing protects its pages.
"""
