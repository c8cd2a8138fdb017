import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Secrets } from "../../../core/logs/secrets.ts";

function secretsOf(...values: string[]): Secrets {
  const secrets = new Secrets();
  for (const value of values) secrets.add(value);
  return secrets;
}

Deno.test("without secrets a text stays as it is", () => {
  assertEquals(new Secrets().redact("12345:token"), "12345:token");
});

Deno.test("a secret is masked wherever it stands, each time", () => {
  const secrets = secretsOf("12345:AbC-def");
  assertEquals(secrets.redact("GET /bot12345:AbC-def/getMe, 12345:AbC-def"), "GET /bot***/getMe, ***");
});

Deno.test("a secret escaped for an address or for JSON is masked too", () => {
  const secrets = secretsOf('p"ss:wörd/\n1');
  assertEquals(
    secrets.redact(`https://host/?key=${encodeURIComponent('p"ss:wörd/\n1')}&n=1`),
    "https://host/?key=***&n=1",
  );
  assertEquals(secrets.redact(JSON.stringify({ key: 'p"ss:wörd/\n1' })), '{"key":"***"}');
});

Deno.test("signs of regular expressions in a secret mean nothing", () => {
  const secrets = secretsOf("a.c*(d", "$&|^x");
  assertEquals(secrets.redact("abc a.c*(d $&|^x"), "abc *** ***");
});

Deno.test("of two secrets where one begins with the other, each is masked whole", () => {
  assertEquals(secretsOf("token", "token-longer").redact("token-longer token"), "*** ***");
  assertEquals(secretsOf("token-longer", "token").redact("token-longer token"), "*** ***");
});

Deno.test("white space around a secret is no part of it, as a file's last newline is none", () => {
  assertEquals(secretsOf(" s3cret\n").redact("[s3cret]"), "[***]");
});

Deno.test("what is too short to be a secret is not masked", () => {
  const secrets = secretsOf("", "  ", "abc", "a b");
  assertEquals(secrets.redact("abc a b"), "abc a b");
});

Deno.test("a secret of signs that are no text masks nothing else, such as the spaces that they become as Markdown", () => {
  const secrets = new Secrets();
  secrets.add("\0\x01 \x02\x03\x04\x05\x06");
  assertEquals(secrets.redact("all is well"), "all is well");
  assertEquals(secrets.redactSaid("all is well"), "all is well");
});

Deno.test("property: no text shows a registered secret", () => {
  const value = fc.string({ minLength: 4, maxLength: 20, unit: "binary" }).filter((text) => text.trim().length >= 4);
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 5 }),
      fc.array(fc.string(), { maxLength: 5 }),
      (values, texts) => {
        const secrets = secretsOf(...values);
        const text = values.map((secret, index) => (texts[index] ?? "|") + secret.trim()).join("|");
        const rest = secrets.redact(text).replaceAll("***", "\u{10FFFF}");
        for (const secret of values) assertEquals(rest.includes(secret.trim()), false);
      },
    ),
  );
});

Deno.test("property: a secret that somebody has encoded in base64, with whatever around it, is not there any more", () => {
  const alphabet = fc.constantFrom("base64" as const, "base64url" as const);
  const value = fc.string({ minLength: 8, maxLength: 40 }).filter((text) => text.trim().length >= 8);
  fc.assert(fc.property(value, fc.string(), fc.string(), alphabet, (secret, before, after, alphabet) => {
    const text = before + secret.trim() + after;
    const masked = secretsOf(secret).redact(new TextEncoder().encode(text).toBase64({ alphabet }));
    assertEquals(masked.includes("***"), true);
  }));
});

Deno.test("a secret with a backslash before each of its signs, as Markdown has it, is masked too", () => {
  assertEquals(secretsOf("a_secret*[key]").redact("It is a\\_secret\\*\\[key\\], all right"), "It is ***, all right");
});

Deno.test("in what is said to people, a short secret and one that an account has brought along stay as they are", () => {
  const secrets = secretsOf("the-token", "word");
  secrets.add("brought-along", "logs");
  const text = "the-token word brought-along";
  assertEquals(secrets.redactSaid(text), "*** word brought-along");
  assertEquals(secrets.redact(text), "*** *** ***");
});

Deno.test("a password in an address is masked although nobody has named it, and an address without stays whole", () => {
  const secrets = new Secrets();
  assertEquals(secrets.redact("fatal: https://me:a+pass%21@host:1/x?y=z@1"), "fatal: https://***@host:1/x?y=z@1");
  for (const plain of ["https://host:443/@me", "mail a:b@host", "at file:///a:3:7@b"]) {
    assertEquals(secrets.redact(plain), plain);
  }
});

Deno.test("of a pair such as a token of Telegram, what is behind the colon is secret by itself", () => {
  const secrets = secretsOf("12345:AbC-def-ghi", "https://host.example/path");
  assertEquals(secrets.redact("id 12345, AbC-def-ghi, host.example"), "id 12345, ***, host.example");
});
