/** Keeps secrets out of what is said to people, whichever plugin says it. */
import type { DeliveryMiddleware, Operation, OperationOf, WireButton } from "./operations.ts";
import { type Secrets, secrets } from "../logs/secrets.ts";

/**
 * Masks secrets in every text of every operation. What fails says so to people in words of its own making, and these may hold anything: no plugin
 * has to think of it.
 */
export function maskOperations(masked: Pick<Secrets, "redactSaid"> = secrets): DeliveryMiddleware {
  const mask = (text: string) => masked.redactSaid(text);
  return (next) => ({
    perform: (operation, signal) => next.perform(maskedOf(operation, mask), signal),
  });
}

function maskedOf<O extends Operation>(operation: O, mask: (text: string) => string): O;
function maskedOf(operation: Operation, mask: (text: string) => string): Operation {
  switch (operation.kind) {
    case "send":
    case "edit": {
      const { text, buttons } = operation;
      const masked = mask(text);
      // Nearly nothing that is said holds a secret: then nothing is copied.
      const rows = buttons?.some((row) => row.some((button) => maskedButton(button, mask) !== button))
        ? buttons.map((row) => row.map((button) => maskedButton(button, mask)))
        : buttons;
      if (masked === text && rows === buttons) return operation;
      return { ...operation, text: masked, ...(rows === undefined ? {} : { buttons: rows }) };
    }
    case "sendFile":
      return maskedFile(operation, mask);
    case "answerAction":
      return operation.text === undefined ? operation : { ...operation, text: mask(operation.text) };
    case "menu": {
      const commands = operation.commands.map((command) => ({ ...command, description: mask(command.description) }));
      return { ...operation, commands };
    }
    case "delete":
    case "typing":
    case "react":
    case "download":
      return operation;
  }
}

function maskedFile(operation: OperationOf<"sendFile">, mask: (text: string) => string): OperationOf<"sendFile"> {
  const { caption, file } = operation;
  const name = mask(file.name);
  return {
    ...operation,
    ...(name === file.name ? {} : { file: { ...file, name } }),
    ...(caption === undefined ? {} : { caption: mask(caption) }),
  };
}

function maskedButton(button: WireButton, mask: (text: string) => string): WireButton {
  const text = mask(button.text);
  if ("url" in button) {
    const url = mask(button.url);
    return text === button.text && url === button.url ? button : { ...button, text, url };
  }
  return text === button.text ? button : { ...button, text };
}
