"""The words: gettext messages with English sources, worded in the language of the moment (`speak`)."""
