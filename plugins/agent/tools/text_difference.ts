/** What a change has done to a text, so short that it can be kept, and how it is taken back. */
import { createHash } from "node:crypto";

/** The one piece in which two texts differ: from `at` on, `added` characters of the new one stand where the old one had `removed`. */
export type TextDifference = { readonly at: number; readonly added: number; readonly removed: string };

/** How a text differs from what it was. */
export function differenceOf(was: string, is: string): TextDifference {
  const shorter = Math.min(was.length, is.length);
  let at = 0;
  while (at < shorter && was.charCodeAt(at) === is.charCodeAt(at)) at++;
  // Never between the halves of one character.
  if (at > 0 && isHigh(was.charCodeAt(at - 1))) at--;
  let tail = 0;
  while (tail < shorter - at && was.charCodeAt(was.length - 1 - tail) === is.charCodeAt(is.length - 1 - tail)) tail++;
  if (tail > 0 && isLow(was.charCodeAt(was.length - tail))) tail--;
  return { at, added: is.length - tail - at, removed: was.slice(at, was.length - tail) };
}

/** The text as it was. */
export function takeBack(is: string, { at, added, removed }: TextDifference): string {
  return is.slice(0, at) + removed + is.slice(at + added);
}

function isHigh(code: number): boolean {
  return code >= 0xD800 && code <= 0xDBFF;
}

function isLow(code: number): boolean {
  return code >= 0xDC00 && code <= 0xDFFF;
}

/** A text that can be found again without being kept whole. */
export type Fragment = { readonly start: string; readonly length: number; readonly hash: string };

/** So much of a fragment is kept, in characters: enough to look for it. */
const START = 80;
/** So many places that begin alike are looked at: a text of one letter has as many as it is long. */
const TRIES = 200;

/** What is kept of a text. */
export function fragmentOf(text: string): Fragment {
  return { start: text.slice(0, START), length: text.length, hash: hashOf(text) };
}

/** Where the fragment stands in a text; places do not overlap. */
export function placesOf(text: string, { start, length, hash }: Fragment): readonly number[] {
  const places: number[] = [];
  if (length === 0) return places;
  let tries = 0;
  for (let at = text.indexOf(start); at >= 0 && tries < TRIES; tries++) {
    const found = hashOf(text.slice(at, at + length)) === hash;
    if (found) places.push(at);
    at = text.indexOf(start, at + (found ? length : 1));
  }
  return places;
}

/** SHA-256 in hexadecimal. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
