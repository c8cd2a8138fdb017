/** A Bot API that forgets: what the bot has done is counted by whoever listens, and nothing grows here however long it runs. */
import type { Update } from "grammy/types";

/** A message the bot has sent. */
export interface Sent {
  readonly chat: number;
  readonly text: string;
}

/** Keeps no more than the updates that the bot has not confirmed yet. */
export class BriefTelegram {
  readonly token = "1:brief";
  #updates: Update[] = [];
  #newest = 0;
  #messages = 0;
  #poll: { readonly offset: number; readonly answer: (updates: Update[]) => void } | undefined;

  /** @param sent hears of every message. @param now wall time in milliseconds. */
  constructor(private readonly sent: (message: Sent) => void, private readonly now: () => number) {}

  /** Somebody writes in the private chat with the bot. */
  write(user: number, text: string): void {
    this.#updates.push({
      update_id: ++this.#newest,
      message: {
        message_id: ++this.#messages,
        date: Math.floor(this.now() / 1_000),
        chat: { id: user, type: "private", first_name: `U${user}` },
        from: { id: user, is_bot: false, first_name: `U${user}`, language_code: "en" },
        text,
      },
    });
    this.#answerPoll();
  }

  /** In place of the network. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const method = new URL(input instanceof Request ? input.url : input).pathname.split("/").at(-1) ?? "";
    const payload: unknown = init?.body ? JSON.parse(await new Response(init.body).text()) : {};
    const result = await this.#call(method, payload as Record<string, unknown>, init?.signal ?? undefined);
    return Response.json({ ok: true, result });
  };

  #call(method: string, payload: Record<string, unknown>, signal: AbortSignal | undefined): unknown {
    switch (method) {
      case "getMe":
        return { id: 1, is_bot: true, first_name: "Portico", username: "portico_bot", can_join_groups: true };
      case "getUpdates":
        return this.#getUpdates(Number(payload.offset ?? 0), signal);
      case "sendMessage": {
        const chat = Number(payload.chat_id);
        this.sent({ chat, text: String(payload.text) });
        return {
          message_id: ++this.#messages,
          date: Math.floor(this.now() / 1_000),
          chat: { id: chat, type: "private", first_name: `U${chat}` },
          text: payload.text,
        };
      }
      default:
        return true;
    }
  }

  #getUpdates(offset: number, signal: AbortSignal | undefined): Promise<Update[]> {
    this.#updates = this.#updates.filter(({ update_id: id }) => id >= offset);
    return new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      this.#poll = { offset, answer: resolve };
      this.#answerPoll();
    });
  }

  #answerPoll(): void {
    const poll = this.#poll;
    if (poll === undefined || this.#updates.length === 0) return;
    this.#poll = undefined;
    poll.answer(this.#updates.slice(0, 100));
  }
}
