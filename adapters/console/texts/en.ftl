# What the console itself says. Plain text, no Markdown.

welcome =
    Type or paste something and press Enter. A number presses a button,
    /file PATH attaches a file, /help says what I can do, Ctrl-D closes this.
terminal-help =
    In this terminal:
    { help-file }
    { help-as }
    { help-quit }
help-file = /file PATH [caption]  attach a file; a path with spaces in quotes, Tab completes it
help-as = /as NAME  be another user, /as you to be yourself again
help-quit = /quit  leave this terminal, like Ctrl-D
# $number: what was typed where buttons have numbers.
no-button = There is no button { $number }. A number alone presses a button; with a word beside it, it is a text.
speaking-as = You are { $user } now. /as { $owner } makes you yourself again.
speaking-as-owner = You are yourself again.
as-bad-name = "{ $user }" can't be a name: take 1 to 64 letters, digits, dots, dashes or underscores.
file-usage = Say which file: /file PATH [caption]. Put a path with spaces in quotes.
file-quote = The quote before the path is not closed.
file-uri = { $path } is no address of a file here. It looks like file:///home/me/list.txt.
file-missing = There is no file { $path }.
file-is-folder = { $path } is a folder. Attach a file, or a ZIP archive of the folder.
file-is-special = { $path } is no regular file, so it can't be attached.
file-unreadable = { $path } can't be read. Check its permissions.
file-saved = saved as { $path }
refused = The bot does not let you in.
not-kept = This was not kept, please send it again: { $reason }
in-line = Line { $line }: { $problem }
more-lines = { $count ->
        [one] { $count } more line was not taken either. Is this a text?
       *[other] { $count } more lines were not taken either. Is this a text?
    }

line-too-long = The line has 1 MB or more. Cut it into several messages, or send a file.
line-not-utf8 = The line is not UTF-8 text.
line-unreadable = From here on the input can't be read. What came before is kept; send the rest again.
line-nul = The line contains NUL bytes.

json-broken = This is not JSON: { $reason }
json-not-object = One JSON object is expected on a line, such as {"{"}"type":"message","text":"Hello"{"}"}.
json-type = The field "type" must be one of: { $types }.
json-field = The field "{ $field }" must be { $expected }.
json-missing = A line of type "{ $type }" needs the field "{ $field }".
json-empty = A message needs a text or files.
json-broken-text = The field "{ $field }" contains half a character (a lone surrogate).
json-nul = The field "{ $field }" contains NUL characters.
expected-text = a text
expected-name = a text of 1 to 256 characters
expected-language = the tag of a language, such as en or pt-BR
expected-paths = a list of up to { $most } paths
expected-forward = an object with the text "from" and maybe the text "link"
expected-time = a time in milliseconds since 1970
