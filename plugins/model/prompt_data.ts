/** Text of others for a prompt: nothing in it can close the tag it stands in, or open another. */
export function escapeData(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
