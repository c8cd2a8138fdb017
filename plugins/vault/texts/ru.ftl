# Что говорит хранилище заметок. Markdown.

plugin-title = Заметки

command-notes = Ваши последние заметки
    .usage = [сколько, не больше 50]
command-find = Поиск по заметкам
    .usage = слова

notes-none = Заметок пока нет. Пришлите что-нибудь, и это станет заметкой.
notes-newest =
    { $count ->
        [one] Последние из { $count } заметки ({ $shown }):
       *[other] Последние из { $count } заметок ({ $shown }):
    }
find-what = Напишите, что искать: `/find слова`. Последнее слово можно не дописывать.
find-nothing = В ваших заметках нет ничего о «{ $query }».
find-found =
    { $count ->
        [one] Нашлась { $count } заметка:
        [few] Нашлось { $count } заметки:
       *[other] Нашлось { $count } заметок:
    }

task-rescan = Ищет заметки, изменённые вручную
