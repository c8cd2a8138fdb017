/**
 * Stems of one word that a stemmer keeps apart: irregular forms in English, and vowels that come and go, consonants that change and
 * prefixes of verbs' endings in Russian. Used on the side of the question, so that the index holds each word once.
 */
import { stem } from "./words.ts";

/** Forms of one word; each row is one. */
const IRREGULAR = `
buy bought
pay paid
say said
tell told
sell sold
send sent
spend spent
lend lent
build built
lose lost loss
leave left
keep kept
sleep slept
meet met meeting
feel felt
find found
think thought
bring brought
teach taught
catch caught
make made
go went gone
come came
give gave given
take took taken
see saw seen
write wrote written
drive drove driven
ride rode ridden
speak spoke spoken
break broke broken
choose chose chosen choice
forget forgot forgotten
get got gotten
eat ate eaten
drink drank drunk
begin began begun
swim swam swum
run ran
fly flew flown flight
grow grew grown
know knew known
throw threw thrown
wear wore worn
hold held
stand stood
understand understood
win won
hear heard
become became
fall fell fallen
weigh weight
advise advice
child children
person people
man men
woman women
foot feet
tooth teeth
mouse mice
wife wives
knife knives
life lives
leaf leaves
shelf shelves
half halves
ребенок ребенка дети детей детям детьми детях
человек люди людей людям людьми людях
день дня дни дней дню днем днями днях
год года лет годам
идти иду идет идем шел шла шли
прийти приду придет
взять возьму возьмет взял взяла взяли
дать дам даст дал дала дали
отдать отдам отдаст отдал отдала отдали
есть ел ела ели съесть съел
пить пью пьет пил пила
мать матери
отец отца отцу
дочь дочери дочка
брат братья братьев
друг друзья друзей друзьям друзьями
сын сыновья сыновей
время времени
имя имени имена имен
звать зовут назвать
искать ищу ищет ищем искал искала
болеть болит болел боль
`;

let families: ReadonlyMap<string, ReadonlySet<string>> | undefined;

function irregularStems(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const line of IRREGULAR.trim().split("\n")) {
    const stems = new Set(line.split(" ").map(stem));
    for (const of of stems) found.set(of, new Set([...(found.get(of) ?? []), ...stems]));
  }
  return found;
}

const ENGLISH_STEM = /^[a-z]{3,}$/;
const CYRILLIC_STEM = /^[а-я]{3,}$/;
/** What a stem of a verb may end with beside its root. */
const THEME = /(?:ыва|ива|ова|ева|ну|а|я|е|и|у)$/;
const THEMES: readonly string[] = ["а", "я", "ыва", "ива", "ова", "и"];
/** Consonants that take each other's place in the forms of a word: пис-ать and пиш-у, плат-ить and плач-у. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  к: ["ч"],
  ч: ["к", "т"],
  г: ["ж"],
  ж: ["г", "д", "з"],
  х: ["ш"],
  ш: ["с", "х"],
  с: ["ш"],
  з: ["ж"],
  д: ["ж"],
  т: ["ч", "щ"],
  щ: ["ст", "т", "ск"],
};
/** Ends of stems of the same verbs, whatever they begin with: завести, заведу, завёл; принести, принёс, принесла; найти, нашёл. */
const VERB_ENDS: readonly (readonly string[])[] = [
  ["вест", "вед", "вел"],
  ["нест", "нес", "несл"],
  ["везт", "вез", "везл"],
  ["йт", "йд", "шел", "шл", "ход", "хож"],
  ["еха", "ед", "езд", "езж", "езжа"],
  ["бра", "бер", "бира"],
  ["зва", "зов", "зыва"],
  ["да", "дал", "дад", "дава"],
  ["нача", "начн", "начина"],
  ["ня", "ним", "нима"],
];
const LIPS = /[бпвмф]$/;
const TWO_CONSONANTS = /([бвгджзклмнпрстфхцчшщ])ь?([бвгджзклмнпрстфхцчшщ])$/;
const VOWEL_BETWEEN = /([бвгджзклмнпрстфхцчшщ])[ео]([бвгджзклмнпрстфхцчшщ])$/;
/** Shorter roots are those of too many words. */
const MIN_ROOT = 3;

/** Other stems that forms of the word may have, the likely ones first; some of them are no words. */
export function relatives(word: string): readonly string[] {
  families ??= irregularStems();
  const found = new Set(families.get(word));
  if (CYRILLIC_STEM.test(word)) {
    const root = word.replace(THEME, "");
    for (const other of [word, ...(root.length >= MIN_ROOT ? [root] : [])]) {
      for (const relative of russianRelatives(other)) found.add(relative);
    }
  }
  if (ENGLISH_STEM.test(word)) { for (const relative of englishRelatives(word)) found.add(relative); }
  found.delete(word);
  return [...found];
}

/** Allergies and allergic, photograph and photography, pay and payment. */
function englishRelatives(word: string): string[] {
  if (word.endsWith("ment")) return [word.slice(0, -4)];
  if (word.length < 4) return [`${word}ment`];
  return [word.endsWith("i") ? word.slice(0, -1) : `${word}i`, `${word}ment`];
}

function russianRelatives(root: string): string[] {
  const found = [root];
  for (const ends of VERB_ENDS) {
    const end = ends.find((end) => root.endsWith(end));
    if (end !== undefined) found.push(...ends.map((other) => root.slice(0, root.length - end.length) + other));
  }
  // отец and отца, сестра and сестёр, деньги and денег
  if (VOWEL_BETWEEN.test(root)) {
    found.push(root.replace(VOWEL_BETWEEN, "$1$2"), root.replace(VOWEL_BETWEEN, "$1ь$2"));
  } else if (TWO_CONSONANTS.test(root)) {
    found.push(root.replace(TWO_CONSONANTS, "$1е$2"), root.replace(TWO_CONSONANTS, "$1о$2"));
  }
  if (LIPS.test(root)) found.push(`${root}л`);
  if (/[бпвмф]л$/.test(root)) found.push(root.slice(0, -1));
  for (const other of CHANGES[root.at(-1) ?? ""] ?? []) {
    const changed = root.slice(0, -1) + other;
    found.push(changed, `${changed}а`, `${changed}и`);
  }
  if (root.endsWith("ст")) found.push(`${root.slice(0, -2)}щ`);
  if (root.length > MIN_ROOT) found.push(...THEMES.map((theme) => root + theme));
  return found.filter((other) => other.length >= MIN_ROOT);
}
