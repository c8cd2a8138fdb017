plugin-title = Notes

# What /mode and /help say of the mode.
mode-note = keep what you send as notes
command-note = Keep what you send as notes
    .usage = /note [text]
    .details = Alone it switches to notes. With a text it keeps that, and the mode stays as it is: `/note Buy bread #shopping`. The first line is the title, the hashtags are the tags.

setting-quiet = Pause that ends a note
    .unit = { $value ->
        [one] { $value } second
       *[other] { $value } seconds
    }
    .description = Seconds without a new message after which the note is written.
setting-maxWait = Longest wait for a note
    .unit = { setting-quiet.unit }
    .description = Seconds after the first message at which the note is written at the latest.
setting-maxMessages = Messages in a note
    .description = The note is written with this many messages; an album counts as one.
setting-improve = Improve notes
    .description = With a model, a note gets its title, tags and summary from it, after it was written.

task-improve = Gives notes their titles, tags and summaries

# The answer to a note. $title and $path are Markdown already.
saving = Saving …
saved = Saved **{ $title }** as { $path }
updated = Updated **{ $title }** in { $path }
restored = **{ $title }** is back as { $path }
tagged = **{ $title }** has its new tags, in { $path }
moved = **{ $title }** is now { $path }
shown = **{ $title }** ({ $path })
empty = There was nothing in it to keep, so I made no note of it.
files-kept = { $count ->
        [one] With { $count } file
       *[other] With { $count } files
    }
files-missing = { $count ->
        [one] { $count } file is not in it:
       *[other] { $count } files are not in it:
    }

button-undo = Undo
button-restore = Restore
button-tags = Edit tags
button-move = Move
button-open = Show it
button-keep = Save anyway
button-keep-new = Save as a new note

undone = **{ $title }** is in the trash.
gone = This note is not there any more.
# What was to change a note that is gone: the edit of a message, or a late part of an album.
gone-amended = The note of this message is not there any more, so I kept the change apart.
not-written-yet = What this changes could not be finished yet. Try that one again first, then this.
# $date: when the older note was made.
duplicate = You have the same in **{ $title }** ({ $path }) since { DATETIME($date, dateStyle: "medium") }, so I did not save it again.

# The dialogue for tags.
ask-tags = { $count ->
        [0] **{ $title }** has no tags. Send those to add, divided by commas: `home, garden`.
       *[other] **{ $title }** has { $tags }. Send tags to add, divided by commas, and with a minus those to take away, also from the text: `garden, -home`.
    }
# These stand within a sentence, so they have no full stop.
tags-wrong = { $count ->
        [one] { $words } can't be a tag: letters, digits, “_”, “-” and “/” can, with at least one letter
       *[other] { $words } can't be tags: letters, digits, “_”, “-” and “/” can, with at least one letter
    }
tags-unclear = { $words } may be one tag or several: write { $one }, or { $several }
tags-none = name at least one tag

# The dialogue for folders. $folder is Markdown already.
folder-root = the top folder
ask-folder = **{ $title }** is in { $folder }. Choose a folder, or send the name of another, such as `Work/Ideas`.
# There is no folder yet but the one it is in.
ask-folder-first = **{ $title }** is in { $folder }. Send the name of a folder, such as `Work/Ideas`; it is made where there is none.
ask-folder-again = { $folder } can't be the folder. { $problem } Send another, such as `Work/Ideas`.

# What stands in the notes themselves.
forwarded = Forwarded from { $from }
# Above the new version of a text that nobody can find in the note any more.
edited = Edited:
file-missing = { $file } could not be fetched: { $reason }
file-named = “{ $name }”
file-sized = { $file } ({ $size })
# Reasons, within a sentence.
file-gone = it is not there any more
file-too-large = it is too large
# $size: of the largest file that bots get there.
file-too-large-for = it is too large: bots get no more than { $size } there
file-forbidden = I may not read it
# A file without a name.
kind-photo = A photo
kind-document = A document
kind-voice = A voice message
kind-audio = An audio file
kind-video = A video
kind-animation = An animation
kind-sticker = A sticker
# Titles of notes without words. $date: when it was sent, such as 2026-01-31 18:30.
untitled = Note { $date }
untitled-photo = Photo { $date }
untitled-document = Document { $date }
untitled-voice = Voice message { $date }
untitled-audio = Audio { $date }
untitled-video = Video { $date }
untitled-animation = Animation { $date }
untitled-sticker = Sticker { $date }

# What can be wrong with the vault.
vault-not-found = This note is not there any more.
vault-invalid = A folder can't be called that.
vault-outside = That leads out of your notes.
vault-read-only = The folder of your notes can't be written. Whoever runs the bot has to give it the right to.
vault-full = The disk with your notes is full. Make room, then try again.
vault-damaged = The properties at the top of this note can't be read, and changing them would lose something. Repair the block between the --- lines first.
vault-busy = Something else keeps changing this note. Try again in a moment.
vault-index = The search over your notes does not answer. Try again in a moment.
vault-closed = Your notes are closed, because the bot is stopping. Try again when it runs.
vault-failed = Your notes can't be written: { $reason }
