/** The page with a node that compresses what it sends on sockets; it runs only if the server does. */
import {
  expect,
  test,
  type APIRequestContext,
  type Page,
  type WebSocketRoute,
} from '@playwright/test';
import { arrive, chooseMonth, datesOf, daysOf, run, token } from './journey';
import { querycastUrl, year } from './surroundings';

test.use({ viewport: { width: 1280, height: 1500 } });

type Rows = readonly (readonly unknown[])[];

interface Message {
  readonly type: string;
  readonly job?: { readonly id: string };
  readonly result?: { readonly rows: Rows };
}

/** What the browser's own sockets say: the page sees the same. */
interface Heard {
  /** The extensions of each socket that was opened. */
  readonly extensions: string[];
  readonly messages: Message[];
}

/** Listens to the page's sockets. */
async function listen(page: Page): Promise<Heard> {
  const heard: Heard = { extensions: [], messages: [] };
  const browser = await page.context().newCDPSession(page);
  browser.on('Network.webSocketHandshakeResponseReceived', ({ response }) => {
    heard.extensions.push(response.headers['Sec-WebSocket-Extensions'] ?? '');
  });
  browser.on('Network.webSocketFrameReceived', ({ response }) => {
    heard.messages.push(JSON.parse(response.payloadData) as Message);
  });
  await browser.send('Network.enable');
  return heard;
}

/** Asks, and compares the first rows that the socket told with those that a request reads. */
async function rowsAreRight(
  page: Page,
  request: APIRequestContext,
  heard: Heard,
  question: object,
): Promise<number> {
  const headers = { Authorization: `Bearer ${await token(page)}` };
  const asked = await request.post(`${querycastUrl}/api/jobs`, { headers, data: question });
  const { id } = (await asked.json()) as { id: string };
  const told = (): Rows | undefined =>
    heard.messages.find(({ job, result }) => job?.id === id && result !== undefined)?.result?.rows;
  await expect.poll(() => told() !== undefined).toBe(true);
  const answer = await request.get(`${querycastUrl}/api/jobs/${id}/rows`, { headers });
  const { rows } = (await answer.json()) as { rows: Rows };
  const first = told() ?? [];
  expect(first).toEqual(rows.slice(0, first.length));
  return first.length;
}

test('rows are the same on a socket that compresses, and on the next one', async ({
  page,
  request,
}) => {
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/push$/, (socket) => {
    sockets.push(socket);
    socket.connectToServer();
  });
  const heard = await listen(page);
  await arrive(page, request);
  await chooseMonth(page, `${year}-03`);
  await run(page);
  expect(await datesOf(page, `${year}-03`)).toEqual(daysOf(`${year}-03`, 31));

  const nothing = { query: 'trips', arguments: { from: '2001-01-01', to: '2001-01-01' } };
  const many = { query: 'trips', arguments: { from: `${year}-03-01`, to: `${year}-03-31` } };
  expect(await rowsAreRight(page, request, heard, nothing)).toBe(0);
  expect(await rowsAreRight(page, request, heard, many)).toBeGreaterThan(200);

  await sockets.at(-1)?.close({ code: 1012, reason: 'The server is going.' });
  await expect.poll(() => heard.extensions.length).toBe(2);
  await expect(page.getByText('connected', { exact: true })).toBeVisible();
  await chooseMonth(page, `${year}-05`);
  await run(page);
  expect(await datesOf(page, `${year}-05`)).toEqual(daysOf(`${year}-05`, 31));
  expect(await rowsAreRight(page, request, heard, many)).toBeGreaterThan(200);

  for (const each of heard.extensions) {
    expect(each).toContain('permessage-deflate');
  }
});
