open = Этот бот в Telegram — { $name }: { $link }
