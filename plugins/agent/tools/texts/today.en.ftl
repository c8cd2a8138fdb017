plugin-title = Date and time

# While the agent works.
tool-today = Looking at the calendar
    .about = Knows the date and the time.
