// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { example, march } from '../test/samples';
import { FakeClock } from '../test/fakeClock';
import { act, fireEvent, render, screen } from '../test/render';
import { parseJob, type Job } from '../wire';
import { JobList } from './JobList';

const minutes = 60_000;
const cancelled: string[] = [];
const commands = {
  cancel: (id: string) => {
    cancelled.push(id);
    return Promise.resolve();
  },
  runAgain: () => Promise.resolve(),
};

/** @param skew how far this machine's clock is ahead of the server's, in milliseconds */
function list(job: Job, skew = 0, ahead: number | null = -skew) {
  const clock = new FakeClock(skew);
  render(
    <JobList
      jobs={[job]}
      time={{ clock, ahead }}
      selected={null}
      commands={commands}
      hasOlder={false}
      loadOlder={() => Promise.resolve()}
    />,
  );
  return { clock, text: () => screen.getByRole('link').textContent };
}

test.each([-5 * minutes, 0, 5 * minutes])(
  'with a clock that is %i ms ahead, a job’s duration is still right',
  async (skew) => {
    const { clock, text } = list(march('RUNNING'), skew);

    await act(() => clock.pass(7_000));

    expect(text()).toBe('Trips by day2015-03running7.0 s');
  },
);

test('a running job says how long its like usually take', async () => {
  const { startedAt, usual } = parseJob(example('job-running'));
  const { clock, text } = list(march('RUNNING', { startedAt, usual }));

  await act(() => clock.pass(7_000));
  expect(text()).toContain('usually takes 12 s');

  await act(() => clock.pass(7_000));
  expect(text()).toContain('longer than usual');
});

test('while the server’s clock is unknown, no times are shown', () => {
  expect(list(march('RUNNING'), 5 * minutes, null).text()).toBe('Trips by day2015-03running');
});

test('an expired result is shown as expired', async () => {
  const { clock, text } = list(parseJob(example('job-finished')), 5 * minutes);
  expect(text()).not.toContain('expired');

  await act(() => clock.pass(24 * 60 * minutes - minutes));
  expect(text()).not.toContain('expired');
  await act(() => clock.pass(2 * minutes));

  expect(text()).toContain('result expired');
});

test('a job that waits for room says its place and why', () => {
  const queue = { position: 3, reason: 'THROTTLED' };

  expect(list(march('SUBMITTED', { queue })).text()).toContain(
    'waiting, number 3 in line0 msRedshift asks for fewer requests',
  );
});

test('a result says how large it is and how much longer it is kept', () => {
  expect(list(parseJob(example('job-finished'))).text()).toBe(
    'Trips by day2015-03finished1.5 s31 rows2.2 KB24 h left',
  );
});

test('a running job is cancelled from the list', async () => {
  list(march('RUNNING'));

  await act(() => {
    fireEvent.click(screen.getByRole('button', { name: 'Cancel: Trips by day 2015-03' }));
    return Promise.resolve();
  });

  expect(cancelled).toEqual(['march']);
});

test('the list says that a search finds nothing', () => {
  list(march('FINISHED'));

  fireEvent.change(screen.getByLabelText('Search jobs'), { target: { value: 'april' } });

  expect(screen.queryByRole('link')).toBeNull();
  expect(screen.getByText('Nothing among the one job loaded so far.')).toBeTruthy();
});
