plugin-title = Help and health

# The greeting, also of the terminal: two lines that say what to do.
welcome =
    Send me anything, in one message or several: what belongs together becomes one note.
    /help shows everything I can do, /language changes the language.

command-start = Begin here
    .usage = /start
    .details = It says in two lines what to do here.
command-help = What I can do, or how one command goes
    .usage = /help [command or plugin]
    .details = `/help find` says more about one command, and `/help vault`, with a plugin's name, shows the commands of that plugin.
command-status = Whether I am well, and what runs
    .usage = /status
    .details = It counts what is being worked on, what is gathered into a batch, and what has failed.
command-tasks = What runs in the background
    .usage = /tasks
    .details = Each with when it began or runs next; those that have failed say why.
command-cancel = Put an end to the open question
    .usage = /cancel
    .details = Whatever asked you something stops waiting for the answer, and nothing is changed.
command-failed = What could not be finished: try again or discard
    .usage = /failed
    .details = Whatever I could not finish is kept here until you decide. Trying again goes on where it ended, and asks again what it asked.
command-plugins = The loaded plugins and what each holds
    .usage = /plugins
    .details = What each holds (commands, tasks and the like) is what would go with it.

# /help
help-title = **What I can do**
help-line = `{ $usage }`: { $description }
help-line-bare = `{ $usage }`
help-more = `/help` with the name of a command or a plugin says more about it.
# $argument: its name. $said: what it has to look like, in words.
help-argument = `{ $argument }`: { $said }
help-optional = may be left out
help-urgent = It is answered at once, whatever else is running here.
help-owner = Only the owner may use it.

# /status. Times are words already, such as "3 minutes".
status-title = **Portico { $version }**, up for { $uptime }
status-adapters = Open to: { $adapters }
# $time: how much longer.
status-pause = { $platform } asks to wait for { $time }, until { DATETIME($until, dateStyle: "medium", timeStyle: "short") }. { $count ->
        [0] Nothing waits for it.
        [one] { $count } operation waits for it.
       *[other] { $count } operations wait for it.
    }
status-running = { $count ->
        [0] Nothing else is running.
        [one] { $count } handler is running:
       *[other] { $count } handlers are running:
    }
status-running-line = `{ $handler }` for { $time }
status-queued = { $count ->
        [one] { $count } thing is waiting for its turn.
       *[other] { $count } things are waiting for their turn.
    }
status-batches = { $count ->
        [0] Nothing is being gathered.
        [one] { $count } batch is being gathered.
       *[other] { $count } batches are being gathered.
    }
status-pending = { $count ->
        [one] Accepted and not finished: { $count } message
       *[other] Accepted and not finished: { $count } messages
    }
status-work = { $count ->
        [one] Handed over and not finished: { $count } batch
       *[other] Handed over and not finished: { $count } batches
    }
status-dead = { $count ->
        [0] Nothing has failed.
        [one] { $count } thing could not be finished: /failed
       *[other] { $count } things could not be finished: /failed
    }

# /tasks
tasks-title = **In the background**
tasks-none = Nothing of yours runs in the background.
tasks-line = **{ $description }** (`{ $id }`): { $details }
tasks-child = { $description }, { $since }
tasks-child-of = { $description }, { $user }, { $since }
tasks-more = … and { $count } more
state-scheduled = waiting
state-running = running
state-completed = done
state-failed = failed
state-cancelled = cancelled
detail-began = began { $when }
detail-ended = ended { $when }
detail-next = next { $when }
detail-runs = { $count ->
        [one] { $count } run so far
       *[other] { $count } runs so far
    }
detail-error = last error: { $error }
# Descriptions of this plugin's own tasks.
task-forget = Forgets what was finished more than a week ago

# /plugins
plugins-title = { $count ->
        [one] **{ $count } plugin is loaded**
       *[other] **{ $count } plugins are loaded**
    }
plugins-line = **{ $name }**: { $holds }
plugins-holds-nothing = holds nothing

# /failed
failed-none = Nothing has failed.
failed-title = { $count ->
        [one] **{ $count } thing could not be finished**
       *[other] **{ $count } things could not be finished**
    }
failed-line = { $when }: { $reason }
failed-line-of = { $when }, { $account }: { $reason }
failed-more = … and { $count } more, once these are dealt with
failed-retry = Try { $number } again
failed-discard = Discard { $number }
