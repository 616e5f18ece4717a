"""What a site's own look is made of: colours that can be read, and one style sheet.

Nothing here knows a model or a request. The choices are made in the admin, see
`blog.models.Appearance`; what they are measured against is what a theme states about
itself in ``theme.toml``, see `blog.themes.tokens`.
"""
