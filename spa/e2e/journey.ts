/** The steps that the journeys consist of. Each test has its own user. */
import {
  expect,
  type APIRequestContext,
  type Browser,
  type Locator,
  type Page,
} from '@playwright/test';
import { localUrl, takesPictures } from './surroundings';

/** The app of the local pool. */
const clientId = 'querycastlocal';

export interface JourneyUser {
  readonly email: string;
  readonly password: string;
}

export function newUser(): JourneyUser {
  const name = crypto.randomUUID();
  return { email: `user-${name}@example.com`, password: `Aa1!${name}` };
}

/** Takes a picture of the page, if pictures are wanted. */
export async function picture(page: Page, name: string): Promise<void> {
  if (takesPictures) {
    await page.screenshot({ path: `../target/screenshots/${name}.png` });
  }
}

/** The codes that were mailed to an address, newest first. Waits until there are this many. */
export async function codes(
  request: APIRequestContext,
  { email }: JourneyUser,
  count = 1,
): Promise<readonly string[]> {
  let found: string[] = [];
  await expect(async () => {
    const answer = await request.get(`${localUrl}/_mailbox`, {
      params: { to: email },
      headers: { Accept: 'application/json' },
    });
    found = ((await answer.json()) as { code: string }[]).map(({ code }) => code);
    expect(found.length).toBeGreaterThanOrEqual(count);
  }).toPass({ timeout: 10_000 });
  return found;
}

export async function signUp(page: Page, { email, password }: JourneyUser): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Repeat password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel('Code')).toBeVisible();
}

export async function confirm(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Confirm', exact: true }).click();
}

export async function signIn(page: Page, { email, password }: JourneyUser): Promise<void> {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByLabel('Password').press('Enter');
}

export async function expectSignedIn(page: Page): Promise<void> {
  await expect(page.getByText('connected', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}

/** Signs up, confirms the address, and opens the queries. */
export async function arriveByTheForms(
  page: Page,
  request: APIRequestContext,
  user = newUser(),
): Promise<JourneyUser> {
  await signUp(page, user);
  const [code = ''] = await codes(request, user);
  await confirm(page, code);
  await expectSignedIn(page);
  return user;
}

interface Tokens {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken: string;
}

/**
 * Opens the queries as a new user. The pool's own requests make the account and the tokens: the forms take a second of
 * a processor, and have journeys of their own.
 */
export async function arrive(
  page: Page,
  request: APIRequestContext,
  user = newUser(),
): Promise<JourneyUser> {
  const { email, password } = user;
  await cognito(request, 'SignUp', { Username: email, Password: password });
  const [code = ''] = await codes(request, user);
  await cognito(request, 'ConfirmSignUp', { Username: email, ConfirmationCode: code });
  const { AuthenticationResult: tokens } = (await cognito(request, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD: password },
  })) as { AuthenticationResult: Tokens };
  // Any address of the page's origin will do.
  await page.goto('/licences.txt');
  await page.evaluate(keep, entries(tokens));
  await page.goto('/');
  await expectSignedIn(page);
  return user;
}

/** What Amplify keeps of a user who is signed in. */
function entries(tokens: Tokens): Readonly<Record<string, string>> {
  const [, claims = ''] = tokens.AccessToken.split('.');
  const { username } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
    username: string;
  };
  const place = `CognitoIdentityServiceProvider.${clientId}`;
  return {
    [`${place}.LastAuthUser`]: username,
    [`${place}.${username}.accessToken`]: tokens.AccessToken,
    [`${place}.${username}.idToken`]: tokens.IdToken,
    [`${place}.${username}.refreshToken`]: tokens.RefreshToken,
    [`${place}.${username}.clockDrift`]: '0',
  };
}

/** Runs in the page. */
function keep(all: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(all)) {
    localStorage.setItem(key, value);
  }
}

/** Signs the same user in on another machine. */
export async function elsewhere(browser: Browser, user: JourneyUser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1500 } });
  const page = await context.newPage();
  await page.goto('/');
  await signIn(page, user);
  await expectSignedIn(page);
  return page;
}

/** Sends the local Cognito a request that only the pool's administrator may send. */
export async function administer(
  request: APIRequestContext,
  operation: string,
  input: object,
): Promise<void> {
  await ask(request, operation, { UserPoolId: 'us-east-1_querycast', ...input });
}

/** Sends the local Cognito a request that an app of the pool may send. */
async function cognito(
  request: APIRequestContext,
  operation: string,
  input: object,
): Promise<unknown> {
  return await ask(request, operation, { ClientId: clientId, ...input });
}

async function ask(request: APIRequestContext, operation: string, data: object): Promise<unknown> {
  const answer = await request.post(localUrl, {
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    data,
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return await answer.json();
}

/**
 * Adds a user to the group whose members may run their own SQL; takes effect at the next sign-in.
 */
export async function becomeAnalyst(
  request: APIRequestContext,
  { email }: JourneyUser,
): Promise<void> {
  await administer(request, 'AdminAddUserToGroup', { GroupName: 'analyst', Username: email });
}

/** The access token of the user who is signed in on the page. */
export async function token(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const key = Object.keys(localStorage).find((each) => each.endsWith('.accessToken'));
    return localStorage.getItem(key ?? '') ?? '';
  });
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
}

export async function chooseMonth(page: Page, month: string): Promise<void> {
  await page.goto('/#/queries/trips-by-day');
  await page.getByLabel('Month').fill(month);
}

export async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

/** Waits for the rows of a month, and returns the date of each row. */
export async function datesOf(page: Page, month: string): Promise<readonly string[]> {
  await expect(page.getByRole('heading', { name: `Trips by day ${month}` })).toBeVisible();
  await expect(page.getByRole('grid')).toBeVisible();
  const rows = page.getByRole('row').filter({ hasNot: page.getByRole('columnheader') });
  await expect(rows.first()).toBeVisible();
  return await rows.locator('[data-column="0"]').allTextContents();
}

/**
 * Makes the local cloud fail in some way until `putRight`; see docs/operations.md. This affects
 * everybody: the journeys run one after another.
 */
export async function goWrong(request: APIRequestContext, faults: object): Promise<void> {
  const answer = await request.put(`${localUrl}/_faults`, { data: faults });
  expect(answer.ok()).toBe(true);
}

export async function putRight(request: APIRequestContext): Promise<void> {
  await request.delete(`${localUrl}/_faults`);
}

/** The entry for a month in the list of jobs. */
export function jobOf(page: Page, month: string): Locator {
  return page.getByRole('region', { name: 'My jobs' }).getByRole('link', { name: month });
}

/** Every day of a month, written as the warehouse writes dates. */
export function daysOf(month: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, day) => `${month}-${String(day + 1).padStart(2, '0')}`);
}
