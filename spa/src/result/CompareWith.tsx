import { go, linkToJob } from '../route';
import { strings } from '../strings';
import type { Job } from '../wire';
import { argumentsInWords } from '../words';

/** Chooses the run to compare with. */
export function CompareWith({
  job,
  others,
  other,
}: {
  readonly job: Job;
  readonly others: readonly Job[];
  readonly other: Job | null;
}) {
  return (
    <label className="compare-with">
      <span>{strings.compare.with}</span>
      <select
        className="quiet"
        value={other?.id ?? ''}
        onChange={(event) => {
          go(linkToJob(job.id, event.target.value || null));
        }}
      >
        <option value="">{strings.compare.choose}</option>
        {others.map((each) => (
          <option key={each.id} value={each.id}>
            {argumentsInWords(each)} · {new Date(each.submittedAt).toLocaleString()}
          </option>
        ))}
      </select>
    </label>
  );
}
