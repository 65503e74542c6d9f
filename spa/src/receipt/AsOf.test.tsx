// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { strings } from '../strings';
import { render, screen } from '../test/render';
import { example } from '../test/samples';
import { parseJob } from '../wire';
import { AsOf } from './AsOf';

const answered = parseJob(example('job-answered'));
const asked = Date.parse(answered.submittedAt);

function shown(now: number | null, job = answered) {
  const { container } = render(
    <AsOf job={job} now={now}>
      <button type="button">{strings.receipt.runAnew}</button>
    </AsOf>,
  );
  return container;
}

test('a job that an answer served says of when the answer is and how long ago that was', () => {
  const at = new Date('2026-11-23T16:00:00.000Z');
  const time = at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });

  shown(asked + 61_000);

  expect(screen.getByText(`As of ${time}, 4 min ago`).getAttribute('datetime')).toBe(
    at.toISOString(),
  );
  expect(screen.getByRole('button', { name: 'Run anew' })).toBeTruthy();
});

test('a clock that is behind makes the answer no younger than it was', () => {
  expect(shown(asked - 1).textContent).toContain('3 min ago');
});

test('while the server’s time is not known nothing is said about how long ago it was', () => {
  expect(shown(null).querySelector('time')?.textContent).not.toContain('ago');
});

test('a job with a statement that ran for it says nothing of the kind', () => {
  expect(shown(asked, parseJob(example('job-shared'))).textContent).toBe('');
  expect(shown(asked, parseJob(example('job-finished'))).textContent).toBe('');
});
