"""The neutral language every chat is spoken to in; it imports the standard library and i18n."""
