import type { DeadLetter, JournalStats } from "../../../core/mod.ts";

interface ModelUnit {
  readonly name: string;
  readonly members: readonly string[];
  readonly work: boolean;
  state: "pending" | "settled" | "dead" | "member";
  starts: number;
  running: boolean;
  progress: boolean;
  settledAt: number;
}

/** The store's promises in the plainest way, in memory: what the property test compares with. */
export class StoreModel {
  /** In the order in which they were made. */
  readonly units = new Map<string, ModelUnit>();
  readonly steps = new Map<string, string>();
  readonly records = new Map<string, { readonly value: number; readonly expiresAt: number }>();
  #dead: string[] = [];

  append(key: string, begun: boolean): "new" | "duplicate" {
    if (this.units.has(key)) return "duplicate";
    this.#add(key, [], false, begun);
    return "new";
  }

  begin(name: string): number | "refused" {
    const unit = this.#pending(name);
    if (!unit) return "refused";
    unit.starts = unit.progress ? 1 : unit.starts + 1;
    unit.progress = false;
    unit.running = true;
    return unit.starts;
  }

  release(name: string): void {
    const unit = this.#pending(name);
    if (!unit?.running) return;
    unit.starts--;
    unit.running = false;
  }

  assign(id: string, members: readonly string[]): "ok" | "refused" {
    if (this.units.get(id)?.work) return "ok";
    if (this.units.has(id) || new Set(members).size < members.length) return "refused";
    const events = members.map((member) => this.#pending(member));
    if (events.some((event) => !event || event.work)) return "refused";
    for (const event of events) if (event) event.state = "member";
    this.#add(id, members, true, false);
    return "ok";
  }

  settle(name: string, now: number): void {
    const unit = this.#pending(name);
    if (unit) this.#end(unit, now);
  }

  bury(name: string): void {
    const unit = this.#pending(name);
    if (!unit) return;
    unit.state = "dead";
    this.#dead.push(name);
  }

  revive(name: string): boolean {
    const unit = this.#exhume(name);
    if (!unit) return false;
    Object.assign(unit, { state: "pending", starts: 0, running: false, progress: false });
    return true;
  }

  discard(name: string, now: number): boolean {
    const unit = this.#exhume(name);
    if (unit) this.#end(unit, now);
    return unit !== undefined;
  }

  /** Runs the step and returns what it gives. */
  once(scope: string, step: string, result: string): string {
    const id = JSON.stringify([scope, step]);
    const known = this.steps.get(id);
    if (known !== undefined) return known;
    this.steps.set(id, result);
    const unit = this.units.get(scope);
    if (unit) unit.progress = true;
    return result;
  }

  prune(settledBefore: number, now: number): void {
    for (const { name, state, settledAt } of this.units.values()) {
      if (state !== "settled" || settledAt >= settledBefore) continue;
      this.units.delete(name);
      for (const id of this.steps.keys()) if (JSON.parse(id)[0] === name) this.steps.delete(id);
    }
    for (const [key, { expiresAt }] of this.records) if (expiresAt <= now) this.records.delete(key);
  }

  /** The process dies or is restarted: no start can be taken back any more. */
  restart(): void {
    for (const unit of this.units.values()) unit.running = false;
  }

  pending(): string[] {
    const open = [...this.units.values()].filter(({ state }) => state === "pending");
    return [...open.filter(({ work }) => work), ...open.filter(({ work }) => !work)].map(({ name }) => name);
  }

  dead(): DeadLetter["unit"][] {
    return this.#dead;
  }

  stats(): JournalStats {
    const open = [...this.units.values()].filter(({ state }) => state === "pending");
    const work = open.filter(({ work }) => work).length;
    return { pending: open.length - work, work, dead: this.#dead.length };
  }

  live(now: number): (readonly [string, number])[] {
    const live = [...this.records].filter(([, { expiresAt }]) => expiresAt > now);
    return live.map(([key, { value }]) => [key, value] as const).sort(([a], [b]) => a < b ? -1 : 1);
  }

  #add(name: string, members: readonly string[], work: boolean, begun: boolean): void {
    const starts = begun ? 1 : 0;
    this.units.set(name, {
      name,
      members,
      work,
      state: "pending",
      starts,
      running: begun,
      progress: false,
      settledAt: 0,
    });
  }

  #pending(name: string): ModelUnit | undefined {
    const unit = this.units.get(name);
    return unit?.state === "pending" ? unit : undefined;
  }

  #exhume(name: string): ModelUnit | undefined {
    if (!this.#dead.includes(name)) return undefined;
    this.#dead = this.#dead.filter((dead) => dead !== name);
    return this.units.get(name);
  }

  #end(unit: ModelUnit, now: number): void {
    for (const one of [unit, ...unit.members.map((member) => this.units.get(member))]) {
      if (one) Object.assign(one, { state: "settled", settledAt: now });
    }
  }
}
