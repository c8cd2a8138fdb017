/** The words the bot says, by language. */
export * from "./i18n.ts";
