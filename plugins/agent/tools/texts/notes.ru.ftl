plugin-title = Инструменты для заметок

# Пока агент работает. Все аргументы уже в Markdown; $title - заголовок заметки, чей id во входных данных, если там нет своего заголовка.
tool-search_notes = Ищу «{ $query }»
tool-list_notes = Просматриваю заметки
tool-read_note = Читаю «{ $title }»
tool-create_note = Пишу «{ $title }»
tool-edit_note = Правлю «{ $title }»
tool-append_to_note = Дописываю в «{ $title }»
tool-move_note = Переношу «{ $title }»
tool-rename_note = Переименовываю «{ $titles }» в «{ $title }»
tool-tag_note = Расставляю теги: «{ $title }»
tool-delete_note = Удаляю «{ $title }»
    .confirm = Удалить «{ $title }»? Заметка попадёт в корзину.
tool-merge_notes = Объединяю заметки
    .confirm = Сделать из этих заметок одну, в таком порядке: { $titles }? Первая останется и получит тексты и теги остальных, а те попадут в корзину.
tool-put_back = Возвращаю как было
tool-remove_created_note = Убираю созданную заметку
