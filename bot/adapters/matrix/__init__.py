"""Matrix: encrypted direct rooms and the rooms of teams, through a homeserver."""
