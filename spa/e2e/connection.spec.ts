import {
  expect,
  test,
  type APIRequestContext,
  type Browser,
  type Page,
  type WebSocketRoute,
} from '@playwright/test';
import { isAtGateway, querycastUrl, year } from './surroundings';
import {
  arrive,
  chooseMonth,
  datesOf,
  daysOf,
  elsewhere,
  goWrong,
  jobOf,
  picture,
  putRight,
  run,
  token,
} from './journey';
import { openNetwork, type Network } from './network';

test.use({ viewport: { width: 1280, height: 1500 } });

const march = `${year}-03`;

/** A proxy between the page and the server's sockets. */
interface Wire {
  /** The number of sockets that the page has opened. */
  opened: number;
  /** Decides which messages of the server reach the page. */
  lets: (message: { readonly type: string }) => boolean;
  /** Closes the newest socket, as a server would. */
  cut: (how?: { code: number; reason: string }) => Promise<void>;
}

async function tap(page: Page): Promise<Wire> {
  const routes: WebSocketRoute[] = [];
  const wire: Wire = {
    opened: 0,
    lets: () => true,
    cut: async (how) => {
      await routes.at(-1)?.close(how);
    },
  };
  await page.routeWebSocket(/\/push$/, (socket) => {
    wire.opened += 1;
    routes.push(socket);
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (wire.lets(JSON.parse(String(message)) as { type: string })) {
        socket.send(message);
      }
    });
  });
  return wire;
}

test('a connection that is cut comes back by itself', async ({ page, request }) => {
  const wire = await tap(page);
  await arrive(page, request);

  // A gateway closes with codes of its own, and says no time.
  const least = isAtGateway ? 0 : 1_730;
  const cutAt = Date.now();
  await wire.cut(
    isAtGateway
      ? { code: 1001, reason: 'Going away' }
      : { code: 1012, reason: `The server is going: come back in ${least} ms.` },
  );
  if (!isAtGateway) {
    await expect(page.getByText('connecting…')).toBeVisible();
  }
  await expect.poll(() => wire.opened).toBe(2);
  expect(Date.now() - cutAt).toBeGreaterThanOrEqual(least);
  await expect(page.getByText('connected', { exact: true })).toBeVisible();

  await chooseMonth(page, march);
  await run(page);
  expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
});

test('where no socket holds, the rows come by the slower way', async ({ page, request }) => {
  let blocked = false;
  const cuts: (() => Promise<void>)[] = [];
  await page.routeWebSocket(/\/push$/, (socket) => {
    if (blocked) {
      void socket.close();
    } else {
      socket.connectToServer();
      cuts.push(() => socket.close());
    }
  });
  await arrive(page, request);
  blocked = true;
  await cuts.at(-1)?.();

  await expect(page.getByText('updates by the slower way')).toBeVisible({ timeout: 30_000 });
  await chooseMonth(page, march);
  await run(page);
  expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
  await picture(page, 'slower-way');
});

test('a page whose policy is older than the servers’ address says so, and goes on', async ({
  page,
  request,
}) => {
  await arrive(page, request);
  await page.route('**/api/sessions', async (route) => {
    const answer = await route.fetch();
    const session = (await answer.json()) as object;
    await route.fulfill({
      response: answer,
      json: { ...session, url: 'wss://moved.example/push' },
    });
  });

  await page.reload();

  await expect(page.getByText('open this page again')).toBeVisible();
  await chooseMonth(page, march);
  await run(page);
  await datesOf(page, march);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('even if every push is lost, the ending and its rows come', async ({ page, request }) => {
  await page.clock.install();
  const wire = await tap(page);
  let lost = 0;
  wire.lets = ({ type }) => {
    lost += type === 'job' ? 1 : 0;
    return type !== 'job';
  };
  await arrive(page, request);

  await chooseMonth(page, march);
  await run(page);
  if (isAtGateway) {
    await finished(request, await token(page));
    await page.clock.fastForward(longestQuietAtGateway);
  }

  expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
  await expect(jobOf(page, march)).toContainText('finished');
  expect(lost, 'pushes that were lost').toBeGreaterThan(0);
  // A node's socket tells it again. A gateway's may lose one step, and is kept.
  expect(wire.opened).toBe(1);
});

/** At a gateway the page asks if nothing is said of an open job for this long, in milliseconds. */
const longestQuietAtGateway = 25_000;

/** Waits until the only job of a user has finished, as the server knows. */
async function finished(request: APIRequestContext, accessToken: string): Promise<void> {
  const headers = { Authorization: `Bearer ${accessToken}` };
  await expect
    .poll(async () => {
      const answer = await request.get(`${querycastUrl}/api/jobs`, { headers });
      return ((await answer.json()) as { jobs: { state: string }[] }).jobs.map(
        ({ state }) => state,
      );
    })
    .toEqual(['FINISHED']);
}

/** What is asked takes a while, so that its answer comes when the connections are dead. */
const slow = { 'redshift-data': { slow: 'PT2S' } };

/**
 * Runs a query, lets every connection of the page die without a sign, and waits until the job has
 * ended.
 *
 * @returns the page, which shows the job as running, and whose clock stands still; and its network
 */
async function endedUnheard(
  browser: Browser,
  request: APIRequestContext,
): Promise<{ page: Page; network: Network }> {
  const network = await openNetwork();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 1500 },
    proxy: { server: network.server, bypass: '<-loopback>' },
  });
  context.on('close', network.close);
  const page = await context.newPage();
  await page.clock.install();
  await arrive(page, request);
  await goWrong(request, slow);
  await chooseMonth(page, march);
  await run(page);
  await expect(jobOf(page, march)).toContainText('running');
  const accessToken = await token(page);
  network.swallow();
  await finished(request, accessToken);
  await putRight(request);
  await page.clock.pauseAt(Date.now() + 1_000);
  await expect(jobOf(page, march)).toContainText('running');
  return { page, network };
}

/**
 * Two seconds of the page's clock, which goes no faster than its questions get into the network.
 * The page sends one each quarter of a second until there is an answer.
 */
async function askForTwoSeconds(page: Page, network: Network): Promise<void> {
  const quarters = 8;
  for (let quarter = 0; quarter < quarters; quarter += 1) {
    const before = network.sent();
    await page.clock.runFor(250);
    await expect
      .poll(
        async () =>
          network.sent() > before || (await jobOf(page, march).textContent())?.includes('finished'),
        { intervals: [20] },
      )
      .toBe(true);
  }
}

/**
 * Runs the page's clock until the page asks for news by itself, at most 28 s. A clock that ran past
 * that moment would use the questions up before one of them is in the network.
 */
async function waitUntilAsked(page: Page): Promise<void> {
  const asked: string[] = [];
  page.on('request', (request) => {
    asked.push(request.url());
  });
  const isAsked = () => asked.some((url) => url.includes('/api/snapshot'));
  for (let millis = 0; millis < 28_000 && !isAsked(); millis += 250) {
    await page.clock.runFor(250);
  }
  expect(isAsked()).toBe(true);
}

test('back at a page whose connections died silently, the rows stand within 2 s', async ({
  browser,
  request,
}) => {
  const { page, network } = await endedUnheard(browser, request);

  await wake(page);
  await askForTwoSeconds(page, network);
  await expect(jobOf(page, march)).toContainText('finished');
  // What is drawn needs a clock that runs.
  await page.clock.resume();

  expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
  await page.context().close();
});

test('a page that was never hidden has the rows of dead connections within 30 s', async ({
  browser,
  request,
}) => {
  const { page, network } = await endedUnheard(browser, request);

  await waitUntilAsked(page);
  await askForTwoSeconds(page, network);
  await expect(jobOf(page, march)).toContainText('finished');
  await page.clock.resume();

  expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
  await expect(page.getByText('connected', { exact: true })).toBeVisible();
  await page.context().close();
});

/** The machine has slept, and the page is seen again. */
async function wake(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event('resume')));
}

test('a socket that died silently is replaced by another one', async ({ page, request }) => {
  const wire = await tap(page);
  await arrive(page, request);
  // The first socket is dead from now on.
  wire.lets = () => wire.opened > 1;
  await chooseMonth(page, march);
  await run(page);
  await expect(jobOf(page, march)).toBeVisible();
  expect(wire.opened).toBe(1);
  let shown = { month: march, days: 31 };
  if (isAtGateway) {
    // One step may be lost there. The next one that is missing shows that the socket is dead.
    await finished(request, await token(page));
    await wake(page);
    await expect(jobOf(page, march)).toContainText('finished');
    expect(wire.opened).toBe(1);
    shown = { month: `${year}-04`, days: 30 };
    await chooseMonth(page, shown.month);
    await run(page);
    await expect(jobOf(page, shown.month)).toBeVisible();
  }

  await wake(page);

  await expect.poll(() => wire.opened).toBe(2);
  expect(await datesOf(page, shown.month)).toEqual(daysOf(shown.month, shown.days));
});

test('a machine that slept for hours shows everything again', async ({
  page,
  request,
  browser,
}) => {
  await page.clock.install();
  const wire = await tap(page);
  const user = await arrive(page, request);
  wire.lets = () => false;
  await chooseMonth(page, march);
  await run(page);
  await expect(jobOf(page, march)).toBeVisible();
  const other = await elsewhere(browser, user);
  await chooseMonth(other, `${year}-04`);
  await run(other);
  await datesOf(other, `${year}-04`);
  await other.context().close();

  wire.lets = () => true;
  await page.clock.fastForward('03:00:00');

  await expect.poll(() => wire.opened).toBeGreaterThan(1);
  await expect(page.getByText('connected', { exact: true })).toBeVisible();
  await expect(jobOf(page, march)).toContainText('finished');
  await expect(jobOf(page, `${year}-04`)).toContainText('finished');
  expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
});
