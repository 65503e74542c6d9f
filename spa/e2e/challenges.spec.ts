import { createHmac } from 'node:crypto';
import { expect, test, type APIRequestContext, type Page } from '@playwright/test';
import {
  administer,
  codes,
  confirm,
  goWrong,
  newUser,
  picture,
  putRight,
  signIn,
  signOut,
  signUp,
  type JourneyUser,
} from './journey';

const required = (mode: 'ON' | 'OPTIONAL') => ({
  MfaConfiguration: mode,
  SoftwareTokenMfaConfiguration: { Enabled: true },
});

test.afterEach(async ({ request }) => {
  await putRight(request);
  await administer(request, 'SetUserPoolMfaConfig', required('OPTIONAL'));
});

/**
 * The code that an authenticator app shows (RFC 6238).
 *
 * @param later how many steps of 30 s later; the pool accepts the next code, because each code is
 *   valid once
 */
function appCode(secret: string, later = 0): string {
  const bits = Array.from(secret.replace(/\s/g, ''), (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter),
  )
    .map((value) => value.toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const hash = createHmac('sha1', key).update(step).digest();
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

async function expectIn(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible();
}

/** Signs up and confirms the address. */
async function settle(page: Page, request: APIRequestContext): Promise<JourneyUser> {
  const user = newUser();
  await signUp(page, user);
  const [code = ''] = await codes(request, user);
  await confirm(page, code);
  await expectIn(page);
  return user;
}

/** Invites a user; returns the user with the temporary password from the mail. */
async function invite(request: APIRequestContext): Promise<JourneyUser> {
  const { email } = newUser();
  await administer(request, 'AdminCreateUser', { Username: email });
  const [password = ''] = await codes(request, { email, password: '' });
  return { email, password };
}

const secretOnPage = async (page: Page) => (await page.locator('.secret').textContent()) ?? '';

const widths = [
  { device: 'phone', viewport: { width: 360, height: 740 } },
  { device: 'desktop', viewport: { width: 1280, height: 800 } },
];

/** The page as it stands, at both widths: it must fit each. */
async function photo(page: Page, name: string): Promise<void> {
  for (const { device, viewport } of widths) {
    await page.setViewportSize(viewport);
    await picture(page, `sign-in-${name}-${device}`);
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overhang, `the page fits a ${device}`).toBeLessThanOrEqual(0);
  }
}

test('a temporary password only allows to choose a new one', async ({ page, request }) => {
  const invited = await invite(request);
  await page.goto('/');
  await signIn(page, invited);
  await expect(page.getByRole('heading', { name: 'Choose your password' })).toBeVisible();

  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(page.getByText('The password still needs')).toBeVisible();
  await expect(page.getByLabel('New password')).toHaveValue('short');
  await photo(page, 'temporary-password');
  const own = { ...invited, password: 'Battery-staple-2' };
  await page.getByLabel('New password').fill(own.password);
  await page.getByRole('button', { name: 'Set password and sign in' }).click();
  await expectIn(page);

  await signOut(page);
  await signIn(page, invited);
  await expect(page.getByText('the password is wrong')).toBeVisible();
  await signIn(page, own);
  await expectIn(page);
});

test('an app is set up in the account, and its codes are asked for from then on', async ({
  page,
  request,
}) => {
  const user = await settle(page, request);
  await page.getByRole('button', { name: `Account of ${user.email}` }).click();
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  await expect(page.locator('.qr path')).not.toHaveAttribute('d', '');
  const secret = await secretOnPage(page);
  await page.getByLabel('Code that the app shows now').fill(appCode(secret, 9));
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.getByText('That code is not right.')).toBeVisible();
  await photo(page, 'set-up-later');
  await page.getByLabel('Code that the app shows now').fill(appCode(secret));
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.getByText('From now on signing in asks for a code')).toBeVisible();
  await photo(page, 'account');
  await page.keyboard.press('Escape');

  await signOut(page);
  await signIn(page, user);
  await page.getByLabel('Code').fill(appCode(secret, 9));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Type the one that your app shows now')).toBeVisible();
  await photo(page, 'wrong-app-code');
  await page.getByLabel('Code').fill(appCode(secret, 1));
  await page.getByLabel('Code').press('Enter');
  await expectIn(page);
});

test('if the pool requires an app, it is set up while signing in', async ({ page, request }) => {
  await administer(request, 'SetUserPoolMfaConfig', required('ON'));
  const invited = await invite(request);
  await page.goto('/');
  await signIn(page, invited);
  await page.getByLabel('New password').fill('Battery-staple-2');
  await page.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Set up an authenticator app' })).toBeVisible();
  await expect(page.locator('.qr path')).not.toHaveAttribute('d', '');
  await photo(page, 'set-up');
  await page.getByLabel('Code that the app shows now').fill(appCode(await secretOnPage(page)));
  await page.getByRole('button', { name: 'Finish and sign in' }).click();
  await expectIn(page);
});

test('the page says that a code has expired, and a new one works', async ({ page, request }) => {
  const user = newUser();
  await signUp(page, user);
  const [first = ''] = await codes(request, user);
  await goWrong(request, { cognito: { expire: 1 } });
  await confirm(page, first);
  await expect(page.getByText('That code has expired.')).toBeVisible();
  await photo(page, 'expired-code');
  await putRight(request);
  await page.getByRole('button', { name: 'Send a new code' }).click();
  await expect(page.getByText('A new code is on its way')).toBeVisible();
  const [newest = ''] = await codes(request, user, 2);
  await confirm(page, newest);
  await expectIn(page);
});

test('a locked-out user is told how long', { tag: '@long' }, async ({ page, request }) => {
  const user = await settle(page, request);
  await signOut(page);
  const locked = page.getByText('signing in to this account is locked for at least');
  const wrong = page.getByText('the password is wrong');
  for (let i = 0; i < 12 && !(await locked.isVisible()); i++) {
    await signIn(page, { ...user, password: 'Wrong-password-1' });
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeEnabled();
    await expect(locked.or(wrong)).toBeVisible();
  }
  await expect(locked).toBeVisible();
  await expect(page.getByLabel('Email address')).toHaveValue(user.email);
  await photo(page, 'locked-out');
});

test('a user who takes too long starts again, with everything that was typed', async ({
  page,
  request,
}) => {
  const invited = await invite(request);
  await page.goto('/');
  await signIn(page, invited);
  await page.getByLabel('New password').fill('Battery-staple-2');
  await goWrong(request, { cognito: { expire: 1 } });
  await page.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(page.getByText('that time is over')).toBeVisible();
  await picture(page, 'sign-in-too-late');
  await putRight(request);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Choose your password' })).toBeVisible();
});

test('attributes that the pool requires are asked for with the first password', async ({
  page,
  request,
}) => {
  const invited = await invite(request);
  await page.route('**/*', async (route) => {
    const target = route.request().headers()['x-amz-target'] ?? '';
    if (!target.endsWith('.RespondToAuthChallenge')) {
      await route.fallback();
      return;
    }
    // The answer of a pool that was created to require a name. The local pool can't be changed to
    // that at run time.
    const answer = await route.fetch();
    const text = (await answer.text()).replace(
      '"requiredAttributes":"[]"',
      '"requiredAttributes":"[\\"userAttributes.name\\"]"',
    );
    await route.fulfill({ response: answer, body: text });
  });
  await page.goto('/');
  await signIn(page, invited);
  await page.getByLabel('New password').fill('Battery-staple-2');
  await page.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(page.getByText('Please fill in: Name.')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('Ada Lovelace');
  await picture(page, 'sign-in-required-name');
  await page.getByRole('button', { name: 'Set password and sign in' }).click();
  await expectIn(page);
});
