import type { Translations } from "./i18n.ts";
import type { ValueShape } from "./value_shape.ts";

/**
 * Says in a language what a value has to look like, such as "a whole number from 1 to 10".
 *
 * @param choices what may be chosen from, where it should not be told as the schema has it.
 */
export function valueWords(
  translations: Translations,
  language: string,
  shape: ValueShape,
  choices: readonly string[] = shape.choices.map(String),
): string {
  const t = (id: string, args?: Readonly<Record<string, string | number>>) =>
    translations.t("core", language, id, args);
  const bound = (id: string, min: number | undefined, max: number | undefined) => {
    if (min !== undefined && max !== undefined) return t(`${id}-between`, { min, max });
    if (min !== undefined) return t(`${id}-least`, { min });
    return max === undefined ? undefined : t(`${id}-most`, { max });
  };
  const { kind, minimum, maximum, above, below, minLength, maxLength } = shape;
  const bounds = [
    bound("bound", minimum, maximum),
    above === undefined ? undefined : t("bound-above", { min: above }),
    below === undefined ? undefined : t("bound-below", { max: below }),
    bound(`bound-${kind === "list" ? "items" : "length"}`, minLength, maxLength),
  ].filter((bound) => bound !== undefined);
  const words = t(`kind-${kind}`, { choices: choices.join(", ") });
  return t("expects", { kind: words, bounds: new Intl.ListFormat(language).format(bounds) }).trim();
}
