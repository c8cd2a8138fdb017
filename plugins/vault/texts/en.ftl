# What the vault says. Markdown.

plugin-title = Notes

command-notes = Your newest notes
    .usage = [how many, up to 50]
command-find = Search your notes
    .usage = words

notes-none = You have no notes yet. Send me something, and it becomes one.
notes-newest =
    { $count ->
        [one] Your note:
       *[other]
            { $shown ->
                [one] The newest of your { $count } notes:
               *[other] The { $shown } newest of your { $count } notes:
            }
    }
find-what = Say what to look for: `/find words`. The last word may be unfinished.
find-nothing = Nothing in your notes about “{ $query }”.
find-found =
    { $count ->
        [one] Found one note:
       *[other] Found { $count } notes:
    }

task-rescan = Looks for notes changed by hand
