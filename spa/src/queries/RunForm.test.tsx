// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { Refused, Unreachable, type Submission } from '../api';
import { everyType, example, march, tripsByDay } from '../test/samples';
import { fireEvent, render, screen, waitFor } from '../test/render';
import { parseProblem, type Job } from '../wire';
import type { Values } from './arguments';
import { RunForm } from './RunForm';

function form(
  submit: (submission: Submission) => Promise<Job>,
  query = tripsByDay,
  values: Values = {},
) {
  const typed: Values[] = [];
  const submitted: Job[] = [];
  render(
    <RunForm
      query={query}
      values={values}
      onValues={(each) => typed.push(each)}
      submit={submit}
      onSubmitted={(job) => submitted.push(job)}
    />,
  );
  return { typed, submitted };
}

const type = (label: string, value: string) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};
const run = () => {
  fireEvent.click(screen.getByRole('button', { name: 'Run' }));
};

test('the chosen month is sent as it is', async () => {
  const submissions: Submission[] = [];
  const { submitted } = form((submission) => {
    submissions.push(submission);
    return Promise.resolve(march('SUBMITTED'));
  });

  type('Month', '2015-01');
  run();

  await waitFor(() => {
    expect(submitted).toHaveLength(1);
  });
  expect(submissions).toEqual([{ query: 'trips-by-day', arguments: { month: '2015-01' } }]);
});

test('a value that cannot be sent is reported at its field, which gets the focus', () => {
  form(() => Promise.reject(new Error('must not be called')), everyType);

  run();

  const day = screen.getByLabelText('Day');
  expect(day.getAttribute('aria-invalid')).toBe('true');
  expect(
    document.getElementById(day.getAttribute('aria-describedby')?.split(' ').at(-1) ?? '')
      ?.textContent,
  ).toBe('Please fill this in.');
  expect(document.activeElement).toBe(day);
});

test('an argument that the server refuses is reported at its field', async () => {
  form(() => Promise.reject(new Refused(parseProblem(example('problem'), 422))));

  type('Month', '2015-03');
  run();

  await screen.findByText('month takes a month as YYYY-MM, from 2000-01 up to 2099-12.');
  expect(screen.getByLabelText('Month').getAttribute('aria-invalid')).toBe('true');
});

test('when the server cannot be reached, the form says so and keeps what was typed', async () => {
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

test('every change of the form is passed on, and can be restored', () => {
  const { typed } = form(() => Promise.reject(new Error('unused')), tripsByDay, {
    month: '2015-11',
  });

  expect(screen.getByLabelText<HTMLInputElement>('Month').value).toBe('2015-11');
  type('Month', '2015-12');
  expect(typed).toEqual([{ month: '2015-12' }]);
});

test('a field says what is wrong after the user leaves it, and stops as soon as it is right', () => {
  form(() => Promise.reject(new Error('unused')), everyType);

  type('At least', '101');
  expect(screen.queryByText('Please stay between 1 and 100.')).toBeNull();
  fireEvent.blur(screen.getByLabelText('At least'));
  expect(screen.getByText('Please stay between 1 and 100.')).toBeTruthy();
  type('At least', '100');
  expect(screen.queryByText('Please stay between 1 and 100.')).toBeNull();
});

test('Ctrl and Enter run the query from any field', async () => {
  const { submitted } = form(() => Promise.resolve(march('SUBMITTED')));

  type('Month', '2015-01');
  fireEvent.keyDown(screen.getByLabelText('Month'), { key: 'Enter', ctrlKey: true });

  await waitFor(() => {
    expect(submitted).toHaveLength(1);
  });
});

test('each parameter has the control that fits its type', () => {
  form(() => Promise.reject(new Error('unused')), everyType);

  const types = ['Day', 'At least', 'Rate', 'Flag', 'Exact'].map(
    (label) => screen.getByLabelText<HTMLInputElement>(label).type,
  );

  expect(types).toEqual(['date', 'number', 'number', 'text', 'checkbox']);
  expect(screen.getByLabelText('Vendor').tagName).toBe('SELECT');
});
