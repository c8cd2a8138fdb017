/** The notes and questions by which retrieval is judged: `english.txt`, `russian.txt` and `questions.txt`, read. */
import english from "./english.txt" with { type: "text" };
import questionLines from "./questions.txt" with { type: "text" };
import russian from "./russian.txt" with { type: "text" };

/** A note of the set. */
export interface SetNote {
  /** Unique among all. */
  readonly title: string;
  /** As in front matter: `2026-02-14`. */
  readonly created: string;
  readonly tags: readonly string[];
  readonly body: string;
}

/** A question of the set. */
export interface SetQuestion {
  readonly language: string;
  readonly text: string;
  /** Title of the note that answers it. */
  readonly title: string;
  /** What a passage must hold to answer it. */
  readonly answer: string;
}

const HEAD = /^=== (.+) \| (\d{4}-\d{2}-\d{2}) \| (.+)$/;

/** Each begins with a line `=== title | date | tags`. */
function readNotes(text: string): readonly SetNote[] {
  return text.split(/^(?==== )/m).map((part) => {
    const [head = "", ...body] = part.trimEnd().split("\n");
    const [, title = "", created = "", tags = ""] = HEAD.exec(head) ?? [];
    if (title === "") throw new Error(`No note begins with ${JSON.stringify(head)}.`);
    return { title, created, tags: tags.split(", "), body: body.join("\n") };
  });
}

/** Each is a line `language | question | title | answer`. */
function readQuestions(text: string): readonly SetQuestion[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
    const [language = "", question = "", title = "", answer = ""] = line.split(" | ");
    return { language, text: question, title, answer };
  });
}

/** All notes, in English and Russian. */
export const notes: readonly SetNote[] = [...readNotes(english), ...readNotes(russian)];

/** All questions. */
export const questions: readonly SetQuestion[] = readQuestions(questionLines);

/** The text of a note's file. */
export function fileOf({ title, created, tags, body }: SetNote): string {
  return `---\ntitle: ${JSON.stringify(title)}\ncreated: ${created}\ntags: [${tags.join(", ")}]\n---\n\n${body}\n`;
}
