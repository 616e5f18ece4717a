"""Turn an empty database into somebody's own blog: ``manage.py start_blog``."""
