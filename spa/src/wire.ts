/**
 * Everything that crosses the wire: its types, and the only functions that read it. See
 * docs/protocol.md.
 */
import {
  duration,
  flag,
  instant,
  list,
  number,
  object,
  oneOf,
  optional,
  text,
  WireError,
} from './decode';

/** The answer to `GET /api/config`. `userPoolEndpoint` is null if it is AWS's own. */
export interface Config {
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly userPoolEndpoint: string | null;
  readonly socketUrl: string;
}

const parameterTypes = ['month', 'date', 'integer', 'number', 'text', 'choice', 'boolean'] as const;

/**
 * One parameter of a query. `fallback` is used if the argument is left out. `min` and `max` limit
 * the value; for a text, its length in characters.
 */
export interface Parameter {
  readonly name: string;
  readonly type: (typeof parameterTypes)[number];
  readonly label: string;
  readonly required: boolean;
  readonly fallback: string | number | boolean | null;
  readonly min: string | number | null;
  readonly max: string | number | null;
  readonly choices: readonly string[];
}

const charts = ['line', 'bar', 'stacked', 'heatmap'] as const;

/** The charts of a result. */
export type Chart = (typeof charts)[number];

/** A query of the catalogue. `chart` is the author's suggestion; null if there is none. */
export interface Query {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly chart: Chart | null;
  /** How old an answer may be that serves at once, in milliseconds; null if each run is a new one. */
  readonly fresh: number | null;
}

/** A user's own saved SQL; `sql` is null in the list. */
export interface PersonalQuery {
  readonly name: string;
  readonly title: string;
  readonly sql: string | null;
  readonly updatedAt: string;
}

/** A schema of the warehouse; `system` if it is Redshift's own. */
interface WarehouseSchema {
  readonly name: string;
  readonly system: boolean;
}

/**
 * The warehouse's schemas, and who runs statements in its database: a database user, or the user in
 * a secret. If both are null, it is the user of the server's role.
 */
export interface Schemas {
  readonly database: string;
  readonly user: string | null;
  readonly secret: string | null;
  readonly schemas: readonly WarehouseSchema[];
}

/** A table or view; the type is Redshift's word for it. */
export interface WarehouseTable {
  readonly name: string;
  readonly type: string;
}

/** A column of a table; the type is Redshift's name for it. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** The arguments of a job, by parameter name. */
export type Arguments = Readonly<Record<string, string | number | boolean | null>>;

const jobStates = ['SUBMITTED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED'] as const;

/** A job only moves forward: SUBMITTED < RUNNING < FINISHED | FAILED | CANCELLED. */
export type JobState = (typeof jobStates)[number];

/** When each step of a job happened, and how its end was learned: `event`, `sweeper` or `wait`. */
interface Receipt {
  readonly stored: string | null;
  readonly accepted: string | null;
  readonly redshiftEnded: string | null;
  readonly learned: string | null;
  readonly learnedFrom: string | null;
}

/** A job's place in the queue, from 1. The reason is a code; see docs/protocol.md. */
interface Queue {
  readonly position: number | null;
  readonly reason: string | null;
}

/**
 * Which statement serves a job: its own, with `shared` that of another job, or with `answer` one that
 * had ended before. `age` is how old that answer was then, in milliseconds; otherwise it is null.
 */
interface Served {
  readonly by: string;
  readonly statement: string;
  readonly age: number | null;
}

/**
 * One run, submitted by one user. Of two with the same id, the one with the higher version is
 * newer.
 */
export interface Job {
  readonly id: string;
  readonly query: string | null;
  readonly title: string | null;
  readonly arguments: Arguments;
  readonly sql: string | null;
  readonly state: JobState;
  readonly version: number;
  readonly cancelRequested: boolean;
  readonly queue: Queue | null;
  /**
   * How long runs of its query usually took when it was submitted, in milliseconds. A server of an
   * earlier version does not say it.
   */
  readonly usual: number | null;
  readonly rowCount: number | null;
  readonly resultBytes: number | null;
  readonly submittedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly expiresAt: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly receipt: Receipt | null;
  /** A server of an earlier version does not say it. */
  readonly served: Served | null;
  /** A server of an earlier version does not say it. */
  readonly cost: Cost | null;
}

/** What a job took of the warehouse. */
interface Cost {
  /** How long Redshift worked for this job, in milliseconds; null while that is not known. */
  readonly warehouse: number | null;
  /** How long it would have worked besides, had the statement of another not served the job. */
  readonly saved: number | null;
  /** Calls of the Data API up to the job's end. */
  readonly calls: number;
  /** Such as `0.125 USD`; null if no price is set. */
  readonly price: string | null;
}

/** SQL NULL is null, never a word. A string in a numeric column is exactly that number. */
export type Cell = string | number | boolean | null;

/** One row of a result: a cell for each column. */
export type Row = readonly Cell[];

/** A column of a result; the type is Redshift's name for it. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

/** One page of rows; `next` is null on the last. */
export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly next: string | null;
}

/** One page of the user's jobs, newest first; `next` is null on the last. */
export interface JobsPage {
  readonly jobs: readonly Job[];
  readonly next: string | null;
}

/**
 * The right to one socket. The ticket works once, within 30 s; the session ends at `expiresAt`.
 * `door` says who holds the socket: a node, which says something every `heartbeat` seconds, or a
 * gateway, which needs a ping that often. After `silence` seconds without a word it is dead.
 */
export interface Session {
  readonly id: string;
  readonly ticket: string;
  readonly url: string;
  readonly expiresAt: string;
  readonly door: 'node' | 'gateway';
  readonly heartbeat: number;
  readonly silence: number;
}

/** The first message on every connection, and again where something may have changed. */
export interface Snapshot {
  readonly type: 'snapshot';
  readonly sentAt: string;
  readonly jobs: readonly Job[];
}

/** A job changed. If it finished, its first rows are included. */
export interface JobNews {
  readonly type: 'job';
  readonly sentAt: string;
  readonly job: Job;
  readonly result: Rows | null;
}

/** Nothing can have changed: the socket lives. */
export interface Beat {
  readonly type: 'beat';
  readonly sentAt: string;
}

export type PushMessage = Snapshot | JobNews | Beat;

/**
 * Why the server refused (RFC 9457). `parameter` names the wrong argument, if there is one.
 * `retryAfter` says in how many seconds to try again, if the server says so.
 */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | null;
  readonly parameter: string | null;
  readonly retryAfter: number | null;
}

/** @throws WireError */
export function parseConfig(value: unknown): Config {
  const it = object(value, 'config');
  return {
    region: text(it.region, 'config.region'),
    userPoolId: text(it.userPoolId, 'config.userPoolId'),
    clientId: text(it.clientId, 'config.clientId'),
    userPoolEndpoint: optional(it.userPoolEndpoint, 'config.userPoolEndpoint', text),
    socketUrl: text(it.socketUrl, 'config.socketUrl'),
  };
}

/** @throws WireError */
export function parseQueries(value: unknown): readonly Query[] {
  return list(object(value, 'answer').queries, 'queries', (item, where) => {
    const it = object(item, where);
    return {
      name: text(it.name, `${where}.name`),
      title: text(it.title, `${where}.title`),
      description: optional(it.description, `${where}.description`, text) ?? '',
      parameters: list(it.parameters, `${where}.parameters`, parseParameter),
      // A chart that this page does not know is no reason to refuse the query.
      chart: charts.find((each) => each === it.chart) ?? null,
      fresh: optional(it.fresh, `${where}.fresh`, duration),
    };
  });
}

/** @throws WireError */
export function parsePersonalQueries(value: unknown): readonly PersonalQuery[] {
  return list(object(value, 'answer').queries, 'queries', parsePersonalQuery);
}

/** @throws WireError */
export function parsePersonalQuery(value: unknown, where = 'query'): PersonalQuery {
  const it = object(value, where);
  return {
    name: text(it.name, `${where}.name`),
    title: text(it.title, `${where}.title`),
    sql: optional(it.sql, `${where}.sql`, text),
    updatedAt: instant(it.updatedAt, `${where}.updatedAt`),
  };
}

/** @throws WireError */
export function parseSchemas(value: unknown): Schemas {
  const it = object(value, 'answer');
  return {
    database: text(it.database, 'database'),
    user: optional(it.user, 'user', text),
    secret: optional(it.secret, 'secret', text),
    schemas: list(it.schemas, 'schemas', (schema, at) => ({
      name: text(object(schema, at).name, `${at}.name`),
      system: flag(object(schema, at).system, `${at}.system`),
    })),
  };
}

/** @throws WireError */
export function parseTables(value: unknown): readonly WarehouseTable[] {
  return list(object(value, 'answer').tables, 'tables', (table, at) => ({
    name: text(object(table, at).name, `${at}.name`),
    type: text(object(table, at).type, `${at}.type`),
  }));
}

/** @throws WireError */
export function parseTableColumns(value: unknown): readonly TableColumn[] {
  return list(object(value, 'answer').columns, 'columns', (column, at) => ({
    name: text(object(column, at).name, `${at}.name`),
    type: text(object(column, at).type, `${at}.type`),
    nullable: flag(object(column, at).nullable, `${at}.nullable`),
  }));
}

function parseParameter(value: unknown, where: string): Parameter {
  const it = object(value, where);
  const name = text(it.name, `${where}.name`);
  return {
    name,
    type: oneOf(it.type, `${where}.type`, parameterTypes),
    label: optional(it.label, `${where}.label`, text) ?? name,
    required: optional(it.required, `${where}.required`, flag) ?? false,
    fallback: cell(it.default ?? null, `${where}.default`),
    min: optional(it.min, `${where}.min`, bound),
    max: optional(it.max, `${where}.max`, bound),
    choices: optional(it.choices, `${where}.choices`, (v, w) => list(v, w, text)) ?? [],
  };
}

function bound(value: unknown, where: string): string | number {
  return typeof value === 'number' ? value : text(value, where);
}

/** @throws WireError */
export function parseJob(value: unknown, where = 'job'): Job {
  const it = object(value, where);
  return {
    id: text(it.id, `${where}.id`),
    query: optional(it.query, `${where}.query`, text),
    title: optional(it.title, `${where}.title`, text),
    arguments: parseArguments(it.arguments ?? {}, `${where}.arguments`),
    sql: optional(it.sql, `${where}.sql`, text),
    state: oneOf(it.state, `${where}.state`, jobStates),
    version: number(it.version, `${where}.version`),
    cancelRequested: flag(it.cancelRequested, `${where}.cancelRequested`),
    queue: optional(it.queue, `${where}.queue`, (queue, at) => ({
      position: optional(object(queue, at).position, `${at}.position`, number),
      reason: optional(object(queue, at).reason, `${at}.reason`, text),
    })),
    usual: optional(it.usual, `${where}.usual`, duration),
    rowCount: optional(it.rowCount, `${where}.rowCount`, number),
    resultBytes: optional(it.resultBytes, `${where}.resultBytes`, number),
    submittedAt: instant(it.submittedAt, `${where}.submittedAt`),
    startedAt: optional(it.startedAt, `${where}.startedAt`, instant),
    endedAt: optional(it.endedAt, `${where}.endedAt`, instant),
    expiresAt: optional(it.expiresAt, `${where}.expiresAt`, instant),
    error: optional(it.error, `${where}.error`, (error, at) => ({
      code: text(object(error, at).code, `${at}.code`),
      message: text(object(error, at).message, `${at}.message`),
    })),
    receipt: optional(it.receipt, `${where}.receipt`, parseReceipt),
    served: optional(it.served, `${where}.served`, (served, at) => ({
      by: text(object(served, at).by, `${at}.by`),
      statement: text(object(served, at).statement, `${at}.statement`),
      age: optional(object(served, at).age, `${at}.age`, duration),
    })),
    cost: optional(it.cost, `${where}.cost`, (cost, at) => ({
      warehouse: optional(object(cost, at).warehouse, `${at}.warehouse`, duration),
      saved: optional(object(cost, at).saved, `${at}.saved`, duration),
      calls: number(object(cost, at).calls, `${at}.calls`),
      price: optional(object(cost, at).price, `${at}.price`, text),
    })),
  };
}

function parseArguments(value: unknown, where: string): Arguments {
  const entries = Object.entries(object(value, where));
  return Object.fromEntries(entries.map(([name, it]) => [name, cell(it, `${where}.${name}`)]));
}

function parseReceipt(value: unknown, where: string): Receipt {
  const it = object(value, where);
  return {
    stored: optional(it.stored, `${where}.stored`, instant),
    accepted: optional(it.accepted, `${where}.accepted`, instant),
    redshiftEnded: optional(it.redshiftEnded, `${where}.redshiftEnded`, instant),
    learned: optional(it.learned, `${where}.learned`, instant),
    learnedFrom: optional(it.learnedFrom, `${where}.learnedFrom`, text),
  };
}

function cell(value: unknown, where: string): Cell {
  if (value !== null && !['string', 'number', 'boolean'].includes(typeof value)) {
    throw new WireError(where, 'a string, a number, true, false or null');
  }
  return value as Cell;
}

/** @throws WireError */
export function parseRows(value: unknown, where = 'rows'): Rows {
  const it = object(value, where);
  const columns = list(it.columns, `${where}.columns`, (column, at) => ({
    name: text(object(column, at).name, `${at}.name`),
    type: text(object(column, at).type, `${at}.type`),
  }));
  const rows = list(it.rows, `${where}.rows`, (row, at) => list(row, at, cell));
  if (rows.some((row) => row.length !== columns.length)) {
    throw new WireError(`${where}.rows`, `rows of ${columns.length} cells`);
  }
  return { columns, rows, next: optional(it.next, `${where}.next`, text) };
}

/** @throws WireError */
export function parseJobsPage(value: unknown): JobsPage {
  const it = object(value, 'page');
  return {
    jobs: list(it.jobs, 'jobs', parseJob),
    next: optional(it.next, 'next', text),
  };
}

/**
 * The address of a whole result.
 *
 * @throws WireError if it is not an address on the web, because it becomes a link
 */
export function parseDownload(value: unknown): string {
  const url = text(object(value, 'download').url, 'download.url');
  if (!/^https?:\/\//.test(url)) {
    throw new WireError('download.url', 'an address on the web');
  }
  return url;
}

/** @throws WireError */
export function parseSession(value: unknown): Session {
  const it = object(value, 'session');
  return {
    id: text(it.id, 'session.id'),
    ticket: text(it.ticket, 'session.ticket'),
    url: text(it.url, 'session.url'),
    expiresAt: instant(it.expiresAt, 'session.expiresAt'),
    // A server of an earlier version says nothing of doors.
    door: oneOf(it.door ?? 'node', 'session.door', ['node', 'gateway'] as const),
    heartbeat: number(it.heartbeat ?? 25, 'session.heartbeat'),
    silence: number(it.silence ?? 60, 'session.silence'),
  };
}

/** Whether this is a gateway's answer to a ping. */
export function isPong(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'pong';
}

/** @throws WireError */
export function parsePushMessage(value: unknown): PushMessage {
  const it = object(value, 'push');
  const sentAt = instant(it.sentAt, 'push.sentAt');
  const type = oneOf(it.type, 'push.type', ['snapshot', 'job', 'beat'] as const);
  switch (type) {
    case 'snapshot':
      return { type, sentAt, jobs: list(it.jobs, 'push.jobs', parseJob) };
    case 'job':
      return {
        type,
        sentAt,
        job: parseJob(it.job),
        result: optional(it.result, 'push.result', parseRows),
      };
    case 'beat':
      return { type, sentAt };
  }
}

/**
 * Never throws: if there is no proper problem (a proxy's page, for example), the status is used.
 *
 * @param retryAfter the header of that name. Only seconds count: a date would depend on this
 *   machine's clock.
 */
export function parseProblem(
  value: unknown,
  status: number,
  retryAfter: string | null = null,
): Problem {
  const it = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const word = (name: string) => (typeof it[name] === 'string' ? it[name] : null);
  return {
    status,
    code: word('code') ?? `HTTP_${status}`,
    title: word('title') ?? `The server answered ${status}`,
    detail: word('detail'),
    parameter: word('parameter'),
    retryAfter: retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null,
  };
}
