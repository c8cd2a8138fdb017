/** The files of a message. */
import type { Message, PaidMedia, PhotoSize, Sticker } from "grammy/types";
import type { Attachment } from "../../core/mod.ts";

/** What may carry files. */
export type FileCarrier = Pick<
  Message,
  | "photo"
  | "live_photo"
  | "animation"
  | "document"
  | "voice"
  | "audio"
  | "video"
  | "video_note"
  | "sticker"
  | "paid_media"
>;

interface TelegramFile {
  readonly file_id: string;
  readonly file_size?: number;
  readonly file_name?: string;
  readonly mime_type?: string;
}

/** The files of a message, a photo in its biggest size. Each `ref` is the file's id for `getFile`. */
export function attachmentsOf(message: FileCarrier): Attachment[] {
  const { photo, live_photo, animation, document, voice, audio, video, video_note, sticker, paid_media } = message;
  const files: Attachment[] = [];
  if (photo !== undefined) files.push(...photoOf(photo));
  if (live_photo !== undefined) files.push(attachment("video", live_photo));
  // Telegram repeats an animation as a document, for bots that do not know animations.
  if (animation !== undefined) files.push(attachment("animation", animation));
  else if (document !== undefined) files.push(attachment("document", document));
  if (voice !== undefined) files.push(attachment("voice", voice));
  if (audio !== undefined) files.push(attachment("audio", audio));
  if (video !== undefined) files.push(attachment("video", video));
  if (video_note !== undefined) files.push(attachment("video", video_note, "video/mp4"));
  if (sticker !== undefined) files.push(stickerOf(sticker));
  if (paid_media !== undefined) files.push(...paid_media.paid_media.flatMap(paidFiles));
  return files;
}

function attachment(kind: Attachment["kind"], file: TelegramFile, type?: string): Attachment {
  const mime = file.mime_type ?? type;
  return {
    ref: file.file_id,
    kind,
    ...(file.file_name === undefined ? {} : { name: file.file_name }),
    ...(mime === undefined ? {} : { mime }),
    ...(file.file_size === undefined ? {} : { size: file.file_size }),
  };
}

function photoOf(sizes: readonly PhotoSize[]): Attachment[] {
  const area = ({ width, height }: PhotoSize) => width * height;
  const biggest = sizes.toSorted((a, b) => area(a) - area(b)).at(-1);
  return biggest === undefined ? [] : [attachment("photo", biggest, "image/jpeg")];
}

/** What a sticker says is its emoji, and the only name it has. */
function stickerOf(sticker: Sticker): Attachment {
  const file = attachment("sticker", sticker, stickerType(sticker));
  return sticker.emoji === undefined ? file : { ...file, name: sticker.emoji };
}

function stickerType({ is_animated, is_video }: Sticker): string {
  return is_animated ? "application/x-tgsticker" : is_video ? "video/webm" : "image/webp";
}

function paidFiles(media: PaidMedia): Attachment[] {
  switch (media.type) {
    case "photo":
      return photoOf(media.photo);
    case "video":
      return [attachment("video", media.video)];
    case "live_photo":
      return [...photoOf(media.live_photo.photo ?? []), attachment("video", media.live_photo)];
    default:
      return [];
  }
}
