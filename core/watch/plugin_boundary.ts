/** What the kernel knows of whoever watches plugins, which is loaded with the first plugin that is watched. */
export interface PluginBoundary {
  /** Calls something so that it belongs to no plugin. */
  leave<T>(run: () => T): T;
  /** What of a plugin runs now has given a sign of life. */
  stir(): void;
  /** What of a plugin runs now, such as `weather.show`. */
  running(): string | undefined;
}

let boundary: PluginBoundary = { leave: (run) => run(), stir: () => {}, running: () => undefined };

/** Tells the kernel who watches plugins from now on. */
export function setBoundary(watched: PluginBoundary): void {
  boundary = watched;
}

/**
 * What the kernel does on the way of a plugin's call, such as setting the one timer of all deadlines, sending, or running somebody else's handler,
 * is not the plugin's doing.
 */
export function outside<T>(run: () => T): T {
  return boundary.leave(run);
}

/** Whatever of a plugin runs now is about to do something: a sign of life. */
export function stir(): void {
  boundary.stir();
}

/** What of a plugin runs now; `undefined` where nothing does, or nobody watches. */
export function runningUnit(): string | undefined {
  return boundary.running();
}
