plugin-title = Agent

# What /mode and /help say of the mode.
mode-agent = do things with your notes
command-agent = Have something done with your notes
    .usage = /agent [task]
    .details = Alone it switches to the agent. With a task it begins, and the mode stays as it is: `/agent Collect everything about the flat into one note`. What you forward or attach with it is material for it. Before anything is deleted, or leaves your notes, I ask.
command-stop = Put an end to the agent's task
    .usage = /stop
    .details = What runs here ends at once, and so does what you have asked for and I have not begun. I say what was done.
command-tools = What the agent can do
    .usage = /tools
    .details = Each tool with what it may do: those that delete or send something ask first.

setting-quiet = Pause that ends a task
    .unit = { $value ->
        [one] { $value } second
       *[other] { $value } seconds
    }
    .description = Seconds without a new message after which the agent begins.
setting-maxWait = Longest wait for a task
    .unit = { setting-quiet.unit }
    .description = Seconds after the first message at which the agent begins at the latest.
setting-maxMessages = Messages in a task
    .description = The agent begins with this many messages.

# While it works. $tool is Markdown already.
working = Working …
earlier = { $count ->
        [one] { $count } step
       *[other] { $count } steps
    }
calling = Using { $tool }
tool-undo_last = Taking back the last task
    .about = Takes back all that the last task changed.

# Before something is deleted or sent. All arguments are Markdown already.
approve = **May I do this?**
approve-host = Where to: **{ $host }**
approve-destroy = It deletes ({ $tool }, { $source }).
approve-send = It leaves your notes, or I can't know what it does ({ $tool }, { $source }).
approve-turn = This is { $at } of { $count }: I ask about each by itself.
allow = Allow
decline = Don't
# Where no button can be pressed. It may stand behind a colon.
cannot-ask = I can't ask you here, where no button can be pressed, so I did not do it.
press = press one of the buttons

# The result.
done = Done.
created = { $count ->
        [one] **Created**
       *[other] **Created: { $count }**
    }
changed = { $count ->
        [one] **Changed**
       *[other] **Changed: { $count }**
    }
deleted = { $count ->
        [one] **Deleted**
       *[other] **Deleted: { $count }**
    }
more = … and { $count } more
unknown = **Nobody knows whether this was done.** Look before you do it again:
undo = Undo
so-far = What was done so far stays, and another try goes on from there.

# What ended it.
ended-steps = I stopped after { $calls } steps, which is as many as one task may take. What was done stays; say “go on” to continue.
ended-time = I stopped, because the time for one task is up. What was done stays; say “go on” to continue.
ended-tokens = I stopped, because this task has used up what one may ask of the model. What was done stays.
ended-cycle = I stopped, because the model did the same again and again. What was done stays.
ended-stopped = Stopped.
ended-unanswered = I stopped, because my question was not answered. What was done before it stays.

# /stop
stop-nothing = No task of the agent runs here.
stopping = Stopping …

# Undo
undone = Taken back.
undone-nothing = Nothing could be taken back.
undone-created = Removed again:
undone-changed = As before:
undone-deleted = There again:
undone-left = Left as it is, because it was changed since or could not be taken back:
undo-gone = That is too long ago to be taken back.
undo-before = That was taken back already.

# /tools
tools-offline = Without a language model I understand plain requests, which use only some of these; the others are for a model.
tools-title = **What the agent can do**
effect-read = reads
effect-change = changes, can be undone
effect-destroy = deletes, asks first
effect-send = leaves your notes, asks first

# What can't be a task.
empty = There was nothing to do in it. Write what you want done.
what-with-it = What shall I do with it?
too-long = A task may have { NUMBER($limit) } characters. Say in short what to do, and forward or attach the rest.
amended = I don't do a changed message again. Send it anew if it should be done.
