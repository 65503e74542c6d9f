import { expect, test } from '@playwright/test';
import { querycastUrl, year } from './surroundings';
import {
  arrive,
  arriveByTheForms,
  becomeAnalyst,
  chooseMonth,
  datesOf,
  daysOf,
  elsewhere,
  expectSignedIn,
  goWrong,
  jobOf,
  picture,
  putRight,
  run,
  signIn,
  signOut,
  token,
} from './journey';

test.use({ viewport: { width: 1280, height: 1500 } });
test.afterEach(({ request }) => putRight(request));

const march = `${year}-03`;

test('a job that ended while the tab was closed is there later, on another machine too', async ({
  page,
  request,
  browser,
}) => {
  await goWrong(request, { events: { lose: 1 } });
  const user = await arrive(page, request);
  await chooseMonth(page, march);
  await run(page);
  await expect(jobOf(page, march)).toContainText('running');
  await page.close();

  const other = await elsewhere(browser, user);
  await expect(jobOf(other, march)).toContainText('finished');
  await jobOf(other, march).click();
  expect(await datesOf(other, march)).toEqual(daysOf(march, 31));
  await expect(other.getByText(/^found by the sweeper, /)).toBeVisible();
  await picture(other, 'another-machine');

  const again = await page.context().newPage();
  await again.goto('/');
  await jobOf(again, march).click();
  expect(await datesOf(again, march)).toEqual(daysOf(march, 31));
});

test('a job that waits for room says its place and why, and starts by itself', async ({
  page,
  request,
}) => {
  await arrive(page, request);
  await goWrong(request, { 'redshift-data': { throttle: 1 } });
  await chooseMonth(page, march);
  await run(page);

  await expect(page.getByText(/^waiting, number \d+ in line$/)).toHaveCount(2);
  await expect(jobOf(page, march)).toContainText('Redshift asks for fewer requests');
  await picture(page, 'waiting');
  await putRight(request);

  expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
  await expect(jobOf(page, march)).not.toContainText('Redshift asks');
});

test('the page says that a result has expired, and makes it again', async ({ page, request }) => {
  await arrive(page, request);
  await goWrong(request, { 'redshift-data': { expire: 1 } });
  await chooseMonth(page, march);
  await run(page);

  await expect(page.getByText('this one has expired')).toBeVisible();
  await expect(page.getByRole('grid')).toHaveCount(0);
  await picture(page, 'expired');
  await putRight(request);
  await page.getByRole('button', { name: 'Run again', exact: true }).click();

  expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
  await expect(page.getByText('this one has expired')).toHaveCount(0);
  await expect(jobOf(page, march)).toHaveCount(2);
});

test('own SQL whose result has expired is run again to its last word', async ({
  page,
  request,
}) => {
  const user = await arrive(page, request);
  await becomeAnalyst(request, user);
  await signOut(page);
  await signIn(page, user);
  await expectSignedIn(page);
  await goWrong(request, { 'redshift-data': { expire: 1 } });
  // Longer than the part that a push contains.
  const sql = `select 1 as ${'a'.repeat(60)}, '${'-'.repeat(600)}' as rule, :word as last_word`;
  const answer = await request.post(`${querycastUrl}/api/jobs`, {
    headers: { Authorization: `Bearer ${await token(page)}` },
    data: { sql, arguments: { word: 'Amen' } },
  });
  expect(answer.status(), await answer.text()).toBe(202);

  await page.getByRole('link', { name: /^Own SQL/ }).click();
  await expect(page.getByText('this one has expired')).toBeVisible();
  await putRight(request);
  await page.getByRole('button', { name: 'Run again', exact: true }).click();

  await expect(page.getByRole('gridcell', { name: 'Amen' })).toBeVisible();
});

test('after a refusal for too many requests, the form keeps what was typed, and one submission is one job', async ({
  page,
  request,
}) => {
  await arrive(page, request);
  const keys: (string | undefined)[] = [];
  await page.route('**/api/jobs', async (route) => {
    if (route.request().method() !== 'POST') {
      await route.continue();
      return;
    }
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length === 1) {
      await route.fetch();
      await route.abort();
    } else if (keys.length === 2) {
      const problem = { code: 'TOO_MANY_REQUESTS', title: 'There were too many requests at once' };
      await route.fulfill({ status: 429, headers: { 'Retry-After': '5' }, json: problem });
    } else {
      await route.continue();
    }
  });
  await chooseMonth(page, march);
  await run(page);

  await expect(
    page.getByText('There were too many requests. Try again in 5 seconds.'),
  ).toBeVisible();
  await expect(page.getByLabel('Month')).toHaveValue(march);
  await picture(page, 'too-many-requests');
  await run(page);

  expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  await expect(jobOf(page, march)).toHaveCount(1);
});

const clocks = [
  { minutes: -5, tag: ['@long'] },
  { minutes: 5, tag: [] },
];

for (const { minutes, tag } of clocks) {
  const title = `a clock that is ${minutes} minutes ahead harms nothing`;
  test(title, { tag }, async ({ page, request }) => {
    await page.clock.install({ time: Date.now() + minutes * 60_000 });
    await arriveByTheForms(page, request);
    await goWrong(request, { events: { lose: 1 } });
    await chooseMonth(page, march);
    await run(page);

    await expect(jobOf(page, march)).toHaveText(/running\d\.\d s/);
    expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
    await expect(jobOf(page, march)).toHaveText(
      /finished[0-9]+ ms31 rows$|finished\d\.\d s31 rows$/,
    );
    await page.reload();
    await expectSignedIn(page);
    await jobOf(page, march).click();
    expect(await datesOf(page, march)).toEqual(daysOf(march, 31));
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

  test('the messages about waiting, too many requests and expiry fit the screen', async ({
    page,
    request,
  }) => {
    const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await arrive(page, request);
    await goWrong(request, { 'redshift-data': { throttle: 1, expire: 1 } });
    await chooseMonth(page, march);
    await run(page);
    await expect(jobOf(page, march)).toContainText('Redshift asks for fewer requests');
    await picture(page, 'phone-3-waiting');
    expect(await overhang()).toBeLessThanOrEqual(0);
    await jobOf(page, march).scrollIntoViewIfNeeded();
    await picture(page, 'phone-4-waiting-in-the-list');

    await goWrong(request, { 'redshift-data': { expire: 1 } });
    await expect(page.getByText('this one has expired')).toBeVisible();
    await page.getByText('this one has expired').scrollIntoViewIfNeeded();
    await picture(page, 'phone-5-expired');
    expect(await overhang()).toBeLessThanOrEqual(0);
  });
});
