"""What is done with tokens, and with what belongs to a workspace that removed Lien."""
