/** The close codes that need more than a reconnection; see docs/protocol.md. */
export const closeCodes = {
  sessionOver: 4401,
  notAllowed: 4403,
  tooMany: 4429,
  serverGoing: 1012,
};

/** How browsers tell of a socket that was not closed properly. */
export const abnormal = 1006;

/** The longest pause that a server may ask for, in milliseconds. */
const longestHint = 60_000;

/**
 * When a server that is going away wants the client back. It says, for example,
 * "The server is going: come back in 1730 ms."
 *
 * @returns milliseconds from 0 to 60,000; null if the reason does not say
 */
export function hintIn(reason: string): number | null {
  const hint = Number(/\bcome back in (\d{1,6}) ms\b/.exec(reason)?.[1] ?? NaN);
  return hint <= longestHint ? hint : null;
}
