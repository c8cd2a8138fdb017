plugin-title = Settings and language

command-settings = Show and change your settings
    .usage = /settings [setting [value] | reset [setting]]
    .details = Alone it shows all of them with buttons. `/settings quiet` shows one, `/settings quiet 10` sets it, `/settings reset quiet` takes that back.
command-language = Choose the language of my replies
    .usage = /language [language | auto]
    .details = `/language ru` speaks Russian from now on, `/language auto` follows the language of your app again.

# The overview. A heading and a line per setting come in between.
overview-title = **Your settings.** Press one to change it.
overview-line = { $title }: { $value }
overview-empty = None of the plugins has anything to set.
button-setting = { $title }: { $value }

# One setting.
field-title = **{ $title }**
field-name = To set it by a command: { $example }
field-now = Now: { $value }
field-now-default = Now: { $value } (the default)
field-default = Default: { $value }
field-expects = Takes { $expects }.
button-choice-current = ✓ { $value }
button-change = Change
button-reset = Back to the default
button-back = ‹ All settings

# Values.
value-on = on
value-off = off
value-none = nothing
# What may be typed for a switch, separated by spaces.
words-on = on yes true 1
words-off = off no false 0

# Dialogue and outcomes.
ask-value = **{ $title }** takes { $expects }. Send the new value, or /cancel.
saved = { $title } is now { $value }.
reset-done = { $title } is back to the default: { $value }.
reset-was-default = { $title } is at its default already: { $value }.
reset-all = { $count ->
        [0] All your settings are at their defaults already.
        [one] { $count } setting is back to its default.
       *[other] { $count } settings are back to their defaults.
    }
# The next two stand inside a sentence, so they end without a full stop.
invalid = { $title } takes { $expects }
invalid-because = { $title } can't be that: { $problem }
not-saved = Nothing has changed: { $problem }.
unknown-setting = There is no setting “{ $name }”. /settings shows those there are.
ambiguous-setting = Several plugins have a setting “{ $name }”. Say which: { $names }
setting-gone = This setting is gone: its plugin is not loaded any more. /settings shows those there are.

# Language.
language-title = **Language of my replies:** { $language }
language-title-auto = **Language of my replies:** { $language }, as your app says
button-language-auto = As my app says
language-saved = From now on I answer in English.
language-auto = From now on I answer in the language of your app.
language-unknown = I don't speak “{ $language }”. I speak { $languages }: /language { $example }
