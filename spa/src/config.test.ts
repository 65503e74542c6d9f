// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { mailbox } from './config';
import { example } from './test/samples';
import { parseConfig } from './wire';

const config = parseConfig(example('config'));

test('the local cloud has a mailbox for every address', () => {
  expect(mailbox(config, 'ada+1@example.com')).toBe(
    'http://localhost:4566/_mailbox?to=ada%2B1%40example.com',
  );
});

test.each([null, 'https://cognito-idp.us-east-1.amazonaws.com/'])(
  'if real mails are sent, there is no mailbox (%s)',
  (userPoolEndpoint) => {
    expect(mailbox({ ...config, userPoolEndpoint }, 'ada@example.com')).toBeNull();
  },
);
