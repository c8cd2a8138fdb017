plugin-title = Access

command-whoami = Who you are to this bot
    .usage = /whoami
command-access = Who may come in
    .usage = /access

# $account, $identity: as code. $role: the role's name in this language.
whoami = You are { $identity }, here with the account { $account } ({ $role }).

access-title = **Who may come in**
access-line = - { $identity }: { $role }, account { $account }
access-nobody = Nobody yet.
access-more =
    { $count ->
        [one] … and { $count } more
       *[other] … and { $count } more
    }
access-how = To let somebody in, add them to `PORTICO_ALLOW` as `platform:user` and start again. Who is not on the list is refused, except at a terminal.
