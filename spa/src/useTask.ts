import { useState } from 'react';
import { errorInWords } from './words';

/** Something that a button starts: whether it is running, and in words why it last failed. */
export function useTask() {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');

  async function run(task: () => Promise<unknown>) {
    setBusy(true);
    setFault('');
    try {
      await task();
    } catch (error) {
      setFault(errorInWords(error));
    } finally {
      setBusy(false);
    }
  }

  return { busy, fault, run };
}
