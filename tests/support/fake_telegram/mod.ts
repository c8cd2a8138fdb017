/** A Telegram for tests: see README.md. */
export type { LoggedCall } from "./api.ts";
export type { Json, JsonObject } from "./arguments.ts";
export type { BotStatus, ChatEvent, FakeChat, SeenMessage } from "./chat.ts";
export { FakeTelegram, type FakeTelegramOptions } from "./fake_telegram.ts";
export type { Fault, FaultRule, Faults } from "./faults.ts";
export { type FileContent, generatedBytes, openContent, type StoredFile } from "./files.ts";
export type { Participant, Press, PressAnswer, SendOptions, Sent, SentMedia } from "./participant.ts";
export type { Channel, Group, GroupOptions, Person, PersonOptions } from "./people.ts";
export { documentedLimits, type RateLimits, type Rates, type Violation } from "./rates.ts";
export type { Outage } from "./response.ts";
export type { Delivery, Webhook } from "./webhook.ts";
