"""Where Lien was let in: what it may act with in a workspace, and what is erased once it leaves."""
