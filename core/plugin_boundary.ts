/** Calls something so that it belongs to nobody. */
type WayOut = <T>(run: () => T) => T;

let wayOut: WayOut = (run) => run();
let notice: () => void = () => {};

/**
 * What the kernel does on the way of a plugin's call, such as setting the one timer of all deadlines, sending, or running somebody else's handler,
 * is not the plugin's doing.
 */
export function outside<T>(run: () => T): T {
  return wayOut(run);
}

/** Whatever of a plugin runs now is about to do something: a sign of life. */
export function stir(): void {
  notice();
}

/** Whoever watches plugins says how one leaves them, and hears of their signs of life. */
export function setBoundary(out: WayOut, stirred: () => void): void {
  [wayOut, notice] = [out, stirred];
}
