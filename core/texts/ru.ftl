# Что говорит само ядро. Всё здесь — Markdown; идентификаторы и переменные одинаковы во всех языках.

## Команды

unknown-command = Команды `/{ $command }` нет. Какие есть, покажет `/help`.
unknown-command-near = Команды `/{ $command }` нет. Может быть, { $near }? Все команды покажет `/help`.
wrong-arguments = Так не получится ({ $problem }). Вот как это пишется: `{ $usage }`
# Что не так со словами после команды, внутри скобок в `wrong-arguments`. $expects: что годится, словами.
argument-wrong = вместо `{ $word }` ожидается { $expects }
words-few = { $count ->
        [one] не хватает { $count } слова
       *[other] не хватает { $count } слов
    }
words-many = { $most ->
        [0] после команды ничего не нужно
        [one] после команды может быть не больше { $most } слова; кавычки делают из нескольких слов одно
       *[other] после команды может быть не больше { $most } слов; кавычки делают из нескольких слов одно
    }
not-allowed = Это может только владелец бота.
no-handler = Такие сообщения здесь никто не принимает. Что я умею, покажет `/help`.

## Ошибки обработки

handler-failed = Что-то пошло не так, и я не смог закончить. Ваше сообщение сохранено: повторите, когда захотите.
handler-expired =
    { $seconds ->
        [one] Прошло больше { $seconds } секунды, и я остановил обработку. Ваше сообщение сохранено: повторите, когда захотите.
        [few] Прошло больше { $seconds } секунд, и я остановил обработку. Ваше сообщение сохранено: повторите, когда захотите.
        [many] Прошло больше { $seconds } секунд, и я остановил обработку. Ваше сообщение сохранено: повторите, когда захотите.
       *[other] Прошло больше { $seconds } секунды, и я остановил обработку. Ваше сообщение сохранено: повторите, когда захотите.
    }
handler-poisoned = Я пробовал несколько раз, и всё без толку, поэтому отложил это. Ваше сообщение сохранено: повторите, когда захотите.
channel-failed = Пост канала { $chat } не удалось обработать. { $reason } Он сохранён: отправьте мне /failed, чтобы попробовать ещё раз.
retry = Повторить
discard = Удалить
retry-started = Пробую ещё раз.
retry-running = Прошлая попытка ещё завершается. Нажмите чуть позже.
retry-gone = Повторять нечего: это уже сделано или удалено.
discarded = Удалено.
retry-foreign = Это принадлежит кому-то другому.

## Диалоги

dialogue-cancelled = Отменено.
dialogue-expired = Я не дождался ответа и больше не жду. Начните снова, когда захотите.
# Больше ничего сказать нельзя: ввод закрыт.
dialogue-input-ended = Ввод закончился, ответа уже не будет. Начните снова, когда захотите.
dialogue-superseded = Прежний вопрос закрыт: вы начали что-то другое.
dialogue-stopping = Я завершаю работу и продолжу после следующего запуска.
answer-invalid = Такой ответ не подходит ({ $problem }). Вопрос ещё открыт; `/cancel` его закроет.
# Внутри скобок в `answer-invalid`.
answer-wrong = ожидается { $expects }
nothing-to-cancel = Отменять нечего.

## Кнопки

button-expired = Эта кнопка устарела и больше не работает.
button-not-yours = Эта кнопка не для вас.

## Значения, которые вводят люди

# Что годится: вид и границы.
expects = { $kind } { $bounds }
kind-boolean = «вкл» или «выкл»
kind-choice = одно из этих: { $choices }
kind-integer = целое число
kind-number = число
kind-text = текст
kind-list = список текстов через запятую
bound-between = от { $min } до { $max }
bound-least = не меньше { $min }
bound-most = не больше { $max }
bound-above = больше { $min }
bound-below = меньше { $max }
bound-length-between = { $max ->
        [one] длиной от { $min } до { $max } знака
       *[other] длиной от { $min } до { $max } знаков
    }
bound-length-least = { $min ->
        [one] длиной не меньше { $min } знака
       *[other] длиной не меньше { $min } знаков
    }
bound-length-most = { $max ->
        [one] длиной не больше { $max } знака
       *[other] длиной не больше { $max } знаков
    }
bound-items-between = { $max ->
        [one] длиной от { $min } до { $max } записи
       *[other] длиной от { $min } до { $max } записей
    }
bound-items-least = { $min ->
        [one] длиной не меньше { $min } записи
       *[other] длиной не меньше { $min } записей
    }
bound-items-most = { $max ->
        [one] длиной не больше { $max } записи
       *[other] длиной не больше { $max } записей
    }
# Как называется аргумент команды, у которого в схеме нет имени.
argument-boolean = вкл|выкл
argument-integer = число
argument-number = число
argument-text = текст
argument-list = список

## Роли

role-owner = владелец
role-member = участник

## Название самого языка

language-name = Русский

## Программа

adapter-ended = { $ended } закрыт, { $open } работает дальше. Ctrl-C останавливает программу.

## Командная строка

version = Portico { $version }
usage =
    Portico: бот, который превращает в заметки всё, что вы ему пришлёте.

    Запуск: deno task start [параметры]

      --data DIR         где хранить заметки, настройки и журнал (./data)
      --adapter NAME     какой чат открыть, например console; можно повторять
      --json             говорить по одному объекту JSON в строке, на входе и на выходе
      --chaos[=SEED]     пусть отправка иногда не удаётся, чтобы видеть, что тогда будет; только консоль
      --plugin SPEC      загрузить ещё один плагин, ./file.ts или npm:name; можно повторять
      --config FILE      файл настроек (portico.yaml, если он есть)
      --log LEVEL        trace, debug, info, warning, error, fatal или off (в терминале warning, иначе info)
      --log-format KIND  human или json (human)
      --help, -h         показать это и выйти
      --version, -V      показать версию и выйти

    То, что задаётся надолго, можно записать и в окружении, в .env или в portico.yaml: PORTICO_DATA, PORTICO_ADAPTERS,
    PORTICO_PLUGINS, PORTICO_LOG, PORTICO_LOG_FORMAT. Остальное перечислено в README.md.
