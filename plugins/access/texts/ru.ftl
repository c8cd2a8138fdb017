plugin-title = Доступ

command-whoami = Кто вы для этого бота
    .usage = /whoami
command-access = Кому открыт доступ
    .usage = /access

whoami = Вы { $identity }, ваша учётная запись — { $account } ({ $role }).

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
access-how = Чтобы впустить кого-то, добавьте его в `PORTICO_ALLOW` как `platform:user` и перезапустите бота. Кого нет в списке, тому отказано — кроме тех, кто за терминалом.
