/** A Bot API that serves any JSON as updates. The fake Telegram of the other tests makes only what Telegram would. */

const ME = { id: 42, is_bot: true, first_name: "Portico", username: "portico_bot", can_read_all_group_messages: true };

/** See the file's comment. */
export class RawTelegram {
  /** What was sent since somebody looked. */
  readonly texts = new Set<string>();
  #updates: unknown[] = [];
  #number = 0;
  #sent = 5_000;
  #poll: (() => void) | undefined;

  /** Updates with their numbers. */
  numbered(updates: readonly unknown[]): unknown[] {
    return updates.map((update) => ({ ...Object(update), update_id: ++this.#number }));
  }

  /** Updates for the next poll. */
  serve(updates: readonly unknown[]): void {
    this.#updates.push(...this.numbered(updates));
    this.#poll?.();
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.pathname.startsWith("/file/")) return new Response("bytes");
    const method = url.pathname.split("/").at(-1) ?? "";
    const payload = await payloadOf(init);
    return Response.json({ ok: true, result: await this.#resultOf(method, payload, init?.signal ?? undefined) });
  };

  async #resultOf(method: string, payload: Record<string, unknown>, signal: AbortSignal | undefined): Promise<unknown> {
    if (method === "getMe") return ME;
    if (method === "getUpdates") return await this.#next(payload, signal);
    if (method === "getFile") return { file_id: payload.file_id, file_unique_id: "u", file_path: "documents/a" };
    if (!/^(?:send|edit)/.test(method) || method === "sendChatAction") return true;
    if (typeof payload.text === "string") this.texts.add(payload.text);
    const chat = { id: Number(payload.chat_id), type: "private", first_name: "Ann" };
    return { message_id: ++this.#sent, date: 1_767_225_600, chat, from: ME, text: payload.text };
  }

  async #next({ offset, timeout }: Record<string, unknown>, signal: AbortSignal | undefined): Promise<unknown[]> {
    const known = Number(offset ?? 0);
    this.#updates = this.#updates.filter((update) => Number(Object(update).update_id) >= known);
    if (this.#updates.length === 0 && timeout !== 0) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      this.#poll = resolve;
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      await promise;
    }
    return this.#updates.slice(0, 100);
  }
}

async function payloadOf(init: RequestInit | undefined): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await new Response(init?.body).text());
  } catch {
    return {}; // a form, with a file in it
  }
}
