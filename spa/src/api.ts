import { backoff } from './backoff';
import type { Clock } from './clock';
import {
  parseDownload,
  parseJob,
  parseJobsPage,
  parsePersonalQueries,
  parsePersonalQuery,
  parseProblem,
  parsePushMessage,
  parseQueries,
  parseSchemas,
  parseSession,
  parseTableColumns,
  parseTables,
  type Arguments,
  type Job,
  type JobsPage,
  type PersonalQuery,
  type Problem,
  type Query,
  type Schemas,
  type Session,
  type Snapshot,
  type TableColumn,
  type WarehouseTable,
} from './wire';

/** The user's session has ended and can't be renewed: the user must sign in again. */
export class SessionOver extends Error {
  override readonly name = 'SessionOver';
}

/** The server understood the request and refused it. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }

  /** Whether the server examined the request; if not, the same request may succeed later. */
  get isFinal(): boolean {
    const { status } = this.problem;
    return status < 500 && status !== 408 && status !== 429;
  }
}

/** No answer came: nobody knows whether the server got the request. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The file formats of a whole result. */
export type Format = 'csv' | 'ndjson';

/**
 * What to run: a query by its name, or the user's own SQL. `maxAge` is how old an answer may be that
 * serves at once, a duration of ISO 8601; `PT0S` is a new run.
 */
export type Submission = { readonly arguments: Arguments; readonly maxAge?: string } & (
  { readonly query: string } | { readonly sql: string }
);

/**
 * Returns the user's access token, on demand a fresh one.
 *
 * Rejects with SessionOver if a new token is refused, and with another error if the request for it
 * fails.
 */
export type TokenSource = (fresh: boolean) => Promise<string>;

/** What the API needs from the page. */
export interface ApiOptions {
  /** The server's address, without a slash at the end. */
  readonly url: string;
  readonly token: TokenSource;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: () => number;
  /** Called before a call rejects with SessionOver. */
  readonly onSessionOver: () => void;
}

/** The REST calls. Each rejects with Refused, Unreachable, SessionOver or WireError. */
export type Api = ReturnType<typeof createApi>;

const timeLimit = 30_000;
const mostTries = 4;
/** The longest time to obey a server that says when to retry, in seconds: no user waits longer. */
const longestPatience = 10;

export function createApi({ url, token, fetch, clock, random, onSessionOver }: ApiOptions) {
  async function send(path: string, init: RequestInit, fresh: boolean): Promise<Response> {
    const bearer = await token(fresh);
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${bearer}`);
    const limit = AbortSignal.timeout(timeLimit);
    const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
    return await fetch(`${url}/api${path}`, { ...init, headers, signal, cache: 'no-store' });
  }

  /** Returns any answer that is not an error; after a 401 it tries once more with a fresh token. */
  async function call(path: string, init: RequestInit = {}, fresh = false): Promise<Response> {
    let response: Response;
    try {
      response = await send(path, init, fresh);
      if (response.status === 401 && !fresh) {
        response = await send(path, init, true);
      }
      if (response.status === 401) {
        throw new SessionOver('The server refused a fresh token');
      }
    } catch (error) {
      if (error instanceof SessionOver) {
        onSessionOver();
        throw error;
      }
      throw new Unreachable('No answer from the server', { cause: error });
    }
    if (response.status >= 400) {
      const problem = await body(response).catch(() => null);
      throw new Refused(
        parseProblem(problem, response.status, response.headers.get('Retry-After')),
      );
    }
    return response;
  }

  async function body(response: Response): Promise<unknown> {
    try {
      return (await response.json()) as unknown;
    } catch (error) {
      throw new Unreachable('The answer broke off', { cause: error });
    }
  }

  /**
   * Retries if no answer came or the server can't answer now. Only for requests that may be sent
   * twice.
   *
   * @param helps whether a retry may help after this error
   */
  async function patiently<T>(
    ask: () => Promise<T>,
    helps: (error: unknown) => boolean = mayBeReadLater,
  ): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await ask();
      } catch (error) {
        if (tries === mostTries || !helps(error)) {
          throw error;
        }
        const said = error instanceof Refused ? (error.problem.retryAfter ?? 0) : 0;
        const delay = Math.min(said, longestPatience) * 1_000 + backoff(tries, random);
        await new Promise<void>((go) => clock.after(delay, go));
      }
    }
  }

  async function get<T>(path: string, parse: (content: unknown) => T): Promise<T> {
    return await patiently(async () => parse(await body(await call(path))));
  }

  async function write(
    method: 'POST' | 'PUT',
    path: string,
    content: unknown,
    headers: Record<string, string> = {},
  ) {
    return await body(
      await call(path, {
        method,
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(content),
      }),
    );
  }

  return {
    async queries(): Promise<readonly Query[]> {
      return await get('/queries', parseQueries);
    },

    /**
     * Submits a job. If no answer comes it retries with the same key, so that one submission never
     * becomes two jobs.
     *
     * @param key unique to this submission; use it again to repeat the same submission
     */
    async submit(submission: Submission, key: string): Promise<Job> {
      return await patiently(
        async () => parseJob(await write('POST', '/jobs', submission, { 'Idempotency-Key': key })),
        mayHelpToRepeat,
      );
    },

    /** @param before the `next` of the page before this one; null for the newest jobs */
    async jobs(before: string | null): Promise<JobsPage> {
      const query = new URLSearchParams({ limit: '20', ...(before !== null && { before }) });
      return await get(`/jobs?${query.toString()}`, parseJobsPage);
    },

    async job(id: string): Promise<Job> {
      return await get(`/jobs/${encodeURIComponent(id)}`, parseJob);
    },

    async cancel(id: string): Promise<Job> {
      const path = `/jobs/${encodeURIComponent(id)}`;
      return parseJob(await body(await call(path, { method: 'DELETE' })));
    },

    /**
     * One page of rows as bytes, for a sheet to read.
     *
     * @param page the `next` of the page before this one; null for the first rows
     */
    async rows(id: string, page: string | null): Promise<Uint8Array> {
      const query = page === null ? '' : `?page=${encodeURIComponent(page)}`;
      return await patiently(async () => {
        const answer = await call(`/jobs/${encodeURIComponent(id)}/rows${query}`);
        try {
          return new Uint8Array(await answer.arrayBuffer());
        } catch (error) {
          throw new Unreachable('The answer broke off', { cause: error });
        }
      });
    },

    /** An address that opens the whole result, once, within a minute. */
    async download(id: string, format: Format): Promise<string> {
      const answer = await write('POST', `/jobs/${encodeURIComponent(id)}/downloads`, { format });
      return parseDownload(answer);
    },

    /**
     * @param fresh whether to get a new token first, so that the session lives longer than the old
     *   token
     */
    async openSession(fresh: boolean, signal: AbortSignal): Promise<Session> {
      return parseSession(await body(await call('/sessions', { method: 'POST', signal }, fresh)));
    },

    /**
     * Waits for a snapshot that differs from the one with this ETag; null if there is none.
     *
     * @param wait in seconds, at most 20; 0 answers at once
     */
    async snapshot(
      etag: string | null,
      wait: number,
      signal: AbortSignal,
    ): Promise<TaggedSnapshot | null> {
      const headers: HeadersInit = etag === null ? {} : { 'If-None-Match': etag };
      const response = await call(`/snapshot?wait=${wait}`, { headers, signal });
      if (response.status === 304) {
        return null;
      }
      const snapshot = parsePushMessage(await body(response));
      if (snapshot.type !== 'snapshot') {
        throw new Unreachable('No snapshot came');
      }
      return { snapshot, etag: response.headers.get('ETag') };
    },

    /**
     * The schemas of the warehouse, and who runs statements there. This and all calls below are for
     * analysts.
     */
    async schemas(): Promise<Schemas> {
      return await get('/warehouse/schemas', parseSchemas);
    },

    async tables(schema: string): Promise<readonly WarehouseTable[]> {
      const path = `/warehouse/tables?${new URLSearchParams({ schema }).toString()}`;
      return parseTables(await body(await call(path)));
    },

    async columns(schema: string, table: string): Promise<readonly TableColumn[]> {
      const path = `/warehouse/columns?${new URLSearchParams({ schema, table }).toString()}`;
      return parseTableColumns(await body(await call(path)));
    },

    /**
     * What all users took; for operators. The view that shows it reads the answer.
     *
     * @param from the first day, such as 2026-11-22; empty for a week
     * @param to the last day; empty for today, in UTC
     */
    async usage(by: 'day' | 'query' | 'user', from: string, to: string): Promise<unknown> {
      const range = Object.entries({ from, to }).filter(([, day]) => day !== '');
      const search = new URLSearchParams([['by', by], ...range]).toString();
      return await get(`/admin/usage?${search}`, (answer) => answer);
    },

    /** The user's own queries, without their SQL. */
    async personalQueries(): Promise<readonly PersonalQuery[]> {
      return await get('/queries/mine', parsePersonalQueries);
    },

    async personalQuery(name: string): Promise<PersonalQuery> {
      return await get(`/queries/mine/${encodeURIComponent(name)}`, parsePersonalQuery);
    },

    /** Saves a query, and replaces the one with the same name. */
    async keepQuery(name: string, title: string, sql: string): Promise<PersonalQuery> {
      const path = `/queries/mine/${encodeURIComponent(name)}`;
      return await patiently(async () =>
        parsePersonalQuery(await write('PUT', path, { title, sql })),
      );
    },

    async deleteQuery(name: string): Promise<void> {
      await call(`/queries/mine/${encodeURIComponent(name)}`, { method: 'DELETE' });
    },
  };
}

/** A snapshot with its ETag. */
export interface TaggedSnapshot {
  readonly snapshot: Snapshot;
  readonly etag: string | null;
}

/**
 * A user who reads too much at once may read again later. By status: a gateway refuses in words of
 * its own.
 */
function mayBeReadLater(error: unknown): boolean {
  return mayHelpToRepeat(error) || (error instanceof Refused && error.problem.status === 429);
}

/**
 * Whether the same request may succeed later. A user who asked too often decides when to try again.
 */
function mayHelpToRepeat(error: unknown): boolean {
  return (
    error instanceof Unreachable ||
    (error instanceof Refused && [502, 503, 504].includes(error.problem.status))
  );
}
