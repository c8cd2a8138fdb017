/** What people do with the bot before the power goes, and what they were told. */
import { join } from "node:path";
import { actionOf, type Program, textOf, type Told } from "../../support/program.ts";
import { Known } from "../known.ts";

/** So many people write side by side, each in a chat of their own. */
export const PEOPLE = 5;

/** The setting that is set to ever greater values. */
export const SETTING = "note.maxMessages";

/** What the answer to a message says when its note was undone. */
export const IN_TRASH = "is in the trash.";

/** The tag that the agent is asked to give to a message's note; also the id of that task. */
export function tagOf(id: string): string {
  return `tag${id}`;
}

/** A message that was sent, and what has become of it. */
export interface Sent {
  /** Also the word by which its note is found. */
  readonly id: string;
  readonly user: string;
  /** Content of the file that went with it. */
  readonly file?: string;
  /** Texts of it, in the order in which they were sent: its own, then those of edits. */
  readonly versions: string[];
}

/** See the file's comment. */
export class Traffic {
  readonly sent: Sent[] = [];
  /** Every line that was sent and may be sent again: whoever has not heard that a message was accepted sends it again. */
  readonly lines: object[] = [];
  /** The values that were asked for last, by who has asked. */
  readonly settings = new Map<string, { readonly chat: string; readonly value: number }>();
  #number = 0;

  /** @param files a folder for what is attached. */
  constructor(private readonly files: string, private readonly random: () => number) {}

  /** Lets all people act for a while. */
  async run(program: Program, steps: number): Promise<void> {
    const people = Array.from({ length: PEOPLE }, (_, person) => this.#act(program, person, steps));
    await Promise.all(people);
  }

  async #act(program: Program, person: number, steps: number): Promise<void> {
    const [chat, user] = [`chat${person}`, person < 2 ? "you" : `guest${person}`];
    for (let step = 0; step < steps; step++) {
      const { id } = await this.#write(program, chat, user);
      if (this.random() < 0.3) continue; // goes on before it is answered
      const saved = await this.#saved(program, id);
      const dice = this.random();
      if (dice < 0.3) await this.#undo(program, saved, user);
      else if (dice < 0.5) await this.#tag(program, chat, user, id);
      else if (dice < 0.75 && person > 0) await this.#set(program, chat, user);
    }
  }

  /** The answer that has the buttons of a note. */
  async #saved(program: Program, id: string): Promise<Told> {
    const known = new Known();
    return await program.until((told) => {
      known.hear(told);
      return known.knows(id, "Saved **");
    });
  }

  async #write(program: Program, chat: string, user: string): Promise<Sent> {
    const id = `note${this.#number++}x${Math.floor(this.random() * 1e9).toString(36)}`;
    const sent: Sent = {
      id,
      user,
      versions: [`${id} first`],
      ...(this.random() < 0.3 ? { file: `${id} `.repeat(500) } : {}),
    };
    const files: string[] = [];
    if (sent.file !== undefined) {
      files.push(join(this.files, `${id}.txt`));
      await Deno.writeTextFile(files[0], sent.file);
    }
    this.sent.push(sent);
    // Commands before it part its note from the one before.
    await this.#send(program, { type: "message", id: `part-${id}`, chat, user, text: "/notes 1" });
    await this.#send(program, {
      type: "message",
      id,
      chat,
      user,
      text: `${id} first`,
      ...(files.length > 0 ? { files } : {}),
    });
    if (this.random() < 0.3) {
      if (this.random() < 0.5) await program.accepted(id);
      sent.versions.push(`${id} second`);
      await this.#send(program, { type: "edit", id, key: `edit-${id}`, chat, user, text: `${id} second` });
    }
    return sent;
  }

  async #undo(program: Program, saved: Told, user: string): Promise<void> {
    const { chat, id } = saved;
    await program.send({ type: "action", chat, user, action: actionOf(saved, "Undo") });
    await program.until((told) => told.id === id && textOf(told).includes(IN_TRASH));
  }

  async #tag(program: Program, chat: string, user: string, id: string): Promise<void> {
    const tag = tagOf(id);
    const text = `/agent tag everything about ${id} with ${tag}`;
    await this.#send(program, { type: "message", id: tag, chat, user, text });
    await program.until((told) => textOf(told).includes(`#${tag}`));
  }

  async #set(program: Program, chat: string, user: string): Promise<void> {
    const value = (this.settings.get(user)?.value ?? 100) + 1;
    this.settings.set(user, { chat, value });
    const id = `set-${user}-${value}`;
    await this.#send(program, { type: "message", id, chat, user, text: `/settings ${SETTING} ${value}` });
    await program.until((told) => told.replyTo === id);
  }

  async #send(program: Program, line: object): Promise<void> {
    this.lines.push(line);
    await program.send(line);
  }
}
