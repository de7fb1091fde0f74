/** Says whether a character, given by its code point, belongs to a class. */
export type CharacterClass = (codePoint: number) => boolean;

const ranges =
  (text: string): CharacterClass =>
  (codePoint) => {
    for (let at = 0; at < text.length; at += 2) {
      if (codePoint >= text.charCodeAt(at) && codePoint <= text.charCodeAt(at + 1)) return true;
    }
    return false;
  };

/** The classes that are written `[:name:]` inside brackets. */
const POSIX_CLASSES: ReadonlyMap<string, CharacterClass> = new Map([
  ['alnum', ranges('09AZaz')],
  ['alpha', ranges('AZaz')],
  ['ascii', ranges('\x00\x7f')],
  ['blank', ranges('\t\t  ')],
  ['cntrl', ranges('\x00\x1f\x7f\x7f')],
  ['digit', ranges('09')],
  ['graph', ranges('!~')],
  ['lower', ranges('az')],
  ['print', ranges(' ~')],
  ['punct', ranges('!/:@[`{~')],
  ['space', ranges('\t\r  ')],
  ['upper', ranges('AZ')],
  ['word', ranges('09AZaz__')],
  ['xdigit', ranges('09AFaf')],
]);

/** `\d`, `\s` and `\w`; ASCII only, and `\s` without the vertical tab, as RE2 has them. */
const PERL_CLASSES: ReadonlyMap<string, CharacterClass> = new Map([
  ['d', ranges('09')],
  ['s', ranges('\t\n\f\r  ')],
  ['w', ranges('09AZaz__')],
]);

const GENERAL_CATEGORY = /^(C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;

/** A class with exactly the other characters. */
export const complement =
  (characters: CharacterClass): CharacterClass =>
  (codePoint) =>
    !characters(codePoint);

/** A class with the characters of all the given ones. */
export const union =
  (classes: readonly CharacterClass[]): CharacterClass =>
  (codePoint) =>
    classes.some((characters) => characters(codePoint));

/** The characters from `first` to `last`, both included. */
export const between =
  (first: number, last: number): CharacterClass =>
  (codePoint) =>
    codePoint >= first && codePoint <= last;

/** A class that does not distinguish upper from lower case. */
export const foldCase =
  (characters: CharacterClass): CharacterClass =>
  (codePoint) => {
    if (characters(codePoint)) return true;
    const text = String.fromCodePoint(codePoint);
    const [lower, upper] = [text.toLowerCase(), text.toUpperCase()];
    return [lower, upper].some((other) => [...other].length === 1 && characters(other.codePointAt(0) as number));
  };

/** The class that an escape such as `\d` or `\W` stands for; undefined when the letter stands for none. */
export function perlClass(letter: string): CharacterClass | undefined {
  const named = PERL_CLASSES.get(letter.toLowerCase());
  return named && letter !== letter.toLowerCase() ? complement(named) : named;
}

/** The class `[:name:]`, or `[:^name:]` for its complement; undefined when there is none of that name. */
export function posixClass(name: string): CharacterClass | undefined {
  if (!name.startsWith('^')) return POSIX_CLASSES.get(name);
  const named = POSIX_CLASSES.get(name.slice(1));
  return named && complement(named);
}

/** The class `\p{name}`: a general category such as `Lu`, a script such as `Greek`, or `Any`; undefined when unknown. */
export function unicodeClass(name: string): CharacterClass | undefined {
  if (name.startsWith('^')) {
    const named = unicodeClass(name.slice(1));
    return named && complement(named);
  }
  if (name === 'Any') return () => true;
  if (!/^\w+$/.test(name)) return undefined;
  try {
    const property = new RegExp(GENERAL_CATEGORY.test(name) ? `\\p{${name}}` : `\\p{Script=${name}}`, 'u');
    return (codePoint) => property.test(String.fromCodePoint(codePoint));
  } catch {
    return undefined;
  }
}
