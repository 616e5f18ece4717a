"""Embeds that contact nobody until a reader asks for it.

The optional app ``embeds``: who provides embeds is data (``providers.toml``, a setting,
the admin), and each provider is a processing activity of its own, ``embeds.<key>``.
What an editor pastes is stored as a link (``finder``), looked up before publication
(``lookup``), shown as a gate with its disclosure (``gate``), and loaded by a form into
a frame of our own origin whose policy admits that one provider (``frame``).
"""
