import { expect, test, type Page, type WebSocketRoute } from '@playwright/test';
import { year } from './surroundings';
import { arrive, chooseMonth, datesOf, daysOf, elsewhere, jobOf, picture, run } from './journey';

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

  const cutAt = Date.now();
  await wire.cut({ code: 1012, reason: 'The server is going: come back in 1730 ms.' });
  await expect(page.getByText('connecting…')).toBeVisible();
  await expect.poll(() => wire.opened).toBe(2);
  expect(Date.now() - cutAt).toBeGreaterThanOrEqual(1_730);
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

test('even if every push is lost, the ending and its rows come', async ({ page, request }) => {
  const wire = await tap(page);
  let lost = 0;
  wire.lets = ({ type }) => {
    lost += type === 'job' ? 1 : 0;
    return type !== 'job';
  };
  await arrive(page, request);

  await chooseMonth(page, march);
  await run(page);

  expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
  await expect(jobOf(page, march)).toContainText('finished');
  expect(lost, 'pushes that were lost').toBeGreaterThan(0);
  expect(wire.opened, 'and on the same socket').toBe(1);
});

test('a socket that dies silently is noticed, and another one is opened', async ({
  page,
  request,
}) => {
  await page.clock.install();
  const wire = await tap(page);
  await arrive(page, request);
  wire.lets = () => false;
  await chooseMonth(page, march);
  await run(page);
  await expect(jobOf(page, march)).toBeVisible();

  await page.clock.runFor(50_000);
  expect(wire.opened).toBe(1);
  await page.clock.runFor(11_000);
  wire.lets = () => true;

  await expect.poll(() => wire.opened).toBeGreaterThan(1);
  await expect(page.getByText('connected', { exact: true })).toBeVisible();
  expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
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
