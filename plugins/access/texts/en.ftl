plugin-title = Access

command-whoami = Who you are to this bot
    .usage = /whoami
    .details = It shows your account, your role, and the id by which the owner can let you in with `/allow`.
command-access = Who may come in, and who was turned away
    .usage = /access
    .details = It lists everybody who may come in, with buttons to end that, and who was turned away lately.
command-pair = Become the owner here too, or come in, by a code
    .usage = /pair [code]
    .details = Alone it gives the owner a code; sent from where else they write to me, it makes them the same person there. Whoever was invited sends their code in the same way: `/pair ABCDE-12345`.
command-invite = A code that lets one person in
    .usage = /invite [hours]
    .details = The code works once, for a day or as many hours as you say: `/invite 2`. The person sends it with `/pair`.
command-allow = Let a person, a channel or a group in
    .usage = /allow <platform:id | here> [mine | addressed | everything]
    .details = `/allow telegram:12345` lets a person in, and in a group `/allow here` lets the group in; the last word says which of its messages I take.
command-revoke = Let a person, a channel or a group in no longer
    .usage = /revoke <platform:id | here>
    .details = `/revoke telegram:12345`, or in a group `/revoke here`. What they have sent stays; I take nothing more.

# $account, $identity: as code. $role: the role's name in this language.
whoami = You are { $identity }, here with the account { $account } ({ $role }).

# Said once an hour at most to who may not come in. $identity: as code, which the owner gives to /allow.
private = This bot is private. If its owner knows you, ask for an invitation, or tell them that you are { $identity }.
private-group = This bot does not serve this group. Its owner can change that by writing `/allow here`.
# The same while nobody is the owner on that platform: then it is most likely the owner who writes.
private-unowned = This bot waits for its owner. If that is you, send me `/pair` and the code that is shown where I was started.
code-wrong = That is no code, or it has been used or has expired. Ask whoever gave it to you for another.
code-wrong-unowned = That is not the code. The one to send is shown where I was started; each start makes a new one until it is used.
code-too-often = Too many wrong codes. Try again in an hour.
paired-owner = You are the owner here: what you send goes into the same notes as at the terminal. /help shows everything.
paired-member = You are in. Send me anything, and it becomes a note of your own. /help shows everything.

# At the terminal. $link: a URL.
notice-pair = Open to { $platform } as { $name }. To be its owner, send it: /pair { $code }
notice-pair-link = Open to { $platform } as { $name }. To be its owner, send it /pair { $code }, or open { $link }
notice-away = { $platform } can't be reached yet. I go on trying, and say here when I am there.
notice-open = Open to { $platform } as { $name }.
notice-open-link = Open to { $platform } as { $name }: { $link }

# $who: a name and an id, no Markdown.
notice-came-owner = { $who } is the owner now.
notice-came-member = { $who } has come in by an invitation.

pair-how = Write the code behind it: `/pair 7KQ4M-2XW9P`.
pair-offered =
    To be the owner on another account or platform, send from there within { $minutes } minutes:
    { $code }
invite-private = A code is nothing for a group: ask me in a private chat.
invited = { $hours ->
        [one] Whoever sends this first within an hour comes in as a member: { $code }
       *[other] Whoever sends this first within { $hours } hours comes in as a member: { $code }
    }

# $who: as code.
invite-used = { $who } has come in by your invitation. /access shows everybody.

# $who, $identity, $chat: as code. $hears: one of hears-….
subject-here = `here` is for groups: write it in the group that it is about.
subject-id = { $who } names nobody. Write `platform:id`, such as `telegram:12345`; /access shows the ids of those who may come in or were turned away.
# $example: as code.
subject-id-shape = { $who } is nobody's id; there they look like { $example }. /access shows the ids of those who were turned away, and I tell theirs to whoever writes to me.
allowed = { $identity } may come in, with an account of their own: { $account }.
allowed-before = { $identity } could come in already, with the account { $account }.
allowed-mine = What comes from { $identity } is yours: it goes into your own notes.
allowed-here = The people of this group may use me here; I hear { $hears }.
allowed-group = The people of { $chat } may use me there; I hear { $hears }.
# The platform hands a bot of this kind only what is said to it. $platform: its name.
allowed-group-kept-back = But { $platform } keeps back from me what is not said to me, unless I am an administrator there: make me one, or switch off my privacy mode and put me into the group again.
hears-addressed = what is said to me
hears-everything = everything
revoke-self = That is you. Do that from another identity of yours, so that you do not lock yourself out.
revoke-nobody = { $identity } could not come in anyway.
revoked = { $identity } may not come in any more. What they have kept stays.
revoked-configured = { $identity } may not come in any more, until the next start: the configuration lets them in (`PORTICO_ALLOW`, `PORTICO_OWNER`).

access-title = **Who may come in**
access-line = - { $identity }: { $role }, account { $account }
access-nobody = Nobody yet.
access-more =
    { $count ->
        [one] … and { $count } more
       *[other] … and { $count } more
    }
access-groups = **Groups**
access-group = - { $chat }: I hear { $hears }
# $who: as code, with the name where one is known.
access-strangers = **Turned away lately**
access-stranger = - { $who }
access-stranger-is-channel = - the channel { $who }
access-stranger-group = - { $who } in the group { $chat }
access-stranger-channel = - { $who } in the channel { $chat }
# On a button. $who: a name or an id.
button-revoke = Put out { $who }
# $who: as code, with the name where one is known.
revoke-ask = May { $who } come in no longer? What they have sent stays; I take nothing more.
button-revoke-now = Put out
button-back = Back
access-how = `/invite` makes a code for somebody, `/allow platform:id` lets them in at once, `/revoke platform:id` takes it back. At a terminal everybody comes in.
