/** What was looked through, and which secrets were there. */
import type { Figure } from "../torture.ts";
import { type Exception, exceptionFor, EXCEPTIONS } from "./exceptions.ts";
import type { Place } from "./places.ts";
import { type Kind, KINDS, type Planted } from "./planted.ts";

/** Characters that are told around a find. */
const AROUND = 60;

/** All that was found in one run of the torture. */
export class Findings {
  readonly #leaks = new Set<string>();
  readonly #met = new Set<Exception>();
  readonly #planted = new Set<Kind>();
  readonly #readable = new Set<string>();
  #places = 0;
  #bytes = 0;
  /** Ways in which something was made to come out. */
  ways = 0;

  /** @param all whether every kind of round is made, so that every exception has to be met. */
  constructor(private readonly all: boolean, private readonly say: (line: string) => void) {}

  /** Looks through places. @param round named with what is found. */
  async look(round: string, planted: Planted, places: Iterable<Place> | AsyncIterable<Place>): Promise<void> {
    for await (const [where, text] of places) {
      this.#places++;
      this.#bytes += text.length;
      for (const kind of planted.in(text)) this.#take(round, kind, where, text, planted);
    }
  }

  /** A secret of this kind is there to be found. */
  plant(kind: Kind): void {
    this.#planted.add(kind);
  }

  /** Files that hold more than notes, and that others could read. */
  async takeReadable(round: string, files: AsyncIterable<string>): Promise<void> {
    for await (const file of files) {
      if (!this.#readable.has(file)) this.say(`${round}: others may read ${file}`);
      this.#readable.add(file);
    }
  }

  get figures(): readonly Figure[] {
    const unmet = this.all ? EXCEPTIONS.filter((exception) => !this.#met.has(exception)) : [];
    for (const { kinds, where } of unmet) this.say(`No ${kinds.join(", ")} was found at ${where.source} any more`);
    return [
      { what: "kinds of secrets planted", value: this.#planted.size, ...(this.all ? { least: KINDS.length } : {}) },
      { what: "ways in which they were made to come out", value: this.ways },
      { what: "places looked through", value: this.#places },
      { what: "what was looked through", value: Math.round(this.#bytes / 1e6), unit: "MB" },
      { what: "secrets where none may be", value: this.#leaks.size, most: 0 },
      { what: "files of the bot that others may read", value: this.#readable.size, most: 0 },
      { what: "exceptions that are needed no longer", value: unmet.length, most: 0 },
    ];
  }

  #take(round: string, kind: Kind, where: string, text: string, planted: Planted): void {
    const exception = exceptionFor(kind, where);
    if (exception !== undefined) return void this.#met.add(exception);
    const leak = `${kind} in ${where}`;
    if (this.#leaks.has(leak)) return;
    this.#leaks.add(leak);
    const at = planted.indexIn(text, kind);
    this.say(`${round}: ${leak}: …${text.slice(Math.max(0, at - AROUND), at + AROUND).replaceAll("\n", "⏎")}…`);
  }
}
