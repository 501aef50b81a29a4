// How the reader writes numbers and dates. The words around them are English.

/**
 * English as it is written where a reader of this language is: "1.231" and "22 Nov" in
 * Germany, "1,231" and "Nov 22" in the United States; with the same digits everywhere.
 */
export function englishOf(language: string): string {
  try {
    const { region } = new Intl.Locale(language).maximize();
    return new Intl.Locale(`en-${region}`, { numberingSystem: "latn" }).toString();
  } catch {
    // Who says nothing of use reads British English.
    return "en-GB";
  }
}

export const READER = englishOf(navigator.language);
