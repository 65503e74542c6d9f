/** The pictures of the README. Only `npm run pictures` takes them. */
import { expect, test } from '@playwright/test';
import { administer, arrive, newUser, run } from './journey';

test.use({ reducedMotion: 'reduce' });

test('the page with an answer, light and dark', async ({ page, request }) => {
  // The pictures show the address, so it is not a random one.
  const user = await arrive(page, request, { ...newUser(), email: 'grace@example.com' });
  try {
    for (const [query, chart] of [
      ['payment-mix', /^Stacked bars: trips/],
      ['busiest-hours', /^Heat map: trips/],
      ['trips-by-day', /^Line: trips/],
    ] as const) {
      await page.goto(`/#/queries/${query}`);
      await run(page);
      await expect(page.getByRole('img', { name: chart })).toBeVisible();
    }

    // Charts are painted late: a picture is taken when the page looks the same twice in a row.
    await expect(page).toHaveScreenshot('page-light.png');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(page).toHaveScreenshot('page-dark.png');
  } finally {
    // So that the next run can use the address again.
    await administer(request, 'AdminDeleteUser', { Username: user.email });
  }
});
