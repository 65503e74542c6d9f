// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { Refused } from '../api';
import { fakeApi } from '../test/fakeApi';
import { fireEvent, render, screen, within } from '../test/render';
import { example } from '../test/samples';
import UsageView from './UsageView';

const told = example('usage') as Readonly<Record<string, unknown>>;
const nothing = { ...(told.total as object), asked: 0 };

/** Answers with the example for each grouping, and remembers what was asked. */
function show(answer: (by: string) => Promise<unknown>) {
  const asked: string[] = [];
  render(
    <UsageView
      user="ada"
      api={fakeApi({
        usage(by, from, to) {
          asked.push(`${by} ${from} ${to}`);
          return answer(by);
        },
      })}
    />,
  );
  return asked;
}

const named = (by: string) =>
  Promise.resolve({
    ...told,
    rows: [
      {
        ...(told.total as object),
        [by]: by === 'user' ? 'ada' : by === 'day' ? '2026-11-23' : null,
      },
    ],
  });

test('who, what and when are told with their figures', async () => {
  const asked = show(named);

  const who = within(await screen.findByRole('row', { name: /^You \(ada\)/ }));
  expect(who.getAllByRole('cell').map(({ textContent }) => textContent)).toEqual([
    '5',
    '1',
    '2',
    '1',
    '250 ms',
    '750 ms',
    '2.2 KB',
    '3',
    '0.125 USD',
  ]);
  expect(screen.getByRole('row', { name: /^Own SQL/ })).toBeDefined();
  expect(screen.getByRole('row', { name: /^2026-11-23/ })).toBeDefined();
  expect(asked).toEqual(['day  ', 'query  ', 'user  ']);
});

test('other days are shown on demand', async () => {
  const asked = show(named);
  await screen.findByRole('row', { name: /^You/ });

  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-01' } });
  fireEvent.click(screen.getByRole('button', { name: 'Show' }));

  await screen.findByRole('row', { name: /^You/ });
  expect(asked.slice(3)).toContain('day 2026-11-01 2026-11-23');
});

test('days without questions say so', async () => {
  show(() => Promise.resolve({ ...told, rows: [], total: nothing }));

  expect(await screen.findByText('Nobody asked anything in these days.')).toBeDefined();
});

test('a refusal is told in its own words, and what was shown stays', async () => {
  let isRefusing = false;
  show((by) =>
    isRefusing
      ? Promise.reject(
          new Refused({
            status: 422,
            code: 'PARAMETER_INVALID',
            title: 'No',
            detail: 'Too long.',
            parameter: null,
            retryAfter: null,
          }),
        )
      : named(by),
  );
  await screen.findByRole('row', { name: /^You/ });

  isRefusing = true;
  fireEvent.click(screen.getByRole('button', { name: 'Show' }));

  expect(await screen.findByText(/Too long\./)).toBeDefined();
  expect(screen.getByRole('row', { name: /^You/ })).toBeDefined();
});
