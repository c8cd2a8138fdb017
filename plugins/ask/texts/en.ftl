# Everything here is Markdown.

plugin-title = Questions

# What /mode and /help say of the mode.
mode-ask = answer questions from your notes
command-ask = Answer a question from your notes
    .usage = /ask [question]
    .details = Alone it switches to questions. With a question it answers that, and the mode stays as it is: `/ask When does the dentist open?` Numbers in the answer say which note it comes from, and the buttons open it. A question may go on from the one before.

setting-quiet = Pause that ends a question
    .unit = { $value ->
        [one] { $value } second
       *[other] { $value } seconds
    }
    .description = Seconds without a new message after which the question is answered.
setting-maxWait = Longest wait for a question
    .unit = { setting-quiet.unit }
    .description = Seconds after the first message at which the question is answered at the latest.

# While the answer is looked for.
looking = Looking through your notes …
nothing = There is nothing about this in your notes.
sources =
    { $count ->
        [one] **Source**
       *[other] **Sources**
    }
# A line of the list. $title is Markdown already. $date: when the note was written.
source = **{ $title }**, { DATETIME($date, dateStyle: "medium") }
# The model has named no note.
unsourced = _No note is named for this, so look for yourself whether it is so._

# What is no question.
empty = What would you like to know? Write it in words: I look for the answer in your notes. To keep this as a note, switch with `/note` and send it again.
long = That has { $length } characters, and a question may have { $most }. Ask in fewer words, or keep the text as a note first: switch with `/note`, send it, and then ask about it.

# Why there is no answer, behind what the model's own texts say.
kept = Your question is kept.
too-long = Or `/reset` what I remember of this conversation.
search-failed = The search over your notes does not answer.
