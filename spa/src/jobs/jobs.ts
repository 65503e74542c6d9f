import { isEnded } from '../job';
import type { Job, JobsPage, PushMessage, Rows, Snapshot } from '../wire';

/** Everything that the page knows about the user's jobs, and the rows that were pushed. */
export interface Jobs {
  readonly byId: ReadonlyMap<string, Job>;
  /** The first rows, as they were pushed. */
  readonly results: ReadonlyMap<string, Rows>;
  /** When the server pushed the end of each job that this page saw end, by the server's clock. */
  readonly pushed: ReadonlyMap<string, string>;
}

/** What the server pushed, or answered to a request. */
export type News = PushMessage | { readonly type: 'jobs'; readonly jobs: readonly Job[] };

export const noJobs: Jobs = { byId: new Map(), results: new Map(), pushed: new Map() };

/** Adds the news to the jobs. Returns the same object if the news is old or repeated. */
export function fold(jobs: Jobs, news: News): Jobs {
  switch (news.type) {
    case 'beat':
      return jobs;
    case 'snapshot':
    case 'jobs':
      return withNewer(jobs, news.jobs);
    case 'job': {
      const next = withNewer(jobs, [news.job]);
      const known = next.byId.get(news.job.id);
      const seen = isEnded(news.job) ? withPush(next, news.job.id, news.sentAt) : next;
      return news.result && known?.state === 'FINISHED'
        ? withRows(seen, news.job.id, news.result)
        : seen;
    }
  }
}

function withNewer(jobs: Jobs, candidates: readonly Job[]): Jobs {
  const newer = candidates.filter((job) => {
    const known = jobs.byId.get(job.id);
    return known === undefined || known.version < job.version;
  });
  if (newer.length === 0) {
    return jobs;
  }
  const byId = new Map(jobs.byId);
  for (const job of newer) {
    byId.set(job.id, job);
  }
  return { ...jobs, byId };
}

function withRows(jobs: Jobs, id: string, rows: Rows): Jobs {
  return jobs.results.has(id) ? jobs : { ...jobs, results: new Map(jobs.results).set(id, rows) };
}

function withPush(jobs: Jobs, id: string, sentAt: string): Jobs {
  return jobs.pushed.has(id) ? jobs : { ...jobs, pushed: new Map(jobs.pushed).set(id, sentAt) };
}

/** The ids of the jobs that have not ended. */
export function openJobs(jobs: Jobs): readonly string[] {
  return [...jobs.byId.values()].filter((job) => !isEnded(job)).map(({ id }) => id);
}

/** The jobs, the newest first. */
export function newestFirst(jobs: Jobs): readonly Job[] {
  return [...jobs.byId.values()].sort(
    (a, b) =>
      Date.parse(b.submittedAt) - Date.parse(a.submittedAt) ||
      (a.id < b.id ? 1 : a.id > b.id ? -1 : 0),
  );
}

/**
 * The newest jobs, back to the first one that was submitted before `moment`.
 *
 * @param page loads one page of the list, by the `next` of the page before it; null for the newest
 * @param moment milliseconds since 1970, by the server's clock
 */
export async function jobsSince(
  page: (before: string | null) => Promise<JobsPage>,
  moment: number,
): Promise<readonly Job[]> {
  const found: Job[] = [];
  let before: string | null = null;
  do {
    const { jobs, next }: JobsPage = await page(before);
    found.push(...jobs);
    before = jobs.some((job) => Date.parse(job.submittedAt) < moment) ? null : next;
  } while (before !== null);
  return found;
}

/**
 * The jobs that the page still believes to be running although the snapshot does not contain them.
 * They ended too long ago for the snapshot (perhaps while this machine slept), so the page must ask
 * for them.
 */
export function staleJobs(jobs: Jobs, snapshot: Snapshot): readonly string[] {
  const named = new Set(snapshot.jobs.map((job) => job.id));
  return [...jobs.byId.values()]
    .filter((job) => !isEnded(job) && !named.has(job.id))
    .filter((job) => Date.parse(job.submittedAt) < Date.parse(snapshot.sentAt))
    .map((job) => job.id);
}
