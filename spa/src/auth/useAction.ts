import { useState } from 'react';
import { authErrorInWords, isWrongAttempt } from './words';

/** An asynchronous action: whether it is running, and why it last failed. */
export interface Action {
  readonly busy: boolean;
  readonly fault: string;
  readonly say: (fault: string) => void;
  /** Runs the action and reports a failure. Does nothing while the action is running. */
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
