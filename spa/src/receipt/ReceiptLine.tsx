import { strings } from '../strings';
import type { Job } from '../wire';
import { costInWords, durationInWords, receiptInWords } from '../words';
import { stepsOf, type Seen } from './steps';

const words = strings.receipt;

/** The steps of the job, and how long each took. */
export function ReceiptLine({ job, seen }: { readonly job: Job; readonly seen: Seen }) {
  const steps = stepsOf(job, seen);
  if (steps.length === 0) {
    return null;
  }
  const told = receiptInWords(job);
  return (
    <details className="receipt">
      <summary>
        {words.title}
        {told !== null && <span className="hint">{told}</span>}
      </summary>
      <ol>
        {steps.map(({ name, at, after, by }, index) => (
          <li key={name}>
            <span className="step">{name}</span>
            <time dateTime={new Date(at).toISOString()} title={new Date(at).toISOString()}>
              {index === 0 ? words.start : `+${durationInWords(after)}`}
            </time>
            {by !== null && <span className="hint">{by}</span>}
          </li>
        ))}
      </ol>
      {!!job.usual && <p className="hint">{strings.usual.known(durationInWords(job.usual))}</p>}
      {costInWords(job) !== null && <p className="hint">{costInWords(job)}</p>}
      {job.served?.by === 'shared' && <p className="hint">{words.shared}</p>}
      {seen.pushed === null && <p className="hint">{words.askedFor}</p>}
    </details>
  );
}
