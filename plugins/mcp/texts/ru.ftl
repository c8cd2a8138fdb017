plugin-title = Серверы MCP

command-mcp = Серверы, инструменты которых использует агент
    .usage = /mcp [add | list | enable | disable | remove]
    .details = `/mcp add weather https://example.com/mcp` подключает сервер по адресу. Заголовки пишутся после него: `header: Authorization=Bearer …`. Владелец может запускать и программы: `/mcp add files -- npx some-server`, а `env: ИМЯ=значение` пишется перед двумя дефисами. `/mcp disable weather` и `/mcp enable weather` выключают и включают сервер, `/mcp remove weather` забывает его.

how = `/mcp add имя https://…` подключает сервер, `/mcp list` показывает ваши, а `/mcp enable`, `/mcp disable` и `/mcp remove` требуют имени. Подробнее: `/help mcp`.
none = У вас нет серверов.
which = Какой? Напишите имя; `/mcp list` показывает ваши серверы.
unknown = У вас нет сервера { $name }. `/mcp list` показывает ваши.
unknown-near = У вас нет сервера { $name }. Может быть, { $near }?

# What is wrong with what was written.
add-how = Напишите имя и адрес: `/mcp add weather https://example.com/mcp`.
add-name = Имя — от 1 до 30 строчных латинских букв, цифр и дефисов, первой идёт буква: `/mcp add weather https://…`.
add-address = Это не адрес. Он начинается с https://, а заголовки после него — с `header:`.
add-password = В адресе есть имя пользователя или пароль. Пошлите их заголовком: `header: Authorization=Basic …`.
add-header = Заголовок выглядит так: `header: Authorization=Bearer …`. Те, по которым читаются запросы, например Host, выбрать нельзя.
add-env = Переменные выглядят так: `env: ИМЯ=значение`, перед двумя дефисами.
add-command = Напишите программу после двух дефисов: `/mcp add files -- npx some-server`.
add-too-long = Это слишком длинно.
add-taken = Сервер { $name } у вас уже есть. Выберите другое имя или сначала забудьте его: `/mcp remove { $name }`.
add-too-many = { $most ->
        [one] У вас { $most } сервер, больше нельзя.
        [few] У вас { $most } сервера, больше нельзя.
       *[other] У вас { $most } серверов, больше нельзя.
    } `/mcp remove` забывает сервер.

# $problem: one of the problems below.
add-refused = Сервер { $name } не добавлен: { $problem }
add-failed = Сервер { $name } добавлен, но сейчас от него нет пользы: { $problem }
    Я попробую снова, когда он понадобится агенту. `/mcp remove { $name }` забывает его.
add-slow = Сервер { $name } добавлен. Он пока не отвечает, я ещё подожду: что из этого выйдет, покажет `/mcp list`.
enable-failed = Сервер { $name } включён, но сейчас от него нет пользы: { $problem }
message-deleted = Я удалил ваше сообщение: в нём может быть секрет. То, что я из него храню, никогда не показывается.
delete-message = В вашем сообщении может быть секрет: удалите его здесь. То, что я из него храню, никогда не показывается.
connecting = Подключаюсь к { $name } …
connected = { $count ->
        [one] Сервер { $name } подключён, { $count } инструмент:
        [few] Сервер { $name } подключён, { $count } инструмента:
       *[other] Сервер { $name } подключён, { $count } инструментов:
    }
connected-none = Сервер { $name } подключён, но инструментов у него нет.
more = … и ещё { $count }
left-out = { $count ->
        [one] ещё { $count } пропущен: это было бы слишком много
       *[other] ещё { $count } пропущено: это было бы слишком много
    }
asks-first = Агент использует их в ваших задачах и спрашивает вас, прежде чем что-то уйдёт на сервер.
disabled = Сервер { $name } выключен.
removed = Сервер { $name } забыт.

# /mcp list
list-title = **Ваши серверы**
state-off = выключен
state-idle = подключается, когда нужен агенту
state-connecting = подключается
state-connected = подключён
state-failing = не работает с { DATETIME($since, dateStyle: "medium", timeStyle: "short") }: { $problem }
tools = { $count ->
        [one] { $count } инструмент
        [few] { $count } инструмента
       *[other] { $count } инструментов
    }

# $detail: Markdown, or "none" where nothing more is known.
problem-no-network = бот запущен без доступа к сети. Владелец запускает его через `deno task serve`.
problem-no-programs = бот запущен без права запускать программы. Запустите его через `deno task host`.
problem-owner-only = запускать программы может только владелец. Сервер по адресу доступен всем: `/mcp add имя https://…`
problem-not-secure = адрес должен начинаться с https://.
problem-private-address = его адрес — в частной сети.
problem-off = он выключен.
problem-unreachable = { $detail ->
        [none] там никто не отвечает.
       *[other] там никто не отвечает ({ $detail }).
    }
problem-refused = { $detail ->
        [none] он отказывает.
       *[other] он отказывает ({ $detail }). Проверьте адрес и заголовки.
    }
problem-late = он не ответил вовремя.
problem-ended = { $detail ->
        [none] он исчез.
       *[other] он исчез ({ $detail }).
    }
problem-forgotten = он меня больше не знает.
problem-flood = он шлёт слишком много.
problem-unreadable = { $detail ->
        [none] он не говорит по MCP.
       *[other] он говорит не по MCP ({ $detail }).
    }

# Before a tool that only reads is called, in plain text. $tool: as its server calls it.
confirm-reading = Прочитать через { $tool } сервера { $server }? В этой задаче к нему можно будет обращаться и дальше, в том числе другими инструментами, которые только читают. Что отправляется:
