import type { Translations } from "@portico/bot";
import type { ModelError } from "./model_error.ts";

/** The plugin's name, which owns its texts. */
export const MODEL = "model";

/**
 * What a model's error means to a person, in a sentence or two of plain text in their language: why there is no answer, and whether and when another try
 * makes sense. The one place for such texts. It needs the model plugin's texts to be loaded.
 *
 * ```ts
 * if (error instanceof ModelError) throw new UserError(explainModelError(error, ctx.language, this.translations));
 * ```
 */
export function explainModelError(
  { code, retryAt }: Pick<ModelError, "code" | "retryAt">,
  language: string,
  translations: Translations,
): string {
  const say = (id: string, args?: Readonly<Record<string, Date>>) => translations.t(MODEL, language, id, args);
  const said = say(`error-${code}`);
  return retryAt === undefined ? said : `${said} ${say("retry-at", { at: new Date(retryAt) })}`;
}

/** Whether the same call may go well at another time, so that what was asked is worth keeping. */
export function isPassing({ code }: Pick<ModelError, "code">): boolean {
  return code !== "too-long";
}
