/** Bytes of the log's header, and of the one before each page in it. See "The WAL file format" in SQLite's documentation. */
const HEADER = 32;
const FRAME_HEADER = 24;
/** How a log begins; the last bit says in which order the words are that are summed up. */
const MAGIC = 0x377f0682;

/**
 * Where a database's log that nobody has closed is damaged, in bytes from its beginning. SQLite takes the first page that doesn't add up for the end of the
 * log, which it is when a process was killed while it wrote; then nothing is behind it. Where whole transactions of the same round of the log are, the
 * page was damaged later, and SQLite would drop them without a word and write over them.
 *
 * @returns `undefined` where nothing tells of damage. What was cut off leaves no trace, nor does damage of the last transaction.
 */
export function findLogDamage(log: string): number | undefined {
  using file = Deno.openSync(log, { read: true });
  const header = new DataView(new ArrayBuffer(HEADER));
  if (!fill(file, header)) return undefined;
  const sum = new Sum((header.getUint32(0) & 1) === 0);
  sum.add(header, 0, 24);
  const isWhole = (header.getUint32(0) | 1) === (MAGIC | 1) && sum.isAt(header, 24);
  const frame = new DataView(new ArrayBuffer(FRAME_HEADER + (isWhole ? header.getUint32(8) : 512)));
  if (!isWhole) return fill(file, frame) ? 0 : undefined; // it is on the disk before anything is written behind it
  let end: number | undefined;
  for (let at = HEADER; fill(file, frame); at += frame.byteLength) {
    // The log is written from its beginning again and again, and pages of earlier rounds are left behind the newest.
    const isOfThisRound = frame.getBigUint64(8) === header.getBigUint64(16);
    if (end !== undefined) {
      const endsTransaction = frame.getUint32(4) !== 0;
      if (isOfThisRound && endsTransaction) return end;
    } else {
      sum.add(frame, 0, 8);
      sum.add(frame, FRAME_HEADER, frame.byteLength);
      if (!isOfThisRound || !sum.isAt(frame, 16)) end = at;
    }
  }
  return undefined;
}

/** Reads as much as there is room for; false when the file ends before. */
function fill(file: Deno.FsFile, view: DataView<ArrayBuffer>): boolean {
  const bytes = new Uint8Array(view.buffer);
  for (let length = 0; length < bytes.length;) {
    const read = file.readSync(bytes.subarray(length));
    if (read === null) return false;
    length += read;
  }
  return true;
}

/** The sum of all that was written to a log so far. */
class Sum {
  #first = 0;
  #second = 0;

  constructor(private readonly littleEndian: boolean) {}

  add(view: DataView, from: number, to: number): void {
    for (let at = from; at < to; at += 8) {
      this.#first = (this.#first + view.getUint32(at, this.littleEndian) + this.#second) >>> 0;
      this.#second = (this.#second + view.getUint32(at + 4, this.littleEndian) + this.#first) >>> 0;
    }
  }

  isAt(view: DataView, at: number): boolean {
    return view.getUint32(at) === this.#first && view.getUint32(at + 4) === this.#second;
  }
}
