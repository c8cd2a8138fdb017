plugin-title = Помощь и здоровье

# Приветствие, и в терминале тоже: две строки о том, что делать.
welcome =
    Присылайте что угодно, одним сообщением или несколькими: что относится к одному, станет одной заметкой.
    /help покажет всё, что я умею, /language сменит язык.

command-start = Начните отсюда
    .usage = /start
    .details = В двух строках говорит, что здесь делать.
command-help = Что я умею или как пользоваться командой
    .usage = /help [команда или плагин]
    .details = `/help find` рассказывает об одной команде, а `/help vault` с именем плагина показывает его команды.
command-status = Всё ли в порядке и что сейчас идёт
    .usage = /status
    .details = Считает, что сейчас в работе, что собирается в пачку и что не удалось.
command-tasks = Что делается в фоне
    .usage = /tasks
    .details = О каждом сказано, когда начато или будет дальше; о неудачах сказано, почему.
command-cancel = Закончить открытый вопрос
    .usage = /cancel
    .details = Тот, кто о чём-то спросил, больше не ждёт ответа, и ничего не меняется.
command-failed = Что не удалось: повторить или отбросить
    .usage = /failed
    .details = Всё, что я не смог закончить, хранится здесь, пока вы не решите. Повтор продолжает с того места, где всё прервалось, и заново задаёт свои вопросы.
command-plugins = Загруженные плагины и что каждый держит
    .usage = /plugins
    .details = То, что держит каждый (команды, задачи и прочее), исчезнет вместе с ним.

# /help
help-title = **Что я умею**
help-line = `{ $usage }`: { $description }
help-line-bare = `{ $usage }`
help-more = `/help` с именем команды или плагина расскажет подробнее.
# $argument: имя. $said: каким он должен быть, словами.
help-argument = `{ $argument }`: { $said }
help-optional = можно не указывать
help-urgent = Отвечает сразу, что бы здесь ни выполнялось.
help-owner = Только для владельца.

# /status. Промежутки времени приходят уже словами, например «3 минуты».
status-title = **Portico { $version }**, работает { $uptime }
status-adapters = Открыт для: { $adapters }
# $time: сколько ещё.
status-pause = { $platform } просит подождать { $time }, до { DATETIME($until, dateStyle: "medium", timeStyle: "short") }. { $count ->
        [0] Ничего этого не ждёт.
        [one] Этого ждёт { $count } действие.
        [few] Этого ждут { $count } действия.
       *[many] Этого ждут { $count } действий.
    }
status-running = { $count ->
        [0] Больше ничего не выполняется.
        [one] Выполняется { $count } обработчик:
        [few] Выполняются { $count } обработчика:
       *[many] Выполняются { $count } обработчиков:
    }
status-running-line = `{ $handler }`, уже { $time }
status-queued = { $count ->
        [one] Ждёт своей очереди: { $count } дело.
        [few] Ждут своей очереди: { $count } дела.
       *[many] Ждут своей очереди: { $count } дел.
    }
status-batches = { $count ->
        [0] Сейчас ничего не собирается.
        [one] Собирается { $count } пачка сообщений.
        [few] Собираются { $count } пачки сообщений.
       *[many] Собираются { $count } пачек сообщений.
    }
status-pending = { $count ->
        [one] Принято и не закончено: { $count } сообщение
        [few] Принято и не закончено: { $count } сообщения
       *[many] Принято и не закончено: { $count } сообщений
    }
status-work = { $count ->
        [one] Передано и не закончено: { $count } пачка
        [few] Передано и не закончено: { $count } пачки
       *[many] Передано и не закончено: { $count } пачек
    }
status-dead = { $count ->
        [0] Неудач нет.
        [one] Не удалось закончить { $count } дело: /failed
        [few] Не удалось закончить { $count } дела: /failed
       *[many] Не удалось закончить { $count } дел: /failed
    }

# /tasks
tasks-title = **В фоне**
tasks-none = Ничего вашего в фоне не делается.
tasks-line = **{ $description }** (`{ $id }`): { $details }
tasks-child = { $description }, { $since }
tasks-child-of = { $description }, { $user }, { $since }
tasks-more = … и ещё { $count }
state-scheduled = ждёт
state-running = идёт
state-completed = закончено
state-failed = не удалось
state-cancelled = отменено
detail-began = начало { $when }
detail-ended = конец { $when }
detail-next = следующий раз { $when }
detail-runs = { $count ->
        [one] { $count } запуск
        [few] { $count } запуска
       *[many] { $count } запусков
    }
detail-error = последняя ошибка: { $error }
# Описания собственных задач этого плагина.
task-forget = Забывает то, что закончено больше недели назад

# /plugins
plugins-title = { $count ->
        [one] **Загружен { $count } плагин**
        [few] **Загружено { $count } плагина**
       *[many] **Загружено { $count } плагинов**
    }
plugins-line = **{ $name }**: { $holds }
plugins-holds-nothing = ничего не держит

# /failed
failed-none = Неудач нет.
failed-title = { $count ->
        [one] **Не удалось закончить { $count } дело**
        [few] **Не удалось закончить { $count } дела**
       *[many] **Не удалось закончить { $count } дел**
    }
failed-line = { $when }: { $reason }
failed-line-of = { $when }, { $account }: { $reason }
failed-more = … и ещё { $count }, когда с этими будет решено
failed-retry = Повторить { $number }
failed-discard = Отбросить { $number }
