import { type Button, inject, type Outgoing, Translations } from "@portico/bot";
import { type LoadedMode, Modes } from "./modes.ts";

/** The plugin's name, which owns its texts and actions. */
export const AGGREGATION = "aggregation";

/** What is said of modes. */
@inject(Modes, Translations)
export class ModeMenu {
  /** Built by the kernel. */
  constructor(private readonly modes: Modes, private readonly translations: Translations) {}

  /** All modes, with buttons to switch. */
  page(language: string, current: string | undefined): Outgoing {
    const all = [...this.modes];
    if (all.length === 0) return { text: this.#t(language, "no-modes") };
    const lines = all.map((mode) =>
      this.#t(language, "mode-line", { mode: mode.options.name, description: this.describe(mode, language) })
    );
    const title = this.#t(language, "mode-title", { mode: current ?? "" });
    return { text: [title, ...lines].join("\n"), buttons: [this.#buttons(language, current)] };
  }

  /** A mode that is not there, with those that are. */
  unknown(language: string, asked: string, current: string | undefined): Outgoing {
    const names = Array.from(this.modes, ({ options }) => options.name);
    if (names.length === 0) return { text: this.#t(language, "no-modes") };
    const text = this.#t(language, "mode-unknown", { asked, modes: names.map((name) => `\`${name}\``).join(", ") });
    return { text, buttons: [this.#buttons(language, current)] };
  }

  /** The mode has been switched. */
  switched(mode: LoadedMode, language: string): string {
    return this.#t(language, "mode-switched", { mode: mode.options.name, description: this.describe(mode, language) });
  }

  /** What was sent waits for the answer to an open question. */
  waits(language: string): string {
    return this.#t(language, "after-answer");
  }

  /** What the mode's plugin says of it. */
  describe({ plugin, options: { name } }: LoadedMode, language: string): string {
    const id = `mode-${name}`;
    return this.translations.has(plugin, id) ? this.translations.t(plugin, language, id) : plugin;
  }

  #buttons(language: string, current: string | undefined): Button[] {
    return Array.from(this.modes, ({ options: { name } }) => ({
      text: this.#t(language, name === current ? "button-mode-current" : "button-mode", { mode: name }),
      action: { name: `${AGGREGATION}.mode`, payload: name },
    }));
  }

  #t(language: string, id: string, args?: Readonly<Record<string, string>>): string {
    return this.translations.t(AGGREGATION, language, id, args);
  }
}
