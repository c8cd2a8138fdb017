/** Waiting on events, never on time. */
import { SystemClock } from "../../../core/clock.ts";

/** How long a test waits for what should happen before it fails, in real milliseconds. */
const patience = 30_000;
/** So many of the last events are told when it fails. */
const shown = 20;
/** A guard against waiting for ever, so it runs in real time, whatever the clock of the test is. */
const guard = new SystemClock();

/** What has happened, in order, and those who wait for more. */
export class Events<T> {
  readonly #waiting = new Set<() => void>();
  readonly #happened: T[] = [];
  #read = 0;

  /** All of it, oldest first. */
  get happened(): readonly T[] {
    return this.#happened;
  }

  emit(event: T): void {
    this.#happened.push(event);
    this.wake();
  }

  /** Lets those who wait look again. */
  wake(): void {
    for (const look of [...this.#waiting]) look();
  }

  /**
   * The first event after the one that was returned last for which `matches` is true: of those that have happened, or of
   * those that will. So a test that asks late misses nothing, and one that asks twice gets two events.
   *
   * @throws {Error} when it does not happen within 30 s; `what` is what was waited for.
   */
  async next(matches: (event: T) => boolean, what: string): Promise<T> {
    let looked = this.#read;
    let found: T | undefined;
    const look = (): boolean => {
      for (; looked < this.#happened.length && found === undefined; looked++) {
        if (!matches(this.#happened[looked])) continue;
        found = this.#happened[looked];
        this.#read = looked + 1;
      }
      return found !== undefined;
    };
    await this.until(look, () => {
      const newest = this.#happened.slice(this.#read).slice(-shown);
      return `${what}; the newest events since the one returned last: ${Deno.inspect(newest, { iterableLimit: 10 })}`;
    });
    if (found === undefined) throw new Error("Unreachable: it was waited for");
    return found;
  }

  /** Waits until `holds` is true, which is asked at every event. @throws {Error} after 30 s. */
  until(holds: () => boolean, what: () => string): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        this.#waiting.delete(look);
        cancel();
        settle();
      };
      const look = (): void => {
        try {
          if (holds()) end(resolve);
        } catch (error) {
          end(() => reject(error));
        }
      };
      const cancel = guard.setTimer(patience, () => end(() => reject(new Error(`Waited 30 s for ${what()}`))));
      this.#waiting.add(look);
    });
  }
}
