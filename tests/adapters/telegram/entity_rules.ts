/** What Telegram demands of entities, to be checked in tests. */
import type { MessageEntity } from "grammy/types";

const STYLES: readonly string[] = ["bold", "italic", "underline", "strikethrough", "spoiler"];
const OPAQUE: readonly string[] = ["pre", "code"];
const QUOTES: readonly string[] = ["blockquote", "expandable_blockquote"];

/** Everything about a text and its entities that Telegram would refuse, drop or change; empty when all is well. */
export function entityProblems(text: string, entities: readonly MessageEntity[]): string[] {
  const problems: string[] = [];
  if (!text.isWellFormed()) problems.push("the text contains half a character");
  if (/^[ \n]/.test(text) && entities[0]?.offset !== 0) problems.push("the text begins with white space");
  if (/[ \n]$/.test(text)) problems.push("the text ends with white space");
  entities.forEach((entity, index) => {
    const name = `${entity.type} ${entity.offset}+${entity.length}`;
    const { offset, length } = entity;
    const end = offset + length;
    if (!Number.isInteger(offset) || offset < 0) problems.push(`${name} begins before the text`);
    if (!Number.isInteger(length) || length < 1) problems.push(`${name} is empty`);
    if (end > text.length) problems.push(`${name} ends behind the text`);
    if (isInCharacter(text, offset) || isInCharacter(text, end)) problems.push(`${name} cuts a character`);
    if (entity.type === "text_link" && entity.url === "") problems.push(`${name} leads nowhere`);
    const previous = entities[index - 1];
    if (
      previous !== undefined && (previous.offset > offset || (previous.offset === offset && previous.length < length))
    ) {
      problems.push(`${name} is not in order`);
    }
    for (const other of entities.slice(0, index)) {
      const problem = overlapProblem(other, entity);
      if (problem !== undefined) problems.push(`${name} ${problem} ${other.type} ${other.offset}+${other.length}`);
    }
  });
  return problems;
}

/** What is wrong about two entities that share characters; `outer` begins first or is the longer. */
function overlapProblem(outer: MessageEntity, inner: MessageEntity): string | undefined {
  if (inner.offset >= outer.offset + outer.length) return undefined;
  if (inner.offset + inner.length > outer.offset + outer.length) return "crosses";
  const isSame = inner.offset === outer.offset && inner.length === outer.length;
  if (inner.type === outer.type) return "repeats";
  if (OPAQUE.includes(outer.type) || (isSame && OPAQUE.includes(inner.type))) {
    return isSame && QUOTES.includes(outer.type) ? undefined : "lies in";
  }
  if (QUOTES.includes(inner.type) && !STYLES.includes(outer.type)) return "lies in";
  if (OPAQUE.includes(inner.type)) return QUOTES.includes(outer.type) ? undefined : "lies in";
  if (STYLES.includes(inner.type) || STYLES.includes(outer.type) || QUOTES.includes(outer.type)) return undefined;
  return "lies in";
}

function isInCharacter(text: string, place: number): boolean {
  const isHigh = /^[\ud800-\udbff]$/.test(text[place - 1] ?? "");
  return isHigh && /^[\udc00-\udfff]$/.test(text[place] ?? "");
}
