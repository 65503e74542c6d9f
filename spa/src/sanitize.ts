/** Marks that change the direction of the text after them, to the end of the sentence. */
const turning = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** A name that is safe in a sentence: it changes no direction and has a limited length. */
export function sanitize(name: string, most = 120): string {
  const straight = name.replace(turning, '');
  return straight.length > most ? `${straight.slice(0, most)}…` : straight;
}
