open = This bot is { $name } on Telegram: { $link }
