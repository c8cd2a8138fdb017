plugin-title = Date and time

# While the agent works.
tool-today = Looking at the calendar
