// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { ErrorBoundary } from './ErrorBoundary';
import { render, screen } from './test/render';

function Breaks(): never {
  throw new Error('broken');
}

test('a part that breaks says so and offers the next step, and the rest stays', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);

  render(
    <>
      <p>the rest</p>
      <ErrorBoundary>
        <Breaks />
      </ErrorBoundary>
    </>,
  );

  expect(screen.getByText('the rest')).toBeTruthy();
  expect(screen.getByRole('alert').textContent).toContain('your jobs go on at the server');
  expect(screen.getByRole('button', { name: 'Load again' })).toBeTruthy();
  vi.restoreAllMocks();
});
