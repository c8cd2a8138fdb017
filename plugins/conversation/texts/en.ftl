# Everything here is Markdown.

plugin-title = Conversation

command-context = What I remember of this conversation
    .usage = /context
    .details = It helps with questions and tasks that go on from earlier ones. What does not fit any more is forgotten, the oldest first, and all of it 30 days after the last of it.
command-reset = Forget this conversation
    .usage = /reset
    .details = Only what I remember of what was said here: your notes stay as they are.

# $tokens of $limit: what it takes, and what may be taken.
context-title =
    { $count ->
        [one] **I remember { $count } message of this conversation**, { $tokens } of { $limit } tokens:
       *[other] **I remember { $count } messages of this conversation**, { $tokens } of { $limit } tokens:
    }
context-older =
    { $count ->
        [one] … { $count } older one, and
       *[other] … { $count } older ones, and
    }
# $text: how the message begins.
context-user = You: { $text }
context-assistant = I: { $text }
context-hint = `/reset` makes me forget it.
context-empty = I remember nothing of this conversation. Questions and tasks, and what came of them, are kept here: up to { $limit } tokens.

reset-done =
    { $count ->
        [0] There was nothing to forget.
        [one] I have forgotten { $count } message. Your notes stay as they are.
       *[other] I have forgotten { $count } messages. Your notes stay as they are.
    }
