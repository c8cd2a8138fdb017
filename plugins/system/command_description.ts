import type { CommandDeclaration, CommandHandler, Contributed, Translations } from "@portico/bot";

/** What a command is for, in a language; `undefined` where nothing says it. */
export function descriptionOf(
  translations: Translations,
  { plugin, options }: Contributed<CommandDeclaration, CommandHandler>,
  language: string,
): string | undefined {
  if (options.description !== undefined) return options.description;
  const id = `command-${options.name}`;
  return translations.has(plugin, id) ? translations.t(plugin, language, id) : undefined;
}
