"""What editors see of subscriptions: people masked, mails counted."""
