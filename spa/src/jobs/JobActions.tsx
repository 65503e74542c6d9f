import { isEnded, submissionOf, type JobCommands } from '../job';
import { strings } from '../strings';
import { useTask } from '../useTask';
import type { Job } from '../wire';
import { argumentsInWords, titleOf } from '../words';

const words = strings.job;

/** The one button that fits the job: cancel while it runs, run again afterwards. */
export function JobActions({
  job,
  commands,
}: {
  readonly job: Job;
  readonly commands: JobCommands;
}) {
  const { busy, fault, run } = useTask();
  const goesOn = !isEnded(job);
  const name = `${goesOn ? words.cancel : words.runAgain}: ${titleOf(job)} ${argumentsInWords(job)}`;

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
        onClick={() => void run(() => (goesOn ? commands.cancel(job.id) : commands.runAgain(job)))}
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
