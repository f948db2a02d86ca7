"""What admins set up and everyone may ask of Lien itself."""
