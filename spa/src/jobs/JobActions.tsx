import { useState } from 'react';
import { isEnded, submissionOf, type JobCommands } from '../job';
import { strings } from '../strings';
import type { Job } from '../wire';
import { argumentsInWords, errorInWords, titleOf } from '../words';

const words = strings.job;

/** The one button that fits the job: cancel while it runs, run again afterwards. */
export function JobActions({
  job,
  commands,
}: {
  readonly job: Job;
  readonly commands: JobCommands;
}) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const goesOn = !isEnded(job);
  const name = `${goesOn ? words.cancel : words.runAgain}: ${titleOf(job)} ${argumentsInWords(job)}`;

  async function act() {
    setBusy(true);
    setFault('');
    try {
      await (goesOn ? commands.cancel(job.id) : commands.runAgain(job));
    } catch (error) {
      setFault(errorInWords(error));
    } finally {
      setBusy(false);
    }
  }

  if (!goesOn && submissionOf(job) === null) {
    return null;
  }
  return (
    <>
      <button
        type="button"
        className="quiet square"
        aria-label={name}
        title={goesOn ? words.cancel : words.runAgain}
        disabled={busy || (goesOn && job.cancelRequested)}
        onClick={() => void act()}
      >
        {goesOn ? '✕' : '↻'}
      </button>
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}
