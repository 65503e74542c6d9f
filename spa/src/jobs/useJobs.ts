import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { Refused, type Api, type Submission } from '../api';
import { submissionOf } from '../job';
import { Connection, type Status, type Transport } from '../push/connection';
import type { ServerTime } from '../useServerTime';
import type { Job, Snapshot } from '../wire';
import { fold, jobsSince, newestFirst, noJobs, openJobs, staleJobs, type Jobs } from './jobs';

/** The user's jobs as the screen shows them, and what it can do with them. */
export interface UserJobs {
  readonly jobs: Jobs;
  readonly sorted: readonly Job[];
  readonly status: Status;
  readonly time: ServerTime;
  /** The number of snapshots and beats so far. After each, failed requests are worth another try. */
  readonly contacts: number;
  /** Whether there are older jobs to load; null while that is not known. */
  readonly hasOlder: boolean | null;
  /** Rejects as `Api.submit` does. */
  readonly submit: (submission: Submission) => Promise<Job>;
  /** Submits the same again as a new job. Rejects as `Api.submit` does. */
  readonly runAgain: (job: Job, refusesAnswer: boolean) => Promise<Job>;
  readonly cancel: (id: string) => Promise<void>;
  readonly loadOlder: () => Promise<void>;
  /** Loads one job by its id; false if the user has no such job. Rejects as `Api.job` does. */
  readonly find: (id: string) => Promise<boolean>;
}

const beginning: Status = { state: 'connecting', polling: false, reason: null };
/**
 * A snapshot contains what ended in the ten minutes before it. This is a little less, in
 * milliseconds. Only the list contains what ended earlier.
 */
const reachOfSnapshot = 9 * 60_000;

/** Connects the jobs to the screen: pushes and REST answers all go through one reducer. */
export function useJobs(api: Api, transport: Transport, onSessionOver: () => void): UserJobs {
  const [jobs, learn] = useReducer(fold, noJobs);
  const [status, setStatus] = useState<Status>(beginning);
  const [ahead, setAhead] = useState<number | null>(null);
  const [contacts, setContacts] = useState(0);
  // Undefined: not asked yet. Empty: start with the newest. Null: there are no older ones.
  const [older, setOlder] = useState<string | null | undefined>(undefined);
  const latest = useRef(jobs);
  const connected = useRef<Connection | null>(null);
  const listIsMissing = useRef(false);
  // Submissions without an answer, and the key of each.
  const unanswered = useRef(new Map<string, string>());

  const load = useCallback(
    async (before: string | null) => {
      const page = await api.jobs(before);
      learn({ type: 'jobs', jobs: page.jobs });
      setOlder(page.next);
    },
    [api],
  );

  const loadNewest = useCallback(
    () =>
      // The page works without the list of earlier jobs; "Load older" and the next message at an
      // interval try again.
      load(null).catch(() => {
        listIsMissing.current = true;
        setOlder('');
      }),
    [load],
  );

  useEffect(() => {
    latest.current = jobs;
  }, [jobs]);

  useEffect(() => {
    let open = true;
    // Until this time nothing was missed, by the server's clock; null before the first snapshot.
    let whole: number | null = null;
    // A snapshot for which something could not be loaded. The next message tries again.
    let unmended: Snapshot | null = null;

    function take(asking: Promise<readonly Job[]>, orElse: () => void) {
      asking.then((found) => {
        if (open) {
          learn({ type: 'jobs', jobs: found });
        }
      }, orElse);
    }

    /** Loads what the snapshot does not contain, because the page was disconnected for too long. */
    function mend(snapshot: Snapshot) {
      unmended = null;
      for (const id of staleJobs(latest.current, snapshot)) {
        take(
          api.job(id).then((job) => [job]),
          () => {
            unmended = snapshot;
          },
        );
      }
      const sentAt = Date.parse(snapshot.sentAt);
      const since = whole;
      whole = sentAt;
      if (since !== null && sentAt - since > reachOfSnapshot) {
        take(
          jobsSince((before) => api.jobs(before), since),
          () => {
            whole = since;
            unmended = snapshot;
          },
        );
      }
    }

    const connection = new Connection(transport, {
      status: setStatus,
      sessionOver: onSessionOver,
      news(message) {
        learn(message);
        if (message.type === 'job') {
          return;
        }
        setAhead(Date.parse(message.sentAt) - transport.clock.now());
        setContacts((count) => count + 1);
        const snapshot = message.type === 'snapshot' ? message : unmended;
        if (snapshot) {
          mend(snapshot);
        }
        if (listIsMissing.current) {
          listIsMissing.current = false;
          void loadNewest();
        }
      },
    });
    connection.await(openJobs(latest.current));
    connected.current = connection;
    const nudge = () => {
      if (document.visibilityState === 'visible') {
        connection.nudge();
      }
    };
    const refused = ({ blockedURI }: SecurityPolicyViolationEvent) => {
      // Of an address that is not for HTTP, some browsers tell the scheme alone.
      if (blockedURI.startsWith('ws')) {
        connection.refusedByPolicy();
      }
    };
    document.addEventListener('securitypolicyviolation', refused);
    window.addEventListener('online', nudge);
    window.addEventListener('pageshow', nudge);
    document.addEventListener('visibilitychange', nudge);
    document.addEventListener('resume', nudge);
    return () => {
      open = false;
      document.removeEventListener('securitypolicyviolation', refused);
      window.removeEventListener('online', nudge);
      window.removeEventListener('pageshow', nudge);
      document.removeEventListener('visibilitychange', nudge);
      document.removeEventListener('resume', nudge);
      connection.close();
    };
  }, [api, transport, onSessionOver, loadNewest]);

  useEffect(() => {
    connected.current?.await(openJobs(jobs));
  }, [jobs]);

  useEffect(() => {
    void loadNewest();
  }, [loadNewest]);

  const submit = useCallback(
    async (submission: Submission) => {
      const text = JSON.stringify(submission);
      // A submission without an answer keeps its key, so that submitting it again is still one job.
      const key = unanswered.current.get(text) ?? newKey();
      unanswered.current.set(text, key);
      try {
        const job = await api.submit(submission, key);
        unanswered.current.delete(text);
        learn({ type: 'jobs', jobs: [job] });
        return job;
      } catch (error) {
        // A user who asked too often keeps the key too: an earlier try without an answer may have
        // created a job, and the key finds it.
        if (error instanceof Refused && error.isFinal) {
          unanswered.current.delete(text);
        }
        throw error;
      }
    },
    [api],
  );

  const runAgain = useCallback(
    async (job: Job, refusesAnswer: boolean) => {
      // Pushes and snapshots contain only the beginning of long SQL; REST has all of it.
      const whole = job.sql === null ? job : await api.job(job.id);
      const submission = submissionOf(whole, refusesAnswer);
      if (submission === null) {
        throw new Error('A job without a question');
      }
      return await submit(submission);
    },
    [api, submit],
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

  const find = useCallback(
    async (id: string) => {
      try {
        learn({ type: 'jobs', jobs: [await api.job(id)] });
        return true;
      } catch (error) {
        if (error instanceof Refused && error.problem.status === 404) {
          return false;
        }
        throw error;
      }
    },
    [api],
  );

  const sorted = useMemo(() => newestFirst(jobs), [jobs]);
  const time = useMemo(() => ({ clock: transport.clock, ahead }), [transport, ahead]);
  return {
    jobs,
    sorted,
    status,
    time,
    contacts,
    hasOlder: older === undefined ? null : older !== null,
    submit,
    runAgain,
    cancel,
    loadOlder,
    find,
  };
}

/**
 * A UUID of version 4; `crypto.randomUUID` does not exist if the page is served over plain HTTP.
 */
function newKey(): string {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
