import { expect, test } from 'vitest';
import { named } from '../test/fakeAuth';
import { inGroups, keyUri } from './Authenticator';
import { authErrorInWords, isTooLate, lockSeconds } from './words';

test.each([
  [4, 0],
  [5, 1],
  [6, 2],
  [14, 512],
  [15, 900],
  [99, 900],
])('%i wrong attempts lock for %i seconds', (failures, seconds) => {
  expect(lockSeconds(failures)).toBe(seconds);
});

test.each([
  [4, /a while, 15 minutes at most/],
  [5, /at least a second\./],
  [8, /at least 8 seconds/],
  [12, /at least 3 minutes/],
])('after %i of them the page names the least time of the lock', (failures, words) => {
  expect(
    authErrorInWords(named('NotAuthorizedException', 'Password attempts exceeded'), failures),
  ).toMatch(words);
});

test.each([
  ['NotAuthorizedException', 'User password cannot be reset in the current state.', /temporary/],
  ['InvalidParameterException', 'no registered/verified email or phone_number', /never confirmed/],
  ['EnableSoftwareTokenMFAException', 'Code mismatch', /your app shows now/],
  ['TooManyRequestsException', 'Rate exceeded', /Wait a moment/],
  ['ExpiredCodeException', 'Invalid code provided', /Send a new code/],
  ['StrangeException', 'Something strange', /Something strange/],
])('%s (%s) says what to do next', (name, message, words) => {
  expect(authErrorInWords(named(name, message))).toMatch(words);
});

test('a wrong password is not reported as a step that came too late', () => {
  expect(isTooLate(named('NotAuthorizedException', 'Incorrect username or password.'))).toBe(false);
});

test('the key for an app names the address and the site, so that entries can be told apart', () => {
  expect(keyUri('ABC', 'ada+1@example.com')).toBe(
    'otpauth://totp/Querycast:ada%2B1%40example.com?secret=ABC&issuer=Querycast',
  );
  expect(inGroups('ABCDEFGH')).toBe('ABCD EFGH');
});
