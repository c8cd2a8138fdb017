plugin-title = MCP servers

command-mcp = Servers whose tools the agent uses
    .usage = /mcp [add | list | enable | disable | remove]
    .details = `/mcp add weather https://example.com/mcp` connects a server by its address. Headers go behind it: `header: Authorization=Bearer …`. The owner may also start programs: `/mcp add files -- npx some-server`, with `env: NAME=value` before the two hyphens. `/mcp disable weather` and `/mcp enable weather` switch one, `/mcp remove weather` forgets it.

how = `/mcp add name https://…` connects a server, `/mcp list` shows yours, and `/mcp enable`, `/mcp disable` and `/mcp remove` take a name. `/help mcp` tells more.
none = You have no servers.
which = Which one? Write its name behind it; `/mcp list` shows yours.
unknown = You have no server { $name }. `/mcp list` shows yours.
unknown-near = You have no server { $name }. Did you mean { $near }?

# What is wrong with what was written.
add-how = Write a name and an address: `/mcp add weather https://example.com/mcp`.
add-name = A name has 1 to 30 lower-case letters, digits and hyphens, a letter first: `/mcp add weather https://…`.
add-address = That is no address. It begins with https://, and headers behind it with `header:`.
add-password = The address has a user or a password in it. Send it as a header: `header: Authorization=Basic …`.
add-header = A header looks like this: `header: Authorization=Bearer …`. Those by which requests are read, such as Host, can't be chosen.
add-env = Variables look like this: `env: NAME=value`, before the two hyphens.
add-command = Write the program behind the two hyphens: `/mcp add files -- npx some-server`.
add-too-long = That is too long.
add-taken = You have a server { $name } already. Choose another name, or forget it first: `/mcp remove { $name }`.
add-too-many = You have { $most } servers, and more can't be had. `/mcp remove` forgets one.

# $problem: one of the problems below.
add-refused = { $name } was not added: { $problem }
add-failed = { $name } is kept, but is of no use now: { $problem }
    I try again whenever the agent needs it. `/mcp remove { $name }` forgets it.
add-slow = { $name } is kept. It is not there yet, and I go on waiting for a while: `/mcp list` shows what comes of it.
enable-failed = { $name } is switched on, but is of no use now: { $problem }
message-deleted = I have deleted your message, because it may show a secret. What I keep of it is never shown.
delete-message = Your message may show a secret: delete it here. What I keep of it is never shown.
connecting = Connecting to { $name } …
connected = { $count ->
        [one] { $name } is connected, with one tool:
       *[other] { $name } is connected, with { $count } tools:
    }
connected-none = { $name } is connected, but has no tools.
more = … and { $count } more
left-out = { $count ->
        [one] one more is left out, which would be too much
       *[other] { $count } more are left out, which would be too much
    }
asks-first = The agent uses them in your tasks, and asks you before anything goes to the server.
disabled = { $name } is switched off.
removed = { $name } is forgotten.

# /mcp list
list-title = **Your servers**
state-off = switched off
state-idle = connects when the agent needs it
state-connecting = connecting
state-connected = connected
state-failing = failing since { DATETIME($since, dateStyle: "medium", timeStyle: "short") }: { $problem }
tools = { $count ->
        [one] one tool
       *[other] { $count } tools
    }

# $detail: Markdown, or "none" where nothing more is known.
problem-no-network = this start of the bot may not use the network. The owner starts it by `deno task serve`.
problem-no-programs = this start of the bot may not start programs. Start it by `deno task host`.
problem-owner-only = only the owner may start programs. A server by its address is for everybody: `/mcp add name https://…`
problem-not-secure = its address has to begin with https://.
problem-private-address = its address is in a private network.
problem-off = it was switched off.
problem-unreachable = { $detail ->
        [none] nobody answers there.
       *[other] nobody answers there ({ $detail }).
    }
problem-refused = { $detail ->
        [none] it refuses.
       *[other] it refuses ({ $detail }). Check the address and the headers.
    }
problem-late = it did not answer in time.
problem-ended = { $detail ->
        [none] it went away.
       *[other] it went away ({ $detail }).
    }
problem-forgotten = it does not know me any more.
problem-flood = it sends too much.
problem-unreadable = { $detail ->
        [none] it does not speak MCP.
       *[other] it does not speak MCP as it should ({ $detail }).
    }

# Before a tool that only reads is called, in plain text. $tool: as its server calls it.
confirm-reading = Read by { $tool } of { $server }? In this task it may then be asked again, also by its other tools that say they only read. What is sent:
