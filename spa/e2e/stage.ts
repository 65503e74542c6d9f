/**
 * A server that a test defines itself, for views that a real server shows seldom or only after a
 * while. A user is already signed in.
 */
import { readFileSync } from 'node:fs';
import { expect, type Page, type WebSocketRoute } from '@playwright/test';
import { querycastUrl } from './surroundings';

/** An example of the protocol, from docs/protocol. */
export function example(name: string): Record<string, unknown> {
  const path = new URL(`../../docs/protocol/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

export type StageJob = Record<string, unknown> & { readonly id: string };

/** The server's data. Rows by job: a body, or a function that returns the body of a page. */
export interface Scene {
  readonly queries?: unknown;
  readonly jobs?: readonly StageJob[];
  readonly rows?: Readonly<Record<string, unknown>>;
  readonly page?: (id: string, page: string | null) => string | null;
  /** The groups of the user: `analyst`, `admin`. */
  readonly groups?: readonly string[];
  /** What `GET /api/admin/usage` answers, by `by`. */
  readonly usage?: (by: string) => unknown;
}

export interface Stage {
  /** Sends a message on the newest socket. */
  readonly tell: (message: unknown) => Promise<void>;
  readonly now: () => string;
}

const minute = 60_000;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

/** A job that ended a while ago, with some changes. */
export function job(id: string, changes: Record<string, unknown> = {}): StageJob {
  const end = minute * 3;
  return {
    ...example('job-finished'),
    submittedAt: ago(end + 1_540),
    startedAt: ago(end + 1_500),
    endedAt: ago(end),
    expiresAt: ago(end - 24 * 60 * minute),
    receipt: {
      stored: ago(end + 1_540),
      accepted: ago(end + 1_500),
      redshiftEnded: ago(end),
      learned: ago(end - 18),
      learnedFrom: 'event',
    },
    ...changes,
    id,
  };
}

export async function raise(page: Page, scene: Scene = {}): Promise<Stage> {
  const sockets: WebSocketRoute[] = [];
  const now = () => new Date().toISOString();
  const jobs = [...(scene.jobs ?? [])];
  await page.routeWebSocket(/\/push$/, (socket) => {
    sockets.push(socket);
    socket.send(JSON.stringify({ type: 'snapshot', session: 's', sentAt: now(), jobs }));
  });
  await page.route('**/api/**', async (route) => {
    const url = new URL(route.request().url());
    const [, , kind = '', id = '', what] = url.pathname.split('/');
    const method = route.request().method();
    const refuse = (status: number, code: string) =>
      route.fulfill({
        status,
        json: { title: 'No', status, code, detail: 'There is nothing there.' },
      });
    if (kind === 'config') {
      await route.fulfill({
        json: { ...example('config'), socketUrl: `${querycastUrl.replace('http', 'ws')}/push` },
      });
    } else if (kind === 'queries') {
      await route.fulfill({ json: scene.queries ?? example('queries') });
    } else if (kind === 'admin' && scene.usage !== undefined) {
      await route.fulfill({ json: scene.usage(url.searchParams.get('by') ?? 'day') });
    } else if (kind === 'sessions') {
      const session = { ...example('session'), url: `${querycastUrl.replace('http', 'ws')}/push` };
      await route.fulfill({ status: 201, json: { ...session, expiresAt: ago(-60 * minute) } });
    } else if (kind === 'jobs' && id === '' && method === 'GET') {
      await route.fulfill({ json: { jobs } });
    } else if (kind === 'jobs' && what === 'rows') {
      const body = scene.page?.(id, url.searchParams.get('page')) ?? null;
      const rows = scene.rows?.[id];
      if (body !== null) {
        await route.fulfill({ contentType: 'application/json', body });
      } else if (rows === undefined) {
        await refuse(410, 'RESULT_EXPIRED');
      } else {
        await route.fulfill({ json: rows });
      }
    } else if (kind === 'jobs' && jobs.some((each) => each.id === id)) {
      await route.fulfill({ json: jobs.find((each) => each.id === id) });
    } else {
      await refuse(404, 'NOT_FOUND');
    }
  });
  await signedIn(page, scene.groups ?? []);
  return {
    now,
    tell: async (message) => {
      await expect.poll(() => sockets.length).toBeGreaterThan(0);
      sockets.at(-1)?.send(JSON.stringify(message));
    },
  };
}

/** Puts tokens where Amplify keeps them. Nobody checks their signatures here. */
async function signedIn(page: Page, names: readonly string[]): Promise<void> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1_000) + 3_600;
  const token = (claims: object) =>
    `${part({ alg: 'none' })}.${part({ sub: 'ada', exp, iat: exp - 3_600, ...claims })}.c2ln`;
  const groups = names.length > 0 ? { 'cognito:groups': names } : {};
  const { clientId } = example('config') as { clientId: string };
  const place = `CognitoIdentityServiceProvider.${clientId}`;
  const entries: Readonly<Record<string, string>> = {
    [`${place}.LastAuthUser`]: 'ada',
    [`${place}.ada.accessToken`]: token({ token_use: 'access', ...groups }),
    [`${place}.ada.idToken`]: token({ token_use: 'id', email: 'ada@example.com' }),
    [`${place}.ada.refreshToken`]: 'refresh',
    [`${place}.ada.clockDrift`]: '0',
  };
  await page.addInitScript((kept: Readonly<Record<string, string>>) => {
    for (const [key, value] of Object.entries(kept)) {
      localStorage.setItem(key, value);
    }
  }, entries);
}
