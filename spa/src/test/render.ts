/** What tests of components need; importing it cleans up after each of them. */
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);
// What is waited for comes at once, or on a busy machine a little later.
configure({ asyncUtilTimeout: 20_000 });

/**
 * Gives every element a size, as a browser would: without one a table has no rows in sight.
 *
 * @param height in pixels
 */
export function layOut(height: number): void {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', {
    configurable: true,
    value: height,
  });
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, value: 800 });
}

export {
  act,
  cleanup,
  fireEvent,
  render,
  renderHook,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
