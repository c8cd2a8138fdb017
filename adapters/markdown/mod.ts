/**
 * Markdown as all adapters read it: what a text costs is in proportion to its length, whoever wrote it.
 *
 * @module
 */
export { type MarkdownToken, readMarkdown } from "./bounded_lexer.ts";
