# All of it is Markdown.

# A day in a list.
day = { DATETIME($date, dateStyle: "medium", timeZone: "UTC") }
quoted = “{ $word }”
# What was looked for, within other texts. Several are joined by commas.
what-topic = “{ $words }”
what-folder = folder { $folder }

# $what: what was looked for. $of: none where that is everything.
found =
    { $count ->
        [one] Found { $count } note for { $what }:
       *[other] Found { $count } notes for { $what }:
    }
nothing-found =
    { $of ->
        [none] There are no such notes.
       *[some] Nothing found for { $what }.
    }
no-notes = There are no notes yet.
last-notes =
    { $count ->
        [one] The last note:
       *[other] The last { $count } notes:
    }
# $count: how many there are. $shown: how many are listed. $rest: none where that is all.
notes =
    { $count ->
        [one] { $count } note
       *[other] { $count } notes
    }{ $of ->
        [none] {""}
       *[some] , { $what }
    }{ $rest ->
        [none] :
       *[some] , of which these are the newest { $shown }:
    }
count =
    { $count ->
        [0] There are no notes
        [one] There is { $count } note
       *[other] There are { $count } notes
    }{ $of ->
        [none] .
       *[some] : { $what }.
    }
count-at-least = At least { $count } notes: { $what }.
# $words: the words that were searched.
recall =
    { $count ->
        [one] { $count } note has a word like { $words }. What it means takes a model; this is the note:
       *[other] { $count } notes have words like { $words }. What they mean takes a model; these are the notes:
    }
recall-none = No note has words like { $words }.
# $notes: how many notes were looked at. $rest: some, if there are more.
tags =
    { $count ->
        [one] There is { $count } tag
       *[other] There are { $count } tags
    }{ $rest ->
        [none] :
       *[some] {" "}in the newest { $notes } notes:
    }
tags-none = No note has a tag yet.
# $title: of a page.
visited = The page “{ $title }” says:
today =
    Today is { DATETIME($date, dateStyle: "full", timeZone: "UTC") }{ $of ->
        [none] .
       *[some] , { $time }.
    }

# $change: added, removed, cleared (all tags), replaced. $add, $remove: tags.
tagged =
    { $change ->
        [added] { $count ->
            [one] Tagged { $count } note with { $add }.
           *[other] Tagged { $count } notes with { $add }.
        }
        [removed] { $count ->
            [one] Took { $remove } off { $count } note.
           *[other] Took { $remove } off { $count } notes.
        }
        [cleared] { $count ->
            [one] Took all tags off { $count } note.
           *[other] Took all tags off { $count } notes.
        }
       *[replaced] { $count ->
            [one] Replaced { $remove } by { $add } in { $count } note.
           *[other] Replaced { $remove } by { $add } in { $count } notes.
        }
    }
tagged-already =
    { $change ->
        [added] { $count ->
            [1] “{ $title }” has { $add } already.
           *[other] { $count } notes have { $add } already.
        }
       *[other] { $count ->
            [1] { $remove ->
                [none] “{ $title }” has no tags.
               *[other] “{ $title }” does not have { $remove }.
            }
           *[other] { $remove ->
                [none] { $count } notes have no tags.
               *[other] { $count } notes do not have { $remove }.
            }
        }
    }
renamed = Renamed “{ $old }” to “{ $title }”.
renamed-already = It is called “{ $title }” already.
moved =
    { $count ->
        [one] Moved { $count } note to the folder “{ $folder }”.
       *[other] Moved { $count } notes to the folder “{ $folder }”.
    }
moved-already =
    { $count ->
        [1] “{ $title }” was in the folder “{ $folder }” already.
       *[other] { $count } notes were in the folder “{ $folder }” already.
    }
appended = Added it to “{ $title }”.
deleted =
    { $count ->
        [one] Moved { $count } note to the trash.
       *[other] Moved { $count } notes to the trash.
    }
created = Made the note “{ $title }”.
merged = Merged { $count } notes into “{ $title }”.
merge-one = There is only “{ $title }”; merging takes two notes or more.
collected = Collected { $count } notes in “{ $title }”.
collect-one = There is only “{ $title }”, so there is nothing to collect.
# The title of a note. $topic: “about the flat”.
collected-topic = Everything { $topic }
collected-notes = Collected notes
undone = Took back what was done last.

# What could not be done.
ask-which = Say “the first one”, or name it by its title.
which =
    Which one do you mean? { ask-which }

    { $list }
which-one = Which note do you mean? Name it by words of its title.
no-note = There is no note called “{ $what }”.
no-title =
    No note is called “{ $what }”. Did you mean one of these? { ask-which }

    { $list }
not-all =
    No note has all of this: { $what }. Is one of these meant? { ask-which }

    { $list }
no-place = There is no number { $place } in the last list.
no-date = I could not find out what day it is.
say-it-whole = Please say the whole request again, with the title “{ $title }” in quotes.
nothing-attached = There is nothing attached. Write the text behind a colon, or forward something together with the request.
# $title: of the note. $message: what the tool said.
not-changed = “{ $title }” was not changed: { $message }
tool-failed = That did not work: { $message }
declined = You declined, so I stopped.
# $list: notes, one a line. $rest: how many more.
declined-left =
    You declined, so I stopped. { $count ->
        [one] This note stays:
       *[other] These { $count } notes stay:
    }

    { $list }{ $rest ->
        [0] {""}
       *[other] , and { $rest } more
    }
# $tool: name of the tool.
no-tool = I can't do that here: the tool “{ $tool }” is not offered.
misfit = I can't do that: the tool “{ $tool }” does not take it.
lost = That is more than I can keep in mind at once. Ask for fewer notes at a time, please.
too-long = “{ $title }” is too long for that.
limit = That is more than I do in one go, so I stopped here.
other-model = Another model began this, and I can't go on where it was. Please ask again.
maybe-more = There may be more; these are the first { $shown }.
only-first = There are { $total }; these are the first { $shown }. Ask again for more.
# $words: requests that were not carried out.
left-undone = Not done: “{ $words }”
beyond = That needs a language model, and none is configured (`PORTICO_MODEL_URL`). Without one I can find, list, open, tag, untag, rename, move, append to, merge, collect, create and delete notes, and undo. For example: “find notes about the flat”, “tag everything about the flat with home”, “append milk to shopping”.
unknown = I did not understand that. With a language model (`PORTICO_MODEL_URL`) I would understand more. Without one I can find, list, open, tag, untag, rename, move, append to, merge, collect, create and delete notes, and undo. For example: “find notes about the flat”, “tag everything about the flat with home”, “append milk to shopping”.
remind = I can't remind you of anything: I have no alarm, with a language model or without one. I can keep it as a note: say “make a note: call Anna on Friday”.
greet = Hello. Say what I shall do with your notes, or “help” to see what I understand.
thank = You are welcome.
# $of: what was asked for.
incomplete =
    { $of ->
        [rename] Say which note, and its new title: “rename Shopping to Groceries”.
        [tag] Say which notes, and the tag: “tag Shopping with home”.
        [untag] Say which notes, and which tag to take off: “remove tag home from Shopping”.
        [move] Say which notes, and the folder: “move Shopping to the folder Home”.
        [append] Say what to add, and to which note: “append milk to Shopping”.
        [merge] Say which notes to merge: “merge Rent and Flat”.
        [delete] Say which notes to delete: “delete Shopping”.
        [find] Say what to find: “find notes about the flat”.
        [create] Say what to write: “make a note Shopping: milk, bread”.
       *[open] Say which note to open: “open Shopping”.
    }
help =
    Without a language model (`PORTICO_MODEL_URL`) I understand plain requests:

    - “find notes about the flat”, “list the last 5”, “list notes tagged home”, “what did I write last week”
    - “open Shopping”, “how many notes tagged home”, “what day is it”
    - “tag everything about the flat with home”, “remove tag home from Shopping”
    - “make a note Shopping: milk, bread”, “append milk to shopping”
    - “rename Shopping to Groceries”, “move all about work to Work/2026”
    - “merge Rent into Flat”, “collect everything about the flat into one note and tag it flat”
    - “delete all notes tagged tmp”, “undo”

    Put titles in quotes, and join requests by “and then” or new lines.

# Answers from notes.
from-notes = From your notes:
