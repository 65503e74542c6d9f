import { useEffect, useState } from 'react';
import type { Clock } from './clock';

/** The server's time: this machine's clock may be minutes off. */
export interface ServerTime {
  readonly clock: Clock;
  /**
   * How far the server's clock is ahead of `clock`, in milliseconds; null while that is not known.
   */
  readonly ahead: number | null;
}

/**
 * The server's time in milliseconds since 1970, updated regularly; null while it is not known.
 *
 * @param every milliseconds between two updates
 */
export function useServerTime({ clock, ahead }: ServerTime, every: number): number | null {
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    const look = () => {
      setNow(clock.now());
      cancel = clock.after(every, look);
    };
    let cancel = clock.after(every, look);
    return () => {
      cancel();
    };
  }, [clock, every]);
  return ahead === null ? null : now + ahead;
}
