/** Takes a text apart into sentences. */

const END = /(?<=[.!?…]["”»)]*)\s+(?=["“«(]*[\p{Lu}\p{N}])/u;
/** A point behind these, or behind one letter, ends no sentence. */
const ABBREVIATED =
  /(?<![\p{L}\p{N}])(?:\p{L}|тел|моб|ул|пл|пр|просп|пер|наб|шос|бул|дом|кв|корп|стр|оф|эт|под|гор|пос|обл|рег|гг|вв|руб|коп|тыс|млн|млрд|им|акад|проф|доц|гр|др|напр|ср|см|рис|табл|гл|пп|ст|ок|прим|доп|мин|сек|час|tel|ph|ext|fax|dr|mr|mrs|ms|prof|st|ave|rd|blvd|apt|rm|bldg|vs|approx|jr|sr|fig|vol|pp|ch|art|dept|est|cf|ed|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.$/iu;
/** These are words of their own unless a number follows. */
const BEFORE_NUMBER = /(?<![\p{L}\p{N}])(?:no|nos|nr|num|art|sec|par|стр|ном)\.$/iu;

/** The sentences of one line. What looks like the end of one behind `тел.` or `Dr.` is none. */
export function sentencesIn(line: string): string[] {
  const sentences: string[] = [];
  for (const part of line.split(END)) {
    const before = sentences.at(-1);
    if (before !== undefined && goesOn(before, part)) sentences[sentences.length - 1] = `${before} ${part}`;
    else sentences.push(part);
  }
  return sentences;
}

function goesOn(before: string, next: string): boolean {
  return ABBREVIATED.test(before) || (BEFORE_NUMBER.test(before) && /^["“«(]*\p{N}/u.test(next));
}
