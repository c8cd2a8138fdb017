/**
 * The agent's own tools: notes, the web, the day.
 *
 * @module
 */
export type {
  AppendToNoteInput,
  CreateNoteInput,
  DeleteNoteInput,
  EditNoteInput,
  ListNotesInput,
  MergeNotesInput,
  MoveNoteInput,
  ReadNoteInput,
  RenameNoteInput,
  SearchNotesInput,
  TagNoteInput,
} from "./note_inputs.ts";
export type { ExactUndo, FileMark, LooseUndo, PutBackInput, Surroundings } from "./note_change.ts";
export type { ListedNote } from "./note_reading.ts";
export * from "./note_tools_plugin.ts";
export type { RemoveCreatedInput } from "./put_back.ts";
export type { Fragment, TextDifference } from "./text_difference.ts";
export * from "./today_tool_plugin.ts";
export * from "./web.ts";
export * from "./web_tool_plugin.ts";
