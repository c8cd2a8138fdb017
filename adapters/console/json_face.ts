import type { Conversation, Json, WireButton } from "../../core/mod.ts";
import type { Face, ShownFile, ShownMessage } from "./face.ts";
import type { OutputQueue } from "./output_queue.ts";

/** Speaks one JSON object a line. */
export class JsonFace implements Face {
  constructor(private readonly output: OutputQueue) {}

  /** Writes one object. */
  line(object: { readonly [key: string]: Json | undefined }): Promise<void> {
    return this.output.write(`${JSON.stringify(object)}\n`);
  }

  message(message: ShownMessage): Promise<void> {
    return this.line({ type: "message", ...shown(message) });
  }

  edit(message: ShownMessage): Promise<void> {
    return this.line({ type: "edit", ...shown(message) });
  }

  delete({ chat }: Conversation, id: string): Promise<void> {
    return this.line({ type: "delete", chat, id });
  }

  file({ conversation: { chat }, id, name, path, caption, replyTo }: ShownFile): Promise<void> {
    return this.line({ type: "file", chat, id, name, path, caption, replyTo });
  }

  reaction({ chat }: Conversation, id: string, emoji: string | undefined): Promise<void> {
    return this.line({ type: "reaction", chat, id, emoji: emoji ?? null });
  }

  typing({ chat }: Conversation): Promise<void> {
    return this.line({ type: "typing", chat });
  }

  answer({ chat }: Conversation, action: string, text: string | undefined): Promise<void> {
    return this.line({ type: "answer", chat, action, text });
  }
}

function shown({ conversation: { chat }, id, text, buttons, replyTo }: ShownMessage) {
  return { chat, id, text, buttons: buttons?.map((row) => row.map(button)), replyTo };
}

function button(button: WireButton): Json {
  return "url" in button ? { text: button.text, url: button.url } : { text: button.text, action: button.id };
}
