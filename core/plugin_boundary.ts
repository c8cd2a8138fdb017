/** Calls something so that it belongs to nobody. */
type WayOut = <T>(run: () => T) => T;

let wayOut: WayOut = (run) => run();

/**
 * What the kernel does on the way of a plugin's call, such as setting the one timer of all deadlines, sending, or running somebody else's handler,
 * is not the plugin's doing.
 */
export function outside<T>(run: () => T): T {
  return wayOut(run);
}

/** Says how one leaves a plugin: whoever watches them knows. */
export function setWayOut(out: WayOut): void {
  wayOut = out;
}
