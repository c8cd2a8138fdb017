plugin-title = Режимы

command-mode = Показать или сменить, что происходит с вашими сообщениями
    .usage = /mode [название]
    .details = Без имени показывает, какие есть режимы; `/mode note` переключает. Действует в этом чате, пока не переключите снова.

mode-title = Ваши сообщения идут в режим **{ $mode }**. Есть такие:
mode-line = • `/{ $mode }`: { $description }
mode-switched = Теперь ваши сообщения идут в режим **{ $mode }**: { $description }
mode-unknown = Режима «{ $asked }» нет. Есть такие: { $modes }.
mode-gone = Режима «{ $chosen }» сейчас нет, поэтому сообщение попадёт в режим **{ $mode }**.
# It came while a task of before has an open question.
after-answer = Сначала ответьте на мой вопрос выше или отмените его: `/cancel`. Потом займусь этим.
no-modes = Здесь пока некому принять ваши сообщения.
edit-unknown = Я не знаю, что получилось из этого сообщения, поэтому правка ничего не изменила. Пришлите его заново, и я его приму.
# The edit of a message that was put aside: both wait for their sender.
edit-too-early = Сообщение, которое это меняет, ещё не удалось обработать. Сначала повторите его, потом это.
button-mode = { $mode }
button-mode-current = ✓ { $mode }

task-batches = Собирает сообщения в пачки
