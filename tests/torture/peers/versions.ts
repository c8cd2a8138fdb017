/** Which versions of the others are compared with: those in `deno.lock`. */
const packages = ["grammy", "@grammyjs/runner", "@grammyjs/auto-retry", "gramio", "@koishijs/core"];

/** Such as `grammy 1.46.0`. @throws {Error} for one that is not in it. */
export async function versions(): Promise<string[]> {
  const { specifiers }: { readonly specifiers: Readonly<Record<string, string>> } = JSON.parse(
    await Deno.readTextFile(new URL("../../../deno.lock", import.meta.url)),
  );
  return packages.map((name) => {
    const found = Object.entries(specifiers).find(([specifier]) => specifier.startsWith(`npm:${name}@`));
    if (found === undefined) throw new Error(`deno.lock has no ${name}.`);
    return `${name} ${found[1].split("_")[0]}`;
  });
}
