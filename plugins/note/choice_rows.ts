/** Choices in rows that fit on a phone, `length` in each; 3 by default. */
export function rowsOf<T>(choices: readonly T[], length = 3): T[][] {
  const rows = Math.ceil(choices.length / length);
  return Array.from({ length: rows }, (_, row) => choices.slice(row * length, (row + 1) * length));
}
