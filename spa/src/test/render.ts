/** What component tests need. Importing it cleans up after each test. */
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);
// What a test waits for comes at once, or a little later on a busy machine.
configure({ asyncUtilTimeout: 20_000 });

/**
 * Gives every element a size, as a browser would: without a size a table has no visible rows.
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
