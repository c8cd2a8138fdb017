# Everything here is Markdown.

plugin-title = Vault

command-notes = The newest notes
    .usage = /notes [how many]
    .details = Ten of them, or as many as you say, up to 50: `/notes 20`.
command-find = Search the notes
    .usage = /find words
    .details = It finds words in all their forms, and words between quotes next to each other: `/find "rye bread" milk`. Where no note has all of them, those with some are shown.

# $title: the note's title, escaped. $date: when it was written. $path: its file within the vault, as code.
note-line = **{ $title }**, { DATETIME($date, dateStyle: "medium") }, { $path }

# Buttons that open a note of a list: where buttons are shown, and where they have numbers of their own.
button-number = { $number }
button-note = Note { $number }

# $count: notes in the vault. $shown: notes listed below.
notes-title =
    { $count ->
        [one] **Your { $count } note**
       *[other]
            { $shown ->
                [one] **The newest of your { $count } notes**
               *[other] **The newest { $shown } of your { $count } notes**
            }
    }
notes-none = There are no notes yet. Send me anything, and it becomes one.

find-title =
    { $count ->
        [one] **{ $count } note found**
       *[other] **{ $count } notes found**
    }
# No note has all of the words, but some have one or more of them.
find-title-any =
    { $count ->
        [one] **No note has all of these words. { $count } has some:**
       *[other] **No note has all of these words. { $count } have some:**
    }
find-none = Nothing found. Try fewer or other words; the ending of a word does not matter.
find-what = What shall I look for? Use it like this: `/find milk bread`

task-rescan = Looks for notes changed by hand
