// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { Refused, Unreachable, type Order } from '../api';
import { example, lastRows, march, rows } from '../test/cast';
import { fireEvent, layOut, render, screen } from '../test/render';
import { parseJob, parseProblem, type Job, type Rows } from '../wire';
import { ResultPanel } from './ResultPanel';

function panel(
  job: Job,
  result: Rows | null,
  loadRows: () => Promise<void> = () => Promise.resolve(),
) {
  layOut(640);
  const cancelled: string[] = [];
  const orders: Order[] = [];
  render(
    <ResultPanel
      job={job}
      result={result}
      loadRows={loadRows}
      cancel={(id) => {
        cancelled.push(id);
        return Promise.resolve();
      }}
      runAgain={(order) => {
        orders.push(order);
        return Promise.resolve();
      }}
    />,
  );
  return { cancelled, orders };
}

test('a finished job whose rows are not known has them fetched', () => {
  let asked = 0;
  panel(march('FINISHED'), null, () => {
    asked += 1;
    return Promise.resolve();
  });

  expect(asked).toBe(1);
});

test('a finished job whose last rows are known asks for nothing', () => {
  panel(parseJob(example('job-finished')), lastRows, () =>
    Promise.reject(new Error('must not be called')),
  );

  expect(screen.getByText('finished after 1.5 s, 31 rows')).toBeTruthy();
  expect(screen.getByText('told by event, 84 ms after Redshift ended')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Load more rows' })).toBeNull();
});

test('rows that can not be fetched are asked for again only when the user says so', async () => {
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

test('a result that has expired can be had by running the job again', async () => {
  const problem = parseProblem({ code: 'RESULT_EXPIRED', title: 'Gone' }, 410);
  const { orders } = panel(march('FINISHED'), null, () => Promise.reject(new Refused(problem)));

  fireEvent.click(await screen.findByRole('button', { name: 'Run again' }));

  expect(orders).toEqual([{ query: 'trips-by-day', arguments: { month: '2015-03' } }]);
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

test('an ended job can not be cancelled', () => {
  panel(march('CANCELLED'), null);

  expect(screen.queryByRole('button', { name: /cancel/i })).toBeNull();
});
