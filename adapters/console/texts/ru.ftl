# Что говорит сама консоль. Обычный текст, без Markdown.

welcome =
    Напишите или вставьте что-нибудь и нажмите Enter. Число нажимает кнопку,
    /file ПУТЬ прикладывает файл, /help покажет, что я умею, Ctrl-D — выход.
terminal-help =
    В этом терминале:
    /file ПУТЬ [подпись]  приложить файл
    /as ИМЯ  стать другим пользователем, /as you — снова собой
    /quit  выйти, как и Ctrl-D
speaking-as = Теперь вы { $user }. Снова стать собой: /as { $owner }.
speaking-as-owner = Вы снова вы.
as-bad-name = «{ $user }» не годится как имя: нужно от 1 до 64 букв, цифр, точек, дефисов или подчёркиваний.
file-usage = Укажите файл: /file ПУТЬ [подпись]. Путь с пробелами возьмите в кавычки.
file-quote = Кавычка перед путём не закрыта.
file-missing = Файла { $path } нет.
file-is-folder = { $path } — это папка. Приложите файл или ZIP-архив папки.
file-is-special = { $path } — не обычный файл, приложить его нельзя.
file-unreadable = { $path } не удаётся прочитать. Проверьте права доступа.
file-saved = сохранён как { $path }
refused = Бот вас не пускает.
not-kept = Это не сохранено, отправьте ещё раз: { $reason }
in-line = Строка { $line }: { $problem }

line-too-long = В строке 1 МБ или больше. Разделите её на несколько сообщений или отправьте файлом.
line-not-utf8 = Строка — не текст в UTF-8.
line-nul = В строке есть нулевые байты.

json-broken = Это не JSON: { $reason }
json-not-object = В строке ожидается один объект JSON, например {"{"}"type":"message","text":"Привет"{"}"}.
json-type = Поле "type" должно быть одним из: { $types }.
json-field = Поле "{ $field }" должно содержать { $expected }.
json-missing = Строке типа "{ $type }" нужно поле "{ $field }".
json-empty = Сообщению нужен текст или файлы.
json-broken-text = В поле "{ $field }" есть половина символа (одинокий суррогат).
json-nul = В поле "{ $field }" есть нулевые символы.
expected-text = текст
expected-name = текст от 1 до 256 символов
expected-language = обозначение языка, например ru или pt-BR
expected-paths = { $most ->
        [one] список не более чем из { $most } пути
       *[other] список не более чем из { $most } путей
    }
expected-forward = объект с текстом "from" и, если нужно, текстом "link"
expected-time = время в миллисекундах с 1970 года
