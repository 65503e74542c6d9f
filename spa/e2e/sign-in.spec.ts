import { expect, test } from '@playwright/test';
import {
  arriveByTheForms,
  chooseMonth,
  codes,
  confirm,
  expectSignedIn,
  newUser,
  picture,
  run,
  signIn,
  signOut,
  signUp,
} from './journey';

test('a wrong password is told as such, and the right one opens the door', async ({
  page,
  request,
}) => {
  const user = await arriveByTheForms(page, request);
  await signOut(page);

  await signIn(page, { ...user, password: 'Wrong-password-1' });
  await expect(page.getByText('The email address or the password is wrong.')).toBeVisible();
  await picture(page, 'wrong-password');

  await signIn(page, user);
  await expectSignedIn(page);
});

test('the page says that a code is wrong, and sends a new one', async ({ page, request }) => {
  const user = newUser();
  await signUp(page, user);
  const [first = ''] = await codes(request, user);

  await confirm(page, first === '000000' ? '000001' : '000000');
  await expect(page.getByText('That code is not right.')).toBeVisible();
  await picture(page, 'wrong-code');

  await page.getByRole('button', { name: 'Send a new code' }).click();
  await expect(page.getByText('A new code is on its way')).toBeVisible();
  const [newest = ''] = await codes(request, user, 2);
  await confirm(page, newest);
  await expectSignedIn(page);
});

test('a user who left before confirming is asked for the code when signing in', async ({
  page,
  request,
}) => {
  const user = newUser();
  await signUp(page, user);
  await codes(request, user);
  await page.goto('/');

  await signIn(page, user);
  await expect(page.getByText('is not confirmed yet')).toBeVisible();
  const [newest = ''] = await codes(request, user, 2);
  await confirm(page, newest);
  await expectSignedIn(page);
});

test('a forgotten password is replaced with a code', async ({ page, request }) => {
  const user = await arriveByTheForms(page, request);
  await signOut(page);

  await page.getByRole('button', { name: 'Forgot password' }).click();
  await page.getByLabel('Email address').fill(user.email);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await expect(page.getByLabel('Code')).toBeVisible();
  const [newest = ''] = await codes(request, user, 2);
  await page.getByLabel('Code').fill(newest);
  await page.getByLabel('New password').fill('Another-password-1');
  await picture(page, 'new-password');
  await page.getByRole('button', { name: 'Set password' }).click();

  await expectSignedIn(page);
});

for (const [state, name] of [
  ['full', 'QuotaExceededError'],
  ['turned off', 'SecurityError'],
] as const) {
  test(`one can sign in while the storage of the browser is ${state}`, async ({
    page,
    request,
  }) => {
    const user = await arriveByTheForms(page, request);
    await signOut(page);
    await page.addInitScript((error) => {
      const fail = () => {
        throw new DOMException('The words of the browser', error);
      };
      if (error === 'QuotaExceededError') {
        // The storage of the tab has room of its own.
        const take = Reflect.get(Storage.prototype, 'setItem') as typeof fail;
        Storage.prototype.setItem = function (...item) {
          Reflect.apply(this === localStorage ? fail : take, this, item);
        };
      } else {
        Object.defineProperty(window, 'localStorage', { get: fail });
        Object.defineProperty(window, 'sessionStorage', { get: fail });
      }
    }, name);
    await page.reload();

    await signIn(page, user);
    await expectSignedIn(page);
    await expect(page.getByText('The words of the browser')).toBeHidden();
  });
}

test('when the session has ended the page says so, and keeps what was typed', async ({
  page,
  request,
}) => {
  const user = await arriveByTheForms(page, request);
  await chooseMonth(page, '2015-07');
  await page.evaluate(() => {
    const expired = (token: string) => {
      const [head = '', body = '', signature = ''] = token.split('.');
      const claims = JSON.parse(atob(body.replace(/-/g, '+').replace(/_/g, '/'))) as object;
      return [head, btoa(JSON.stringify({ ...claims, exp: 1 })), signature].join('.');
    };
    for (const [key, value] of Object.entries(localStorage) as [string, string][]) {
      if (/\.(accessToken|idToken)$/.test(key)) {
        localStorage.setItem(key, expired(value));
      } else if (key.endsWith('.refreshToken')) {
        localStorage.setItem(key, 'no such token');
      }
    }
  });

  await run(page);
  await expect(page.getByText('Your sign-in has ended. Please sign in again.')).toBeVisible();
  await expect(page.getByLabel('Email address')).toHaveValue(user.email);
  await picture(page, 'session-ended');

  await signIn(page, user);
  await expectSignedIn(page);
  await expect(page.getByLabel('Month')).toHaveValue('2015-07');
});
