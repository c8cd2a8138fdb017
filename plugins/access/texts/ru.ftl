plugin-title = Доступ

command-whoami = Кто вы для этого бота
    .usage = /whoami
    .details = Показывает ваш аккаунт, роль и обозначение, по которому владелец может впустить вас командой `/allow`.
command-access = Кому открыт доступ и кому отказано
    .usage = /access
    .details = Перечисляет всех, кому можно войти, с кнопками, чтобы это прекратить, и тех, кому недавно было отказано.
command-pair = Стать владельцем и здесь или войти по коду
    .usage = /pair [код]
    .details = Без слов даёт владельцу код; присланный из другого чата, он делает его и там тем же человеком. Приглашённый присылает свой код так же: `/pair ABCDE-12345`.
command-invite = Код, который впускает одного человека
    .usage = /invite [часы]
    .details = Код действует один раз, сутки или столько часов, сколько вы укажете: `/invite 2`. Человек присылает его с `/pair`.
command-allow = Впустить человека, канал или группу
    .usage = /allow <platform:id | here> [mine | addressed | everything]
    .details = `/allow telegram:12345` впускает человека, а в группе `/allow here` впускает группу; последнее слово говорит, какие её сообщения я беру.
command-revoke = Больше не впускать человека, канал или группу
    .usage = /revoke <platform:id | here>
    .details = `/revoke telegram:12345`, а в группе `/revoke here`. Присланное остаётся, нового я не беру.

whoami = Вы { $identity }, ваша учётная запись — { $account } ({ $role }).

private = Это личный бот. Если владелец вас знает, попросите у него приглашение или скажите ему, что вы { $identity }.
private-group = Этот бот не обслуживает эту группу. Владелец может это изменить, написав `/allow here`.
code-wrong = Такого кода нет, или он уже использован, или истёк. Попросите новый.
code-too-often = Слишком много неверных кодов. Попробуйте через час.
paired-owner = Вы здесь владелец: всё, что вы пришлёте, попадёт в те же заметки, что и из терминала. /help показывает всё.
paired-member = Вы вошли. Пришлите мне что угодно, и это станет вашей заметкой. /help показывает всё.

notice-pair = Открыт для { $platform } как { $name }. Чтобы стать владельцем, отправьте ему: /pair { $code }
notice-pair-link = Открыт для { $platform } как { $name }. Чтобы стать владельцем, отправьте ему /pair { $code } или откройте { $link }
notice-open = Открыт для { $platform } как { $name }.
notice-open-link = Открыт для { $platform } как { $name }: { $link }

pair-how = Напишите код после команды: `/pair 7KQ4M-2XW9P`.
pair-offered =
    Чтобы стать владельцем с другой учётной записи или платформы, отправьте оттуда в течение { $minutes } минут:
    { $code }
invite-private = Код не для группы: спросите меня в личном чате.
invited = { $hours ->
        [one] Кто первым отправит это в течение { $hours } часа, войдёт как участник: { $code }
        [few] Кто первым отправит это в течение { $hours } часов, войдёт как участник: { $code }
        [many] Кто первым отправит это в течение { $hours } часов, войдёт как участник: { $code }
       *[other] Кто первым отправит это в течение { $hours } часа, войдёт как участник: { $code }
    }

subject-here = `here` — для групп: напишите это в той группе, о которой речь.
subject-id = { $who } никого не называет. Напишите `platform:id`, например `telegram:12345`; /access показывает id тех, кому можно войти или отказано.
subject-id-shape = { $who } — ничей не id: там они выглядят как { $example }. /access показывает id тех, кому отказано, и каждому, кто мне напишет, я называю его собственный.
allowed = { $identity } может входить, со своей учётной записью: { $account }.
allowed-before = { $identity } и раньше мог входить, с учётной записью { $account }.
allowed-mine = Всё, что приходит от { $identity }, — ваше: оно попадёт в ваши заметки.
allowed-here = Люди этой группы могут пользоваться мной здесь; я слышу { $hears }.
allowed-group = Люди из { $chat } могут пользоваться мной там; я слышу { $hears }.
allowed-group-kept-back = Но { $platform } не передаёт мне того, что сказано не мне, если я там не администратор: сделайте меня им или отключите мой режим приватности (privacy mode) и добавьте меня в группу заново.
hears-addressed = то, что сказано мне
hears-everything = всё
revoke-self = Это вы. Сделайте это из-под другой своей учётной записи, чтобы не закрыть вход самому себе.
revoke-nobody = { $identity } и так не мог входить.
revoked = { $identity } больше не может входить. Что сохранено, остаётся.
revoked-configured = { $identity } больше не может входить, но только до следующего запуска: его впускает конфигурация (`PORTICO_ALLOW`, `PORTICO_OWNER`).

access-title = **Кому открыт доступ**
access-line = - { $identity }: { $role }, учётная запись { $account }
access-nobody = Пока никому.
access-more =
    { $count ->
        [one] … и ещё { $count } человек
        [few] … и ещё { $count } человека
        [many] … и ещё { $count } человек
       *[other] … и ещё { $count } человека
    }
access-groups = **Группы**
access-group = - { $chat }: я слышу { $hears }
access-strangers = **Недавно отказано**
access-stranger = - { $who }
access-stranger-is-channel = - канал { $who }
access-stranger-group = - { $who } в группе { $chat }
access-stranger-channel = - { $who } в канале { $chat }
button-revoke = Не впускать { $who }
revoke-ask = Больше не впускать { $who }? Присланное остаётся, нового я не возьму.
button-revoke-now = Не впускать
button-back = Назад
access-how = `/invite` делает код для человека, `/allow platform:id` впускает сразу, `/revoke platform:id` отменяет это. У терминала входят все.
