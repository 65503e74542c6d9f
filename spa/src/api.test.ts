import { expect, test } from 'vitest';
import { createApi, Refused, SessionOver, Unreachable } from './api';
import { example } from './test/samples';
import { FakeClock, settle } from './test/fakeClock';

type Answer = Response | Error;

const json = (name: string, status = 200, headers: HeadersInit = {}) =>
  Response.json(example(name), { status, headers });

/** A server that gives these answers one after another, and records the requests. */
function server(...answers: Answer[]) {
  const asked: Request[] = [];
  const bearers: boolean[] = [];
  const clock = new FakeClock();
  let overs = 0;
  const api = createApi({
    url: 'https://api.example.com',
    token(fresh) {
      bearers.push(fresh);
      return Promise.resolve(fresh ? 'fresh' : 'stored');
    },
    fetch(input, init) {
      asked.push(new Request(input, init));
      const answer = answers.shift() ?? new Error('asked too often');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    clock,
    random: () => 0.5,
    onSessionOver: () => {
      overs += 1;
    },
  });
  return { api, asked, bearers, clock, overs: () => overs };
}

const submission = { query: 'trips-by-day', arguments: { month: '2015-03' } };

test('every call carries the access token in its header, and only there', async () => {
  const { api, asked } = server(json('queries'));

  await api.queries();

  expect(asked[0]?.headers.get('Authorization')).toBe('Bearer stored');
  expect(asked[0]?.url).toBe('https://api.example.com/api/queries');
});

test('a refused token is renewed once', async () => {
  const { api, asked, overs } = server(new Response(null, { status: 401 }), json('queries'));

  await api.queries();

  expect(asked.map(({ headers }) => headers.get('Authorization'))).toEqual([
    'Bearer stored',
    'Bearer fresh',
  ]);
  expect(overs()).toBe(0);
});

test('if a fresh token is refused too, the session is over', async () => {
  const no = () => new Response(null, { status: 401 });
  const { api, overs } = server(no(), no());

  await expect(api.queries()).rejects.toThrow(SessionOver);
  expect(overs()).toBe(1);
});

test('a refusal carries its problem', async () => {
  const { api } = server(json('problem', 422));

  const error = await api.submit(submission, 'key').catch((error: unknown) => error);

  expect(error).toBeInstanceOf(Refused);
  expect((error as Refused).problem.parameter).toBe('month');
});

test('a submission that gets no answer is repeated under the same key', async () => {
  const { api, asked, clock } = server(
    new TypeError('Failed to fetch'),
    new Response('Bad Gateway', { status: 502 }),
    json('job-submitted', 202),
  );

  const job = api.submit(submission, 'key');
  await clock.pass(5_000);

  expect((await job).state).toBe('SUBMITTED');
  expect(asked.map(({ headers }) => headers.get('Idempotency-Key'))).toEqual(['key', 'key', 'key']);
});

test('a submission is given up after four tries', async () => {
  const lost = () => new TypeError('Failed to fetch');
  const { api, asked, clock } = server(lost(), lost(), lost(), lost(), json('job-submitted'));

  const outcome = api.submit(submission, 'key').catch((error: unknown) => error);
  await clock.pass(60_000);

  expect(await outcome).toBeInstanceOf(Unreachable);
  expect(asked).toHaveLength(4);
});

test('a submission that is refused is not repeated', async () => {
  const { api, asked, clock } = server(json('problem', 422), json('job-submitted', 202));

  const outcome = api.submit(submission, 'key').catch((error: unknown) => error);
  await clock.pass(60_000);
  await settle();

  expect(await outcome).toBeInstanceOf(Refused);
  expect(asked).toHaveLength(1);
});

test('a request without an answer is repeated, but not before the server allows it', async () => {
  const { api, asked, clock } = server(
    new TypeError('Failed to fetch'),
    json('problem', 503, { 'Retry-After': '7' }),
    json('rows'),
  );

  const rows = api.rows('march', null);
  await clock.pass(1_000);
  expect(asked).toHaveLength(2);
  await clock.pass(6_000);
  expect(asked).toHaveLength(2);
  await clock.pass(3_000);

  expect(JSON.parse(new TextDecoder().decode(await rows))).toEqual(example('rows'));
});

test('however long the server asks to wait, the page tries again after some seconds', async () => {
  const { api, asked, clock } = server(
    json('problem', 503, { 'Retry-After': '3600' }),
    json('job-finished'),
  );

  void api.job('march');
  await clock.pass(11_000);

  expect(asked).toHaveLength(2);
});

test('a request that comes too often is told when to come back, and is not repeated', async () => {
  const { api, asked, clock } = server(
    Response.json({ code: 'TOO_MANY_REQUESTS' }, { status: 429, headers: { 'Retry-After': '5' } }),
  );

  const outcome = api.submit(submission, 'key').catch((error: unknown) => error);
  await clock.pass(60_000);

  expect((await outcome) as Refused).toMatchObject({
    problem: { code: 'TOO_MANY_REQUESTS', status: 429, retryAfter: 5 },
    isFinal: false,
  });
  expect(asked).toHaveLength(1);
});

test.each([
  ['server', { code: 'TOO_MANY_REQUESTS' }],
  ['gateway', { message: 'Too Many Requests' }],
])('a reader of too much at once goes on when the %s says so', async (_, problem) => {
  const { api, asked, clock } = server(
    Response.json(problem, { status: 429, headers: { 'Retry-After': '2' } }),
    json('job-finished'),
  );

  const job = api.job('march');
  await clock.pass(1_900);
  expect(asked).toHaveLength(1);
  await clock.pass(2_000);

  expect((await job).state).toBe('FINISHED');
  expect(asked).toHaveLength(2);
});

test('a snapshot is asked for by the name of the last one', async () => {
  const { api, asked } = server(
    json('snapshot', 200, { ETag: '"7"' }),
    new Response(null, { status: 304 }),
  );

  const first = await api.snapshot(null, 20, new AbortController().signal);
  const second = await api.snapshot(first?.etag ?? null, 20, new AbortController().signal);

  expect(first?.etag).toBe('"7"');
  expect(second).toBeNull();
  expect(asked[0]?.headers.has('If-None-Match')).toBe(false);
  expect(asked[1]?.headers.get('If-None-Match')).toBe('"7"');
  expect(asked[1]?.url).toMatch(/\/api\/snapshot\?wait=20$/);
});

test('a session that must outlive the token is requested with a fresh token', async () => {
  const { api, bearers } = server(json('session', 201));

  await api.openSession(true, new AbortController().signal);

  expect(bearers).toEqual([true]);
});
