import { Clock, inject, lazySchema, plugin, type Schema } from "@portico/bot";
import { z } from "zod";
import { tool } from "../tool.ts";
import en from "./texts/today.en.ftl" with { type: "text" };
import ru from "./texts/today.ru.ftl" with { type: "text" };

const nothing: Schema<Record<never, never>> = lazySchema(() => z.object({}));

/** What day it is. */
export type Today = { readonly date: string; readonly weekday: string; readonly time: string; readonly zone: string };

/** The tool that knows the time, which models don't. */
@plugin({ name: "today-tool", texts: { en, ru } })
@inject(Clock)
export class TodayToolPlugin {
  /** Built by the kernel. */
  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** `today`: where the bot runs. */
  @tool({
    description: "Today's date, weekday, time and time zone. Ask before you reckon with today, yesterday or last week.",
    input: nothing,
    effect: "read",
  })
  async today(): Promise<Today> {
    const { dateOf } = await import("./local_date.ts");
    const now = this.clock.now();
    const said = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", options).format(now);
    return {
      date: dateOf(now),
      weekday: said({ weekday: "long" }),
      time: said({ hour: "2-digit", minute: "2-digit" }),
      zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
  }
}
