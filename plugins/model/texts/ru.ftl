plugin-title = Модель

command-model = Какая модель отвечает и сколько вы её использовали
    .usage = /model
    .details = Показывает, чем кончился последний вызов и сколько вызовов и токенов у вас осталось.

# /model. $name: how the endpoint calls the model, as code.
model-title = **Модель** { $name }
model-offline = **Модель** не настроена. На вопросы я отвечаю цитатами из ваших заметок и выполняю задачи, которые сказаны просто. Тот, кто запустил бота, может задать PORTICO_MODEL_URL и PORTICO_MODEL.
# $at: when the last call ended.
model-never = С запуска её ещё не вызывали.
model-reached = В последний раз она ответила { DATETIME($at, dateStyle: "medium", timeStyle: "short") }.
model-failed = Последний вызов ({ DATETIME($at, dateStyle: "medium", timeStyle: "short") }) не удался. { $problem }
model-window = Её окно: { NUMBER($tokens) } токенов.
model-calls = Вызовов за последнюю минуту: { NUMBER($calls) } из { NUMBER($limit) }.
model-tokens = Токенов за сегодня: { NUMBER($tokens) } из { NUMBER($limit) }.
model-cost = Стоимость за сегодня: { NUMBER($cost, maximumFractionDigits: 4) }.

# Why there is no answer.
error-unreachable = Модель недоступна. Попробуйте чуть позже.
error-timeout = Модель не ответила вовремя. Попробуйте чуть позже.
error-refused = Сервер модели отказал. Тому, кто запустил бота, нужно проверить ключ, имя модели и счёт на сервере.
error-limit = Вы пока исчерпали то, что вам отведено на модель.
error-busy = Модель перегружена. Попробуйте чуть позже.
error-too-long = Это слишком длинно для модели. Попробуйте короче.
error-broken = Модель ответила что-то непонятное. Попробуйте ещё раз.
# $at: when.
retry-at = Снова заработает { DATETIME($at, dateStyle: "medium", timeStyle: "short") }.
