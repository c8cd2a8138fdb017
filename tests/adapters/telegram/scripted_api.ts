import type {
  ApiMethod,
  ApiPayload,
  ApiResult,
  CallOptions,
  TelegramApi,
} from "../../../adapters/telegram/telegram_api.ts";

/** A call that a test answers. */
export interface ScriptedCall {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly options: CallOptions;
  answer(result: unknown): void;
  fail(error: unknown): void;
}

/** A Bot API whose calls wait until a test answers them; calls that are given up reject. */
export class ScriptedApi implements Pick<TelegramApi, "call"> {
  /** All calls, in order. */
  readonly calls: ScriptedCall[] = [];
  /** Answers calls by itself where it returns something. */
  auto: (method: string, payload: Readonly<Record<string, unknown>>) => unknown = () => undefined;

  /** The newest call. */
  get last(): ScriptedCall {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error("Nothing was called.");
    return call;
  }

  call<M extends ApiMethod>(method: M, payload: ApiPayload<M>, options: CallOptions = {}): Promise<ApiResult<M>> {
    return new Promise((resolve, reject) => {
      const call: ScriptedCall = {
        method,
        payload: { ...payload },
        options,
        answer: (result) => resolve(result as ApiResult<M>),
        fail: reject,
      };
      this.calls.push(call);
      options.signal?.addEventListener("abort", () => reject(new Error("given up")), { once: true });
      const answer = this.auto(method, call.payload);
      if (answer instanceof Error) reject(answer);
      else if (answer !== undefined) call.answer(answer);
    });
  }
}
