/** How the fake's own tests call it. */
import { Api, GrammyError } from "grammy/web";
import type { FakeTelegram } from "./fake_telegram.ts";

/** grammY's client, without a network. */
export function clientOf(telegram: FakeTelegram): Api {
  return new Api(telegram.token, { apiRoot: "https://telegram.test", fetch: telegram.fetch });
}

/** What Telegram said when it refused a call. */
export async function refusal(call: Promise<unknown>): Promise<GrammyError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof GrammyError) return error;
    throw error;
  }
  throw new Error("The call was not refused");
}

/** A call as it goes over the wire. */
export async function post(
  telegram: FakeTelegram,
  method: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  const request = new Request(`https://telegram.test/bot${telegram.token}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  return await (await telegram.handle(request)).json();
}
