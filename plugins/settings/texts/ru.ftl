plugin-title = Настройки и язык

command-settings = Показать и изменить ваши настройки
    .usage = /settings [настройка [значение] | reset [настройка]]
    .details = Без слов показывает все с кнопками. `/settings quiet` показывает одну, `/settings quiet 10` задаёт, `/settings reset quiet` возвращает как было.
command-language = Выбрать язык моих ответов
    .usage = /language [язык | auto]
    .details = `/language en` включает английский, `/language auto` снова следует за языком вашего приложения.

# Обзор. Между заголовком и концом идёт по строке на настройку.
overview-title = **Ваши настройки.** Нажмите на ту, которую хотите изменить.
overview-line = { $title }: { $value }
overview-empty = Ни у одного плагина нет настроек.
button-setting = { $title }: { $value }

# Одна настройка.
field-title = **{ $title }**
field-name = Задать командой: { $example }
field-now = Сейчас: { $value }
field-now-default = Сейчас: { $value } (по умолчанию)
field-default = По умолчанию: { $value }
field-expects = Значение: { $expects }.
button-choice-current = ✓ { $value }
button-change = Изменить
button-reset = Вернуть значение по умолчанию
button-back = ‹ Все настройки

# Значения.
value-on = вкл.
value-off = выкл.
value-none = пусто
# Что можно ввести для переключателя, через пробел.
words-on = вкл вкл. включить да on yes true 1
words-off = выкл выкл. выключить нет off no false 0

# Диалог и исходы.
ask-value = **{ $title }**: нужно { $expects }. Пришлите новое значение или /cancel.
saved = { $title }: теперь { $value }.
reset-done = { $title }: возвращено значение по умолчанию, { $value }.
reset-was-default = { $title }: уже стоит значение по умолчанию, { $value }.
reset-all = { $count ->
        [0] Все ваши настройки и так по умолчанию.
        [one] { $count } настройка снова по умолчанию.
        [few] { $count } настройки снова по умолчанию.
       *[many] { $count } настроек снова по умолчанию.
    }
# Следующие две стоят внутри предложения, поэтому без точки в конце.
invalid = { $title }: нужно { $expects }
invalid-because = { $title }: такое значение не подходит: { $problem }
not-saved = Ничего не изменено. { $problem }.
unknown-setting = Настройки «{ $name }» нет. Все настройки покажет /settings.
ambiguous-setting = Настройка «{ $name }» есть у нескольких плагинов. Уточните: { $names }
setting-gone = Этой настройки больше нет: её плагин не загружен. Все настройки покажет /settings.

# Язык.
language-title = **Язык моих ответов:** { $language }
language-title-auto = **Язык моих ответов:** { $language }, как в вашем приложении
button-language-auto = Как в моём приложении
language-saved = Теперь я отвечаю по-русски.
language-auto = Теперь я отвечаю на языке вашего приложения.
language-unknown = Языка «{ $language }» я не знаю. Я говорю на этих: { $languages }. Например: /language { $example }
