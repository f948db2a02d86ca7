"""Who there is: units in a tree, people in them, roles, working hours and absences."""
