/**
 * Members that come and go all the time. Each knows its place, so that neither costs hashing, and nothing holds on to what has gone: a map
 * leaves its outgrown tables behind, which hold what was in them until all garbage is collected.
 */
export class Roster<Field extends string, Member extends { [field in Field]: number }> {
  #members: Member[] = [];

  /** @param field the members' field for their place here, from 1 on; 0 while they are not here. Nobody else writes it. */
  constructor(private readonly field: Field) {}

  get size(): number {
    return this.#members.length;
  }

  /** In no particular order. */
  [Symbol.iterator](): Iterator<Member> {
    return [...this.#members][Symbol.iterator]();
  }

  add(member: Member): void {
    this.#setPlace(member, this.#members.push(member));
  }

  /** Does nothing when it is not here. */
  remove(member: Member): void {
    const place: number = member[this.field];
    if (place === 0) return;
    this.#setPlace(member, 0);
    const last = this.#members.pop();
    if (last === undefined || last === member) return;
    this.#members[place - 1] = last;
    this.#setPlace(last, place);
  }

  /** Empties it and returns who was here. */
  take(): readonly Member[] {
    const members = this.#members;
    this.#members = [];
    for (const member of members) this.#setPlace(member, 0);
    return members;
  }

  #setPlace(member: { [field in Field]: number }, place: number): void {
    member[this.field] = place as typeof member[Field];
  }
}
