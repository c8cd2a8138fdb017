/** Codes that let people in: short enough to be typed, long enough not to be guessed while attempts are counted. */

/** Crockford's base 32: no letter that looks like a digit, see https://www.crockford.com/base32.html. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Of 5 bits each: 50 bits. */
const LENGTH = 10;

/** A new code, such as `7KQ4M-2XW9P`. */
export function makeCode(): string {
  const symbols = Array.from(
    crypto.getRandomValues(new Uint8Array(LENGTH)),
    (byte) => ALPHABET[byte % ALPHABET.length],
  );
  return `${symbols.slice(0, LENGTH / 2).join("")}-${symbols.slice(LENGTH / 2).join("")}`;
}

/** What somebody has typed, as the code it is meant to be: case, dashes and look-alikes do not matter. `undefined` when it can be none. */
export function readCode(typed: string): string | undefined {
  const symbols = typed.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  if (symbols.length !== LENGTH || Array.from(symbols).some((symbol) => !ALPHABET.includes(symbol))) return undefined;
  return `${symbols.slice(0, LENGTH / 2)}-${symbols.slice(LENGTH / 2)}`;
}
