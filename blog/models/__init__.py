"""What the blog is made of: an index, posts, standing pages, topics and people.

Rests on Wagtail's page tree (drafts, schedule, preview, locales) and adds only what a
blog needs on top of it.
"""

from blog.models.appearance import Appearance
from blog.models.contact import ContactField, ContactPage
from blog.models.imports import ImportedPost
from blog.models.index import BlogIndexPage
from blog.models.people import Author
from blog.models.posts import PostPage
from blog.models.standard import StandardPage
from blog.models.start import FirstSteps
from blog.models.topics import Category, PostTag

__all__ = [
    "Appearance",
    "Author",
    "BlogIndexPage",
    "Category",
    "ContactField",
    "ContactPage",
    "FirstSteps",
    "ImportedPost",
    "PostPage",
    "PostTag",
    "StandardPage",
]
