# What the kernel itself says. Everything here is Markdown; ids and variables are the same in every language.
# A plugin that asks for an id it does not have gets the text from here, so `retry`, `cancelled` and the like need writing only once.

## Commands

# $command: as it was written, without the slash. $near: the commands it may have meant, each with its slash, joined by commas.
unknown-command = There is no command `/{ $command }`. `/help` shows those there are.
unknown-command-near = There is no command `/{ $command }`. Did you mean { $near }? `/help` shows them all.
# $usage: the whole command with its arguments. $problem: what the check of the arguments says.
wrong-arguments = That does not fit ({ $problem }). Use it like this: `{ $usage }`
# What is wrong with the words behind a command, within the brackets of `wrong-arguments`. $expects: what may be given, in words.
argument-wrong = `{ $word }` should be { $expects }
words-few = { $count ->
        [one] { $count } word is missing
       *[other] { $count } words are missing
    }
words-many = { $most ->
        [0] nothing may stand behind it
        [one] at most { $most } word may stand behind it; quotes make one of several
       *[other] at most { $most } words may stand behind it; quotes make one of several
    }
# Somebody uses a command or a button for which their role is not enough: only the owner's commands ask for more than being let in.
not-allowed = Only the owner of this bot may do that.
# A message, edit or press for which no plugin has a handler.
no-handler = Nothing here takes this kind of message. `/help` shows what I can do.

## Handlers that fail. The message is kept as a dead letter and comes with the buttons `retry` and `discard`.

# The disk is full or may not be written.
handler-waits = I can't do this just now: there is no room on the disk, or it can't be written. Your message is kept, and I go on by myself as soon as I can.
handler-failed = Something went wrong, and I could not finish this. Your message is kept: try again when you like.
# $seconds: the time limit.
handler-expired =
    { $seconds ->
        [one] This took longer than { $seconds } second, so I stopped it. Your message is kept: try again when you like.
       *[other] This took longer than { $seconds } seconds, so I stopped it. Your message is kept: try again when you like.
    }
# After a handler died several times with the process, or its plugin is gone.
handler-poisoned = I tried this several times without getting anywhere, so I put it aside. Your message is kept: try again when you like.
# Told where the program was started. $chat: platform and id of the channel. $reason: a sentence.
channel-waits = A post of the channel { $chat } has to wait. { $reason } It is kept, and I go on by myself.
channel-failed = A post of the channel { $chat } could not be finished. { $reason } It is kept: send me /failed to try again.
retry = Try again
discard = Discard
retry-started = Trying again.
retry-running = The earlier try is still ending. Press again in a moment.
retry-gone = There is nothing left to try again: it has been done or discarded.
discarded = Discarded.
# A work item or event that is not the presser's.
retry-foreign = That belongs to somebody else.

## Dialogues

dialogue-cancelled = Cancelled.
dialogue-expired = I did not get an answer in time, so I stopped waiting. Start again when you like.
# Nothing more can be said: the pipe or the terminal has been closed.
dialogue-input-ended = The input has ended, so no answer can come any more. Start again when you like.
dialogue-superseded = The question before is closed, because you began something else.
# $problem: what the check of the answer says.
answer-invalid = I cannot take that answer ({ $problem }). The question is still open; `/cancel` ends it.
# Within the brackets of `answer-invalid`.
answer-wrong = it should be { $expects }
nothing-to-cancel = There is nothing to cancel.

## Buttons

button-expired = This button is too old to work.
button-not-yours = This button was made for somebody else.

## Values that people type

# What may be given: a kind, and what bounds it.
expects = { $kind } { $bounds }
kind-boolean = on or off
kind-choice = one of these: { $choices }
kind-integer = a whole number
kind-number = a number
kind-text = a text
kind-list = a list of texts, separated by commas
bound-between = from { $min } to { $max }
bound-least = of at least { $min }
bound-most = of at most { $max }
bound-above = greater than { $min }
bound-below = less than { $max }
bound-length-between = of { $min } to { $max } characters
bound-length-least = { $min ->
        [one] of at least { $min } character
       *[other] of at least { $min } characters
    }
bound-length-most = { $max ->
        [one] of at most { $max } character
       *[other] of at most { $max } characters
    }
bound-items-between = with { $min } to { $max } entries
bound-items-least = { $min ->
        [one] with at least { $min } entry
       *[other] with at least { $min } entries
    }
bound-items-most = { $max ->
        [one] with at most { $max } entry
       *[other] with at most { $max } entries
    }
# How an argument of a command is called whose schema has no name for it.
argument-boolean = on|off
argument-integer = number
argument-number = number
argument-text = text
argument-list = list

## Roles

role-owner = owner
role-member = member

## The name of the language itself

language-name = English

## The program

# Told where the program was started. $ended, $open: names of platforms.
adapter-ended = { $ended } is closed, { $open } goes on. Ctrl-C stops the program.

## The terminal's command line

# $version: of the program.
version = Portico { $version }
usage =
    Portico: a bot that turns what you send it into notes.

    Usage: deno task start [options]

      --data DIR         where notes, settings and the journal are kept (./data)
      --adapter NAME     a chat platform to open, such as console; may be repeated
      --json             speak one JSON object per line, in and out
      --chaos[=SEED]     let sending fail now and then, to see what happens (console only)
      --plugin SPEC      load one more plugin, ./file.ts or npm:name; may be repeated
      --config FILE      the file of settings (portico.yaml, where there is one)
      --log LEVEL        trace, debug, info, warning, error, fatal or off (warning at a terminal, else info)
      --log-format KIND  human or json (human)
      --help, -h         show this and leave
      --version, -V      show the version and leave

    What lasts can stand in the environment, in .env or in portico.yaml as well: PORTICO_DATA, PORTICO_ADAPTERS,
    PORTICO_PLUGINS, PORTICO_LOG, PORTICO_LOG_FORMAT. README.md lists these and many more.
