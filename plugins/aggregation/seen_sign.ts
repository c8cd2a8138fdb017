import {
  BotPort,
  Clock,
  type Context,
  type IncomingMessage,
  inject,
  type Logger,
  messageOf,
  PluginLog,
} from "@portico/bot";
import { AggregationConfig, type AggregationSettings } from "./config.ts";

/** An eye: it is seen. Every platform with reactions knows it. */
const SIGN = "👀";
/** Who wrote so long ago has not been waiting for a sign, in milliseconds; after a long outage there may be very many of them. */
const STALE = 60_000;

/** One quiet sign that a message was seen, where the platform has reactions: nobody needs a message for that. */
@inject(BotPort, Clock, AggregationConfig, PluginLog)
export class SeenSign {
  /** Built by the kernel. */
  constructor(
    private readonly bot: BotPort,
    private readonly clock: Clock,
    private readonly options: AggregationSettings,
    private readonly log: Logger,
  ) {}

  /** Gives the sign, without waiting for it: a message is taken whether or not it arrives. */
  give({ conversation, event, receivedAt }: Context<IncomingMessage>): void {
    // Whoever reads a channel has not written to anybody.
    if (conversation.kind === "channel" || this.options.sign === "off") return;
    if (this.clock.now() - receivedAt > STALE) return;
    this.bot.react({ conversation, id: event.id }, SIGN).catch((error) =>
      this.log.debug("No sign could be given: {reason}", { reason: messageOf(error) })
    );
  }
}
