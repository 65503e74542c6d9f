// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { Careful } from './Careful';
import { render, screen } from './test/render';

function Breaks(): never {
  throw new Error('broken');
}

test('what breaks says so and offers the next step, and the rest stays', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);

  render(
    <>
      <p>the rest</p>
      <Careful>
        <Breaks />
      </Careful>
    </>,
  );

  expect(screen.getByText('the rest')).toBeTruthy();
  expect(screen.getByRole('alert').textContent).toContain('your jobs go on at the server');
  expect(screen.getByRole('button', { name: 'Load again' })).toBeTruthy();
  vi.restoreAllMocks();
});
