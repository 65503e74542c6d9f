// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { Refused, Unreachable } from '../api';
import { Sheets } from '../rows/RowWorker';
import { SheetCache } from '../rows/SheetCache';
import { example, lastRows, march, rows } from '../test/samples';
import { fakeApi } from '../test/fakeApi';
import { FakeClock } from '../test/fakeClock';
import { strings } from '../strings';
import { act, fireEvent, layOut, render, screen } from '../test/render';
import { parseJob, parseProblem, type Job, type Rows } from '../wire';
import { ResultPanel } from './ResultPanel';

function panel(
  job: Job,
  pushed: Rows | null,
  fetchRows: () => Promise<Uint8Array> = () => new Promise(() => undefined),
  {
    ahead = 0,
    runAgain = () => Promise.resolve(),
  }: { ahead?: number | null; runAgain?: () => Promise<void> } = {},
) {
  layOut(640);
  const cancelled: string[] = [];
  const again: string[] = [];
  const time = { clock: new FakeClock(), ahead };
  const cache = new SheetCache(new Sheets());
  const context = {
    api: fakeApi({ rows: fetchRows }),
    cache,
    time,
    commands: {
      cancel: (id: string) => {
        cancelled.push(id);
        return Promise.resolve();
      },
      runAgain: ({ id }: Job) => {
        again.push(id);
        return runAgain();
      },
    },
    pushedRows: () => pushed,
    onPainted: () => undefined,
  };
  const element = (contacts: number) => (
    <ResultPanel
      job={job}
      context={{ ...context, contacts }}
      seen={{ pushed: null, painted: null }}
      edit={null}
      chart={null}
      isOffered
    />
  );
  const { rerender } = render(element(1));
  /** Lets another snapshot come. */
  const snapshot = (count: number) =>
    act(() => {
      rerender(element(count));
      return Promise.resolve();
    });
  return { cancelled, again, clock: time.clock, snapshot };
}

const day = 86_400_000;
const mustNotBeCalled = () => Promise.reject(new Error('must not be called'));
const expired = () =>
  Promise.reject(new Refused(parseProblem({ code: 'RESULT_EXPIRED', title: 'Gone' }, 410)));

test('the rows of a finished job are fetched if they are not known', () => {
  let asked = 0;
  panel(march('FINISHED'), null, () => {
    asked += 1;
    return new Promise(() => undefined);
  });

  expect(asked).toBe(1);
});

test('nothing is fetched for a finished job whose last rows are known', () => {
  panel(parseJob(example('job-finished')), lastRows, mustNotBeCalled);

  expect(screen.getByText('finished after 1.5 s, 31 rows, 2.2 KB, 24 h left')).toBeTruthy();
  expect(screen.getByText('told by Redshift’s event, 84 ms after Redshift ended')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Load more rows' })).toBeNull();
});

test('rows that cannot be fetched are requested again only when the user says so', async () => {
  let asked = 0;
  panel(march('FINISHED'), rows, () => {
    asked += 1;
    return Promise.reject(new Unreachable('down'));
  });

  await screen.findByText(/server can’t be reached/);
  expect(asked).toBe(1);
  fireEvent.click(screen.getByRole('button', { name: 'Load more rows' }));
  expect(asked).toBe(2);
});

test('a failed job says why in Redshift’s own words', () => {
  panel(parseJob(example('job-failed')), null);

  expect(screen.getByRole('alert').textContent).toBe(
    'ERROR: relation "no_such_table" does not exist',
  );
});

test('first rows that cannot be fetched are requested again with each snapshot', async () => {
  let asked = 0;
  const { snapshot } = panel(march('FINISHED'), null, () => {
    asked += 1;
    return Promise.reject(new Unreachable('down'));
  });
  await screen.findByText(/server can’t be reached/);

  await snapshot(1);
  expect(asked).toBe(1);
  await snapshot(2);
  expect(asked).toBe(2);
  await snapshot(3);
  expect(asked).toBe(3);
});

test('first rows that the server refuses are not asked for again', async () => {
  let asked = 0;
  const { snapshot } = panel(march('FINISHED'), null, () => {
    asked += 1;
    const problem = { code: 'JOB_NOT_FOUND', title: 'There is no such job' };
    return Promise.reject(new Refused(parseProblem(problem, 404)));
  });
  await screen.findByText('There is no such job');

  await snapshot(2);

  expect(asked).toBe(1);
});

test('the page offers to run the job of an expired result again', async () => {
  const { again } = panel(march('FINISHED'), null, expired);

  fireEvent.click(await screen.findByRole('button', { name: 'Run again' }));

  expect(again).toEqual(['march']);
  expect(screen.queryByRole('grid')).toBeNull();
});

test('a result that has expired by the server’s clock is not asked for', () => {
  panel(parseJob(example('job-finished')), null, mustNotBeCalled, { ahead: day + 1_500 });

  expect(screen.getByRole('alert').textContent).toBe(
    'Redshift keeps a result for 24 hours, and this one has expired. Run it again for a new one.',
  );
  expect(screen.getByRole('button', { name: 'Run again' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
});

test.each([
  ['not known yet', null],
  ['a millisecond before', day + 1_499],
])('while the server’s clock is %s, the rows are asked for', (_when, ahead) => {
  let asked = 0;
  panel(
    parseJob(example('job-finished')),
    null,
    () => {
      asked += 1;
      return new Promise(() => undefined);
    },
    { ahead },
  );

  expect(asked).toBe(1);
  expect(screen.queryByText(/has expired/)).toBeNull();
});

test('a result that expires while it is visible stays, but no more of it is offered', async () => {
  const { clock } = panel(
    parseJob(example('job-finished')),
    rows,
    () => new Promise(() => undefined),
  );
  expect(screen.queryByText(/has expired/)).toBeNull();

  await act(() => clock.pass(day + 40_000));

  expect(screen.getByRole('alert').textContent).toBe(
    'Redshift keeps a result for 24 hours, and this one has expired. The rows below were fetched before that; run it again for new ones.',
  );
  expect(screen.getByText('2015-03-01')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Load more rows' })).toBeNull();
});

test('if it cannot be run again either, the page says both, and the offer stays', async () => {
  const problem = parseProblem({ code: 'TOO_MANY_JOBS', title: 'Too many' }, 429, '30');
  panel(march('FINISHED'), null, expired, {
    runAgain: () => Promise.reject(new Refused(problem)),
  });

  fireEvent.click(await screen.findByRole('button', { name: 'Run again' }));

  await screen.findByText(/Too many of your jobs are waiting/);
  expect(screen.getByText(/has expired/)).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Run again' }).disabled).toBe(false);
});

test('a job that waits for room says its place and why', () => {
  panel(march('SUBMITTED', { queue: { position: 3, reason: 'WAREHOUSE_FULL' } }), null);

  expect(screen.getByText('waiting, number 3 in line')).toBeTruthy();
  expect(
    screen.getByText(
      'Redshift is running as many statements as it can. This job starts by itself.',
    ),
  ).toBeTruthy();
});

test('a job can be cancelled while it has not ended, and once', () => {
  const { cancelled } = panel(march('RUNNING'), null);

  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));

  expect(cancelled).toEqual(['march']);
});

test('a job that is being cancelled says so until Redshift has answered', () => {
  panel(march('RUNNING', { cancelRequested: true }), null);

  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Cancelling…' }).disabled).toBe(
    true,
  );
});

test('an ended job cannot be cancelled', () => {
  panel(march('CANCELLED'), null);

  expect(screen.queryByRole('button', { name: /cancel/i })).toBeNull();
});

test('a job that an answer served is run anew beside the time of the answer, and nowhere else', () => {
  const job = parseJob(example('job-answered'));
  const { again } = panel(job, lastRows, mustNotBeCalled);

  expect(screen.queryByText(/after 0 ms/)).toBeNull();
  expect(screen.queryByRole('button', { name: strings.job.runAgain })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: strings.receipt.runAnew }));

  expect(again).toEqual([job.id]);
});
