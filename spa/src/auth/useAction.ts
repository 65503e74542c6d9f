import { useState } from 'react';
import { authErrorInWords } from './words';

/** A thing that takes a while: whether it is under way, and why it failed last. */
export interface Action {
  readonly busy: boolean;
  readonly fault: string;
  readonly say: (fault: string) => void;
  /** Runs it; failing, says why. Does nothing while one is under way. */
  readonly run: (doing: () => Promise<void>) => Promise<void>;
}

export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [fault, say] = useState('');
  return {
    busy,
    fault,
    say,
    async run(doing) {
      if (busy) {
        return;
      }
      setBusy(true);
      say('');
      try {
        await doing();
      } catch (error) {
        say(authErrorInWords(error));
      } finally {
        setBusy(false);
      }
    },
  };
}
