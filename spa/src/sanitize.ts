/** Marks that turn the text behind them around, to the end of the sentence that they stand in. */
const turning = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** A name as a sentence can hold it: it turns nothing around, and has no end of its own to wait for. */
export function sanitize(name: string, most = 120): string {
  const straight = name.replace(turning, '');
  return straight.length > most ? `${straight.slice(0, most)}…` : straight;
}
