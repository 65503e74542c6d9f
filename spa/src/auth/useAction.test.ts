// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { named } from '../test/fakeAuth';
import { act, renderHook } from '../test/render';
import { useAction } from './useAction';

test('a locked-out user is told how long, counted from the attempts on this page', async () => {
  const { result } = renderHook(useAction);
  const fail = (message: string) =>
    act(() => result.current.run(() => Promise.reject(named('NotAuthorizedException', message))));

  for (let i = 0; i < 7; i++) {
    await fail('Incorrect username or password.');
  }
  expect(result.current.fault).toMatch(/password is wrong/);
  await fail('Password attempts exceeded');

  expect(result.current.fault).toMatch(/locked for at least 4 seconds/);
});
