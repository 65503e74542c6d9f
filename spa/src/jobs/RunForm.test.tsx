// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { Refused, Unreachable, type Order } from '../api';
import { everyType, example, march, tripsByDay } from '../test/cast';
import { fireEvent, render, screen, waitFor } from '../test/render';
import { parseProblem, type Job } from '../wire';
import { RunForm, type Draft } from './RunForm';

function form(submit: (order: Order) => Promise<Job>, draft: Draft | null = null) {
  const drafts: Draft[] = [];
  const submitted: Job[] = [];
  render(
    <RunForm
      queries={[tripsByDay, everyType]}
      draft={draft}
      onDraft={(draft) => drafts.push(draft)}
      submit={submit}
      onSubmitted={(job) => submitted.push(job)}
    />,
  );
  return { drafts, submitted };
}

const type = (label: string, value: string) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};
const run = () => {
  fireEvent.click(screen.getByRole('button', { name: 'Run' }));
};

test('the chosen month is sent as it is', async () => {
  const orders: Order[] = [];
  const { submitted } = form((order) => {
    orders.push(order);
    return Promise.resolve(march('SUBMITTED'));
  });

  type('Month', '2015-01');
  run();

  await waitFor(() => {
    expect(submitted).toHaveLength(1);
  });
  expect(orders).toEqual([{ query: 'trips-by-day', arguments: { month: '2015-01' } }]);
});

test('what can not be sent is said at its field, which gets the focus', () => {
  form(() => Promise.reject(new Error('must not be called')));

  type('Query', 'every-type');
  run();

  const day = screen.getByLabelText('Day');
  expect(day.getAttribute('aria-invalid')).toBe('true');
  expect(
    document.getElementById(day.getAttribute('aria-describedby')?.split(' ').at(-1) ?? '')
      ?.textContent,
  ).toBe('Please fill this in.');
  expect(document.activeElement).toBe(day);
});

test('an argument that the server refuses is said at its field', async () => {
  form(() => Promise.reject(new Refused(parseProblem(example('problem'), 422))));

  type('Month', '2015-03');
  run();

  await screen.findByText('month takes a month as YYYY-MM, from 2000-01 up to 2099-12.');
  expect(screen.getByLabelText('Month').getAttribute('aria-invalid')).toBe('true');
});

test('when the server can not be reached the form says so and keeps what was typed', async () => {
  form(() => Promise.reject(new Unreachable('down')));

  type('Month', '2015-07');
  run();

  await screen.findByText(/server can’t be reached/);
  expect(screen.getByLabelText<HTMLInputElement>('Month').value).toBe('2015-07');
});

test('with too many jobs waiting the form says so and keeps what was typed', async () => {
  const problem = parseProblem({ code: 'TOO_MANY_JOBS', title: 'Too many' }, 429, '30');
  form(() => Promise.reject(new Refused(problem)));

  type('Month', '2015-07');
  run();

  await screen.findByText(/Too many of your jobs are waiting/);
  expect(screen.getByLabelText<HTMLInputElement>('Month').value).toBe('2015-07');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Run' }).disabled).toBe(false);
});

test('a draft is told at every change, and can be taken up again', () => {
  const { drafts } = form(() => Promise.reject(new Error('unused')), {
    query: 'trips-by-day',
    values: { month: '2015-11' },
  });

  expect(screen.getByLabelText<HTMLInputElement>('Month').value).toBe('2015-11');
  type('Month', '2015-12');
  expect(drafts).toEqual([{ query: 'trips-by-day', values: { month: '2015-12' } }]);
});

test('each parameter has the control that fits its type', () => {
  form(() => Promise.reject(new Error('unused')));
  type('Query', 'every-type');

  const types = ['Day', 'At least', 'Rate', 'Flag', 'Exact'].map(
    (label) => screen.getByLabelText<HTMLInputElement>(label).type,
  );

  expect(types).toEqual(['date', 'number', 'number', 'text', 'checkbox']);
  expect(screen.getByLabelText('Vendor').tagName).toBe('SELECT');
});
