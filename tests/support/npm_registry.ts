/** A registry of npm packages that are packed on the fly, for as long as a test takes. */
import { createHash } from "node:crypto";

/** A package: what is in its `package.json`, and its other files by path. */
export interface NpmPackage {
  readonly manifest: { readonly name: string; readonly version: string; readonly [field: string]: unknown };
  readonly files: Readonly<Record<string, string>>;
}

/** Speaks as much of the registry's protocol as is needed to install a package: its document, and its tarball. */
export class NpmRegistry implements AsyncDisposable {
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  readonly #answers = new Map<string, () => Response>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
      const path = decodeURIComponent(new URL(request.url).pathname);
      this.asked.push(path);
      return this.#answers.get(path)?.() ?? new Response("There is no such package.", { status: 404 });
    });
  }

  /** Address without a slash at its end. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async publish({ manifest, files }: NpmPackage): Promise<void> {
    const { name, version } = manifest;
    const tarball = await packed({ ...files, "package.json": JSON.stringify(manifest) });
    const path = `/${name}/-/${name.split("/").at(-1)}-${version}.tgz`;
    const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
    const dist = { tarball: this.url + path, integrity };
    const versions = { [version]: { ...manifest, dist } };
    this.#answers.set(path, () => new Response(tarball));
    this.#answers.set(`/${name}`, () => Response.json({ name, "dist-tags": { latest: version }, versions }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** Files as npm packs them: a tar archive, zipped, with everything below `package/`. */
async function packed(files: Readonly<Record<string, string>>): Promise<Uint8Array<ArrayBuffer>> {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const content = new TextEncoder().encode(text);
    return [header(`package/${path}`, content.length), content, new Uint8Array(-content.length & 511)];
  });
  const archive = new Blob([...blocks, new Uint8Array(1024)]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(archive).arrayBuffer());
}

/** A header of the format `ustar`: fields at fixed places, numbers in octal. */
function header(path: string, size: number): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(512);
  const put = (at: number, text: string) => block.set(new TextEncoder().encode(text), at);
  put(0, path);
  put(100, "0000644\0");
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, `${size.toString(8).padStart(11, "0")}\0`);
  put(136, "00000000000\0");
  put(148, "        "); // the checksum counts itself as spaces
  put(156, "0");
  put(257, "ustar\x0000");
  put(148, `${block.reduce((sum, byte) => sum + byte).toString(8).padStart(6, "0")}\0 `);
  return block;
}
