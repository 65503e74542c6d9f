import { useState } from 'react';
import { authErrorInWords, isWrongAttempt } from './words';

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
  const [failures, setFailures] = useState(0);
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
        if (isWrongAttempt(error)) {
          setFailures(failures + 1);
        }
        say(authErrorInWords(error, failures));
      } finally {
        setBusy(false);
      }
    },
  };
}
