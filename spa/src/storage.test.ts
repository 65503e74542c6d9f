// @vitest-environment jsdom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { getItem, isFlag, removeItems, setItem, TokenStorage } from './storage';

afterEach(() => {
  vi.restoreAllMocks();
  window.localStorage.clear();
});

const full = () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  });
};

const refused = () => {
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('Access is denied for this document.', 'SecurityError');
  });
};

describe.each([
  ['full', full],
  ['refused', refused],
])('if the storage of the browser is %s', (_state, begin) => {
  test('a token is kept until the page is left, and no longer', async () => {
    begin();
    const tokens = new TokenStorage();
    await tokens.setItem('accessToken', 'a');

    expect(await tokens.getItem('accessToken')).toBe('a');
    expect(await new TokenStorage().getItem('accessToken')).toBeNull();
    await tokens.removeItem('accessToken');
    expect(await tokens.getItem('accessToken')).toBeNull();
  });

  test('nothing else is remembered, and nothing fails', () => {
    begin();
    setItem('dense', true);

    expect(getItem('dense', isFlag)).toBeNull();
    removeItems('dense');
  });
});

test('a token that the storage no longer takes does not leave its old value there', async () => {
  const tokens = new TokenStorage();
  await tokens.setItem('refreshToken', 'old');
  full();
  await tokens.setItem('refreshToken', 'new');

  expect(await tokens.getItem('refreshToken')).toBe('new');
  expect(await new TokenStorage().getItem('refreshToken')).toBeNull();
});

test('a token is still there when the page is opened again', async () => {
  await new TokenStorage().setItem('accessToken', 'a');

  expect(await new TokenStorage().getItem('accessToken')).toBe('a');
  await new TokenStorage().clear();
  expect(await new TokenStorage().getItem('accessToken')).toBeNull();
});
