import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { Refused, type Api, type Order } from '../api';
import { Connection, type Link, type Status } from '../push/connection';
import type { Job } from '../wire';
import { fold, newestFirst, noJobs, strays, type Jobs } from './jobs';

/** What the screen shows of the user's jobs, and what it can do with them. */
export interface JobsView {
  readonly jobs: Jobs;
  readonly sorted: readonly Job[];
  readonly status: Status;
  /** How far the server's clock is ahead of this machine's, in milliseconds. */
  readonly ahead: number;
  /** Whether there are older jobs to load; null while that isn't known. */
  readonly hasOlder: boolean | null;
  /** Rejects as `Api.submit` does. */
  readonly submit: (order: Order) => Promise<Job>;
  readonly cancel: (id: string) => Promise<void>;
  readonly loadOlder: () => Promise<void>;
  /** Fetches the page of rows that follows those known. */
  readonly loadRows: (id: string) => Promise<void>;
}

const beginning: Status = { state: 'connecting', slow: false, reason: null };

/** Binds the jobs to the screen: what the connection pushes and what REST answers go one way in. */
export function useJobs(api: Api, link: Link, onSessionOver: () => void): JobsView {
  const [jobs, learn] = useReducer(fold, noJobs);
  const [status, setStatus] = useState<Status>(beginning);
  const [ahead, setAhead] = useState(0);
  // Undefined: not asked yet. Empty: from the newest on. Null: there are no older ones.
  const [older, setOlder] = useState<string | null | undefined>(undefined);
  const latest = useRef(jobs);
  const unanswered = useRef<{ readonly order: string; readonly key: string } | null>(null);

  useEffect(() => {
    latest.current = jobs;
  }, [jobs]);

  useEffect(() => {
    let open = true;
    const connection = new Connection(link, {
      status: setStatus,
      sessionOver: onSessionOver,
      news(message) {
        learn(message);
        if (message.type === 'snapshot') {
          setAhead(Date.parse(message.sentAt) - Date.now());
          for (const id of strays(latest.current, message)) {
            api.job(id).then(
              (job) => {
                if (open) {
                  learn({ type: 'jobs', jobs: [job] });
                }
              },
              // The next snapshot asks again.
              () => undefined,
            );
          }
        }
      },
    });
    const nudge = () => {
      if (document.visibilityState === 'visible') {
        connection.nudge();
      }
    };
    window.addEventListener('online', nudge);
    document.addEventListener('visibilitychange', nudge);
    return () => {
      open = false;
      window.removeEventListener('online', nudge);
      document.removeEventListener('visibilitychange', nudge);
      connection.close();
    };
  }, [api, link, onSessionOver]);

  const load = useCallback(
    async (before: string | null) => {
      const page = await api.jobs(before);
      learn({ type: 'jobs', jobs: page.jobs });
      setOlder(page.next);
    },
    [api],
  );

  useEffect(() => {
    // Without the list of earlier jobs the page still works; "Load older" asks again.
    load(null).catch(() => {
      setOlder('');
    });
  }, [load]);

  const submit = useCallback(
    async (order: Order) => {
      const text = JSON.stringify(order);
      // An order that was never answered keeps its key: pressed again, it is still one job.
      const key = unanswered.current?.order === text ? unanswered.current.key : newKey();
      unanswered.current = { order: text, key };
      try {
        const job = await api.submit(order, key);
        unanswered.current = null;
        learn({ type: 'jobs', jobs: [job] });
        return job;
      } catch (error) {
        if (error instanceof Refused && error.problem.status < 500) {
          unanswered.current = null;
        }
        throw error;
      }
    },
    [api],
  );

  const cancel = useCallback(
    async (id: string) => {
      learn({ type: 'jobs', jobs: [await api.cancel(id)] });
    },
    [api],
  );

  const loadOlder = useCallback(
    () => load(older === undefined || older === '' ? null : older),
    [load, older],
  );

  const loadRows = useCallback(
    async (id: string) => {
      const page = latest.current.results.get(id)?.next ?? null;
      learn({ type: 'rows', id, page, rows: await api.rows(id, page) });
    },
    [api],
  );

  const sorted = useMemo(() => newestFirst(jobs), [jobs]);
  return {
    jobs,
    sorted,
    status,
    ahead,
    hasOlder: older === undefined ? null : older !== null,
    submit,
    cancel,
    loadOlder,
    loadRows,
  };
}

/** A UUID of version 4; `crypto.randomUUID` is missing where the page comes over plain HTTP. */
function newKey(): string {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
