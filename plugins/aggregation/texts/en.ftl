plugin-title = Modes

command-mode = Show or switch what becomes of your messages
    .usage = /mode [name]
    .details = Without a name it shows the modes there are; `/mode note` switches. It holds for this conversation until you switch again.

mode-title = What you send goes to **{ $mode }**. There are:
mode-line = • `/{ $mode }`: { $description }
mode-switched = What you send now goes to **{ $mode }**: { $description }
mode-unknown = There is no mode “{ $asked }”. There are: { $modes }.
mode-gone = The mode “{ $chosen }” is not there at the moment, so this goes to **{ $mode }**.
# It came while a task of before has an open question.
after-answer = Answer my question above first, or `/cancel` it: then I take this up.
no-modes = There is nothing here yet that could take your messages.
# The edit of a message that is in no batch: a command, an answer, or something long past.
edit-unknown = I don't know what became of this message, so editing it has changed nothing. Send it as a new one, and I will take it.
# The edit of a message that was put aside: both wait for their sender.
edit-too-early = The message that this changes could not be finished yet. Try that one again first, then this.
button-mode = { $mode }
button-mode-current = ✓ { $mode }

task-batches = Gathers messages into batches
