import { isEnded } from '../job';
import type { Job } from '../wire';
import { argumentsInWords, titleOf } from '../words';

/** What the user searches for among the jobs. */
export interface Filter {
  readonly text: string;
  /** A state of the protocol, `going` for jobs that have not ended, or `all`. */
  readonly state: string;
}

export const everyJob: Filter = { text: '', state: 'all' };

export function isFiltering({ text, state }: Filter): boolean {
  return text.trim() !== '' || state !== 'all';
}

/** The jobs in this state that contain each of the words somewhere. */
export function matching(jobs: readonly Job[], { text, state }: Filter): readonly Job[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return jobs.filter((job) => {
    if (state === 'going' ? isEnded(job) : state !== 'all' && job.state !== state) {
      return false;
    }
    const said = [
      titleOf(job),
      job.query,
      argumentsInWords(job),
      job.sql,
      job.error?.message,
      job.id,
    ];
    const all = said.join('\n').toLowerCase();
    return wanted.every((word) => all.includes(word));
  });
}
