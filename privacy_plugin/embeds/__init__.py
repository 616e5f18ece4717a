"""Click-to-load embeds: no provider is contacted before a reader asks.

Providers are data (``providers.toml``, a setting, the admin), and each is a processing
activity, ``embeds.<key>``. What an editor pastes is stored as a link (``finder``),
looked up by oEmbed before publication (``items.lookup``), shown as a gate with its
disclosure (``gates.gate``), and loaded into a frame of our own origin whose CSP admits
that provider only (``gates.frame``).
"""
