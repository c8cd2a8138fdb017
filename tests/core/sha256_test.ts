import { assertEquals } from "@std/assert";
import { sha256 } from "../../core/sha256.ts";

Deno.test("sha256 is that of the text in UTF-8", () => {
  assertEquals(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assertEquals(sha256("Привет"), "dd679c0b9fd408a04148aa7d30c9df393f67b7227f65693fffe0ed6d0f0ade59");
});
