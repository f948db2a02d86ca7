"""Running Lien by chat: the command table, personal settings and what is held about whom."""
