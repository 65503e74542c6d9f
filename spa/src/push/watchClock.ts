import type { Clock } from '../clock';

/** How often to look at the clock, in milliseconds. */
const peek = 5_000;
/**
 * If a look at the clock is this late, the machine has slept. In hidden tabs timers run only once a
 * minute.
 */
const sleep = 90_000;

/**
 * Looks at the clock again and again, until the returned function is called. Timers stop while a
 * machine sleeps, but the clock goes on. So a late timer shows that the machine has slept.
 *
 * @param looked is called at each look
 * @param slept is called in place of that if the machine has slept
 */
export function watchClock(clock: Clock, looked: () => void, slept: () => void): () => void {
  let isOver = false;
  let cancel: () => void = () => undefined;

  function look(due: number): void {
    cancel = clock.after(peek, () => {
      if (clock.now() - due > sleep) {
        slept();
      } else {
        looked();
      }
      // Either of them may have ended this.
      if (!isOver) {
        look(clock.now() + peek);
      }
    });
  }

  look(clock.now() + peek);
  return () => {
    isOver = true;
    cancel();
  };
}
