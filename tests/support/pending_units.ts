import type { Journal, Unit } from "../../core/mod.ts";

/** Everything pending: first the work items by their creation, then the events of no item by arrival. */
export async function pendingUnits(journal: Journal): Promise<Unit[]> {
  const units: Unit[] = [];
  for await (const page of journal.pending()) {
    units.push(...await journal.pendingAt(page.map(({ place }) => place)));
  }
  return units;
}
