import { expect, test } from 'vitest';
import { linkTo, parseRoute, type Route } from './route';

test.each<Route>([
  { view: 'queries', query: null, args: {} },
  { view: 'queries', query: 'a/b ?&#ü', args: { month: '2015-03', text: 'a&b=c #?/%' } },
  { view: 'jobs', job: null, other: null },
  { view: 'jobs', job: '01JD/x', other: null },
  { view: 'jobs', job: 'a', other: 'b' },
  { view: 'sql' },
  { view: 'start' },
])('%o is the same after it was a link', (route) => {
  expect(parseRoute(linkTo(route))).toEqual(route);
});

test.each(['', '#', '#/', '#/?a=b'])('"%s" is the start', (hash) => {
  expect(parseRoute(hash)).toEqual({ view: 'start' });
});

test.each(['#/nowhere', '#nonsense', '#/%E0%A4%A', '#//', '#/Jobs', '#queries'])(
  '"%s" leads nowhere',
  (hash) => {
    expect(parseRoute(hash)).toEqual({ view: 'nowhere' });
  },
);

test('a broken link still names what it can', () => {
  expect(parseRoute('#/jobs/%E0%A4%A')).toEqual({ view: 'jobs', job: '%E0%A4%A', other: null });
  expect(parseRoute('#/jobs/a/with')).toEqual({ view: 'jobs', job: 'a', other: null });
});
