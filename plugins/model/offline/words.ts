/** Words of English and Russian: what they have in common in all their forms, and which of them say nothing by themselves. */
import snowball from "snowball-stemmers";

/** The languages that the offline model speaks. */
export type Language = "en" | "ru";

const stemmers: Readonly<Record<Language, { stem(word: string): string }>> = {
  en: snowball.newStemmer("english"),
  ru: snowball.newStemmer("russian"),
};

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;
const CYRILLIC = /\p{Script=Cyrillic}/u;
const CYRILLIC_LETTERS = /\p{Script=Cyrillic}/gu;
const LATIN_LETTERS = /\p{Script=Latin}/gu;
/** A vowel that comes and goes: `покупок`, `покупка`. The stemmer leaves it. */
const FLEETING = /(\p{L}{2})[ео]([кнцл])$/u;
/** Longer ones are data. */
const MAX_WORD = 48;
/** A word may begin another one of its family (`обеща`, `обещан`) when both are at least so long. */
const MIN_FAMILY = 5;

/** Words that a question may share with any text. */
const EMPTY: ReadonlySet<string> = new Set(
  `a about an and any are as at be been but by can could did do does for from get had has have he her here him his how i if in into is it its
  just me more much many my no not of on one or our out over she should so some such tell than that the their them then there these they this those to
  up us very was we were what when where which who whom whose why will with would you your note notes please know
  а без бы был была были было быть в вам вас ваш во вот все всего всех вы где да для до его ее если есть еще же за и из или им их к как какая какие какой
  какое каких ко когда кто куда ли мне много мной мог может можно мое моего моей мои мой моя моих мы на над надо нам нас наш не него нее нет ни них но ну
  о об обо он она они оно от откуда по под почему при про с свой свои себе себя сколько со так такой там тебя тем то тобой того тоже только том тот
  ту ты у уже чего чем что чтобы чей эта эти это этот этого этой этом я заметка заметки заметках заметку пожалуйста зачем знаю скажи`
    .split(/\s+/),
);

/** A text in the letters that count: case, the dots of ё and the stress marks do not. */
export function fold(text: string): string {
  return text.toWellFormed().normalize("NFC").toLowerCase().replaceAll("ё", "е").replaceAll("\u0301", "").replaceAll(
    "’",
    "'",
  );
}

/** The words of a text, folded, in order. */
export function wordsOf(text: string): string[] {
  return (fold(text).match(WORD) ?? []).map((word) => word.slice(0, MAX_WORD));
}

/** What all forms of a folded word have in common. */
export function stem(word: string): string {
  if (!CYRILLIC.test(word)) return stemmers.en.stem(word);
  return stemmers.ru.stem(word).replace(FLEETING, "$1$2");
}

/** A text without the words that say nothing; the text itself where there are no others. */
export function tellingOnly(text: string): string {
  const words = text.match(WORD) ?? [];
  const telling = words.filter((word) => !EMPTY.has(fold(word)));
  return telling.length === 0 || telling.length === words.length ? text : telling.join(" ");
}

/** A text with its Russian words in the form that other forms begin with, where the stemmer does not see it: `покупок` as `покупк`. */
export function withoutFleeting(text: string): string {
  return text.replace(WORD, (word) => {
    const folded = fold(word);
    return CYRILLIC.test(folded) && FLEETING.test(stemmers.ru.stem(folded)) ? stem(folded) : word;
  });
}

/** The stems of the words that mean something, each once. */
export function stemsOf(text: string): string[] {
  return [...new Set(wordsOf(text).filter((word) => !EMPTY.has(word)).map(stem))];
}

/** Whether two stems are of one family: `обеща` and `обещан`. */
export function areRelated(one: string, other: string): boolean {
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= MIN_FAMILY && long.length - short.length <= 2 && long.startsWith(short);
}

/** The language of most of a text's letters. */
export function languageOf(text: string): Language {
  const cyrillic = text.match(CYRILLIC_LETTERS)?.length ?? 0;
  return cyrillic > 0 && cyrillic >= (text.match(LATIN_LETTERS)?.length ?? 0) ? "ru" : "en";
}

/** Whether a text has Russian letters. */
export function hasCyrillic(text: string): boolean {
  return CYRILLIC.test(text);
}
