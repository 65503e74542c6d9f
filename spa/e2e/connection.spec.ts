import { expect, test } from '@playwright/test';
import { year } from './surroundings';
import { arrive, chooseMonth, datesOf, daysOf, picture, run } from './journey';

test.use({ viewport: { width: 1280, height: 1500 } });

test('a connection that is cut comes back by itself', async ({ page, request }) => {
  const cuts: (() => Promise<void>)[] = [];
  await page.routeWebSocket(/\/push$/, (socket) => {
    socket.connectToServer();
    cuts.push(() => socket.close({ code: 1012, reason: 'server going' }));
  });
  await arrive(page, request);

  await cuts.at(-1)?.();
  await expect(page.getByText('connecting…')).toBeVisible();
  await expect(page.getByText('connected', { exact: true })).toBeVisible();

  await chooseMonth(page, `${year}-03`);
  await run(page);
  expect(await datesOf(page, `${year}-03`)).toEqual(daysOf(`${year}-03`, 31));
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
  await chooseMonth(page, `${year}-03`);
  await run(page);
  expect(await datesOf(page, `${year}-03`)).toEqual(daysOf(`${year}-03`, 31));
  await picture(page, 'slower-way');
});
