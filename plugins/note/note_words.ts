/** What stands in a note that the person did not write: in their language, and nothing that their own words could format. */
import { codeSpan, escapeMarkdown, type HandlerContext } from "@portico/bot";
import type { BatchMessage } from "../aggregation/mod.ts";
import type { BodyWords } from "./note_body.ts";
import type { MissingFile } from "./received_file.ts";

/** Somebody who speaks with the plugin's texts. */
export type Speaker = Pick<HandlerContext, "t" | "language">;

/** The words of a note's body. */
export function bodyWords(speaker: Speaker): BodyWords {
  return {
    forwarded: ({ from, link }) => speaker.t("forwarded", { from: linked(from, link) }),
    missing: (file) => missingLine(speaker, file),
  };
}

/** A file that could not be fetched, with what is known of it. */
export function missingLine(speaker: Speaker, { kind, name, size, reason }: MissingFile): string {
  const known = name === undefined
    ? speaker.t(`kind-${kind}`)
    : speaker.t("file-named", { name: escapeMarkdown(name) });
  const file = size === undefined ? known : speaker.t("file-sized", { file: known, size: sizeOf(speaker, size) });
  return speaker.t("file-missing", { file, reason: escapeMarkdown(reason) });
}

/** The title of a note without words: what it is, and when it was sent. */
export function untitled(speaker: Speaker, { attachments, at }: BatchMessage): string {
  const [first] = attachments;
  // This locale writes dates as they sort.
  const date = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" }).format(at);
  return speaker.t(first === undefined ? "untitled" : `untitled-${first.kind}`, { date });
}

/** The text as a link where the target is one that may be followed; else with the target behind it. */
export function linked(text: string, target: string | undefined): string {
  const shown = escapeMarkdown(text);
  if (target === undefined || target.trim() === "") return shown;
  if (!/^(?:https?|tg):/i.test(target)) return `${shown} (${codeSpan(target)})`;
  return `[${shown}](${
    target.trim().replace(/[\s()<>\\]/g, (char) => encodeURIComponent(char).replace("(", "%28").replace(")", "%29"))
  })`;
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Bytes as people write them. */
export function sizeOf({ language }: Pick<Speaker, "language">, bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const format = new Intl.NumberFormat(language, { style: "unit", unit: UNITS[power], maximumFractionDigits: 1 });
  return format.format(bytes / 1_000 ** power);
}
