"""What can go wrong with the storage itself, in words for who runs the bot."""


class StorageError(Exception):
    """The database cannot be used; the message is one clear line without secrets."""
