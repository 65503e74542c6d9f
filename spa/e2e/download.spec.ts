import {
  expect,
  test,
  type APIRequestContext,
  type APIResponse,
  type Download,
  type Page,
} from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { arrive, goWrong, putRight, token } from './journey';
import { isAtGateway, querycastUrl, year } from './surroundings';

interface Job {
  readonly id: string;
  readonly endedAt: string | null;
  readonly rowCount: number;
  readonly error: { readonly code: string } | null;
}

test.afterEach(async ({ request }) => {
  await putRight(request);
});

test('a whole result is a download, and its address works once', async ({ page, request }) => {
  await arrive(page, request);
  const job = await manyRows(page, request);
  const address = await grant(page, request, job);

  const download = await open(page, address);

  expect(await download.failure()).toBeNull();
  expect(download.suggestedFilename()).toBe(`trips-${year}-03-01-${year}-05-31.csv`);
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(lines).toHaveLength(job.rowCount + 2);
  const again = await request.get(address);
  expect(again.status()).toBe(404);
});

test('a whole result has all rows exactly as the pages have them', async ({ page, request }) => {
  await arrive(page, request);
  const job = await manyRows(page, request);
  const address = await grant(page, request, job, 'ndjson');

  const download = await open(page, address);

  // A gateway's answers are too small for a whole result: it leads to a file.
  const isHere = new URL(download.url()).origin === new URL(querycastUrl).origin;
  expect(isHere).toBe(!isAtGateway);
  const [columns = '', ...lines] = (await readFile(await download.path(), 'utf8'))
    .trim()
    .split('\n');
  const [end = '', ...rows] = [lines.pop(), ...lines];
  expect(JSON.parse(end)).toEqual({ end: { rows: job.rowCount } });
  const whole = await allPages(page, request, job);
  expect(JSON.parse(columns)).toEqual({ columns: whole.columns });
  expect(rows.map((row) => JSON.parse(row) as unknown)).toEqual(whole.rows);
});

/** The seed decides that the first page is there and the second one is not. */
const secondPageExpired = { seed: 7, 'redshift-data': { expire: 0.5 } };

for (const format of ['csv', 'ndjson']) {
  test(`a result that breaks off is no whole download: ${format}`, async ({ page, request }) => {
    await arrive(page, request);
    const job = await manyRows(page, request);
    const address = await grant(page, request, job, format);
    await goWrong(request, secondPageExpired);

    if (isAtGateway) {
      const answer = await request.get(address);
      expect([answer.status(), await answer.json()]).toMatchObject([
        410,
        { code: 'RESULT_EXPIRED' },
      ]);
    } else {
      const download = await open(page, address);
      expect(await download.failure()).not.toBeNull();
    }
    expect((await get(page, request, job)).error?.code).toBe('RESULT_EXPIRED');
  });
}

/** A finished job with many pages. */
async function manyRows(page: Page, request: APIRequestContext): Promise<Job> {
  const answer = await post(page, request, '/api/jobs', {
    query: 'trips',
    arguments: { from: `${year}-03-01`, to: `${year}-05-31` },
  });
  let job = (await answer.json()) as Job;
  await expect(async () => {
    job = await get(page, request, job);
    expect(job.endedAt).not.toBeNull();
  }).toPass();
  return job;
}

interface Pages {
  readonly columns: readonly object[];
  readonly rows: readonly unknown[];
}

/** The rows of a job, read page by page. */
async function allPages(page: Page, request: APIRequestContext, { id }: Job): Promise<Pages> {
  const headers = { Authorization: `Bearer ${await token(page)}` };
  const pages: Pages[] = [];
  let query = '';
  do {
    const answer = await request.get(`${querycastUrl}/api/jobs/${id}/rows${query}`, { headers });
    const read = (await answer.json()) as Pages & { readonly next?: string };
    pages.push(read);
    query = read.next === undefined ? '' : `?page=${encodeURIComponent(read.next)}`;
  } while (query !== '');
  return { columns: pages[0]?.columns ?? [], rows: pages.flatMap(({ rows }) => rows) };
}

async function get(page: Page, request: APIRequestContext, { id }: Job): Promise<Job> {
  const answer = await request.get(`${querycastUrl}/api/jobs/${id}`, {
    headers: { Authorization: `Bearer ${await token(page)}` },
  });
  return (await answer.json()) as Job;
}

async function grant(
  page: Page,
  request: APIRequestContext,
  { id }: Job,
  format = 'csv',
): Promise<string> {
  const answer = await post(page, request, `/api/jobs/${id}/downloads`, { format });
  return ((await answer.json()) as { url: string }).url;
}

async function post(
  page: Page,
  request: APIRequestContext,
  path: string,
  data: object,
): Promise<APIResponse> {
  const answer = await request.post(`${querycastUrl}${path}`, {
    headers: { Authorization: `Bearer ${await token(page)}` },
    data,
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return answer;
}

/** Opens an address in a tab of its own, as a link does. */
async function open(page: Page, address: string): Promise<Download> {
  const tab = await page.context().newPage();
  try {
    const download = tab.waitForEvent('download', { timeout: 10_000 });
    const [begun] = await Promise.all([
      download,
      // The address becomes a download and the tab does not navigate: that is not a failure.
      tab.goto(address).catch(() => null),
    ]);
    // The tab must stay open until the download has ended.
    await begun.failure();
    return begun;
  } finally {
    await tab.close();
  }
}
