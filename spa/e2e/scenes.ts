/** The data that the stage shows: jobs and rows that look like those of the demo's queries. */
import { job, type Scene } from './stage';

const days = Array.from({ length: 31 }, (_, day) => `2015-03-${String(day + 1).padStart(2, '0')}`);

const byDay = {
  columns: [
    { name: 'trip_date', type: 'date' },
    { name: 'trips', type: 'int8' },
    { name: 'total_hours', type: 'numeric' },
    { name: 'total_distance', type: 'float8' },
    { name: 'total_fare', type: 'numeric' },
  ],
  rows: days.map((day, index) => {
    const trips = 380_000 + Math.round(60_000 * Math.sin(index * 0.9)) + index * 500;
    return [day, trips, (trips * 0.22).toFixed(2), trips * 2.75, (trips * 12.5).toFixed(2)];
  }),
};

const byHour = {
  columns: [
    { name: 'day_of_week', type: 'int4' },
    { name: 'day_name', type: 'varchar' },
    { name: 'hour_of_day', type: 'int4' },
    { name: 'trips', type: 'int8' },
  ],
  rows: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].flatMap(
    (name, day) =>
      Array.from({ length: 24 }, (_, hour) => [
        day + 1,
        name,
        hour,
        Math.round(20_000 + 15_000 * Math.sin(((hour - 8) / 24) * 6.28) + day * 900),
      ]),
  ),
};

const byPayment = {
  columns: [
    { name: 'trip_date', type: 'date' },
    { name: 'payment', type: 'varchar' },
    { name: 'trips', type: 'int8' },
  ],
  rows: days.flatMap((day, index) => [
    [day, 'Credit card', 240_000 + index * 900],
    [day, 'Cash', 140_000 - index * 700],
    [day, 'Dispute', 900 + index],
  ]),
};

const later = {
  ...byDay,
  rows: byDay.rows.slice(1).map((row, index) => (index === 3 ? [row[0], 1, ...row.slice(2)] : row)),
};

const parameter = {
  name: 'month',
  type: 'month',
  label: 'Month',
  required: true,
  default: null,
  min: '2000-01',
  max: '2099-12',
  choices: null,
};

export const queries = {
  queries: [
    {
      name: 'trips-by-day',
      title: 'Trips by day',
      description:
        'How many trips a month had on each of its days, how long and far they went, and what they cost.',
      parameters: [parameter],
      chart: 'line',
    },
    {
      name: 'busiest-hours',
      title: 'Busiest hours',
      description: 'Trips begun in each hour of each weekday of a month.',
      parameters: [{ ...parameter, required: false, default: '2015-03' }],
      chart: 'heatmap',
    },
    {
      name: 'payment-mix',
      title: 'Payment mix',
      description: 'How the trips of each day of a month were paid for.',
      parameters: [parameter],
      chart: 'stacked',
    },
    {
      name: 'every-type',
      title: 'Every type',
      description: 'A query with a parameter of each type.',
      parameters: [
        {
          ...parameter,
          name: 'day',
          type: 'date',
          label: 'Day',
          min: '2015-01-01',
          max: '2015-12-31',
        },
        {
          ...parameter,
          name: 'least',
          type: 'integer',
          label: 'At least',
          required: false,
          default: 10,
          min: 1,
          max: 100,
        },
        { ...parameter, name: 'flag', type: 'text', label: 'Flag', min: 1, max: 20 },
        {
          ...parameter,
          name: 'vendor',
          type: 'choice',
          label: 'Vendor',
          required: false,
          default: 'all',
          min: null,
          max: null,
          choices: ['all', '1', '2'],
        },
        {
          ...parameter,
          name: 'exact',
          type: 'boolean',
          label: 'Exact',
          required: false,
          default: true,
          min: null,
          max: null,
        },
      ],
      chart: null,
    },
  ],
};

/** What a week took: more was saved on each day. */
function usage(by: string) {
  const names: Readonly<Record<string, readonly (string | null)[]>> = {
    day: days.slice(0, 7),
    query: ['trips-by-day', 'busiest-hours', 'a-query-with-quite-a-long-name-for-a-phone', null],
    user: ['ada', '89b9f382-7f0e-4b8e-9f57-0d4f6f1c2a11', null],
  };
  const counts = (index: number) => ({
    asked: 40 + index * 60,
    statements: 30 + index * 2,
    shared: 8 + index * 40,
    reused: 2 + index * 18,
    warehouse: `PT${20 + index}.5S`,
    saved: `PT${index}M6.25S`,
    bytes: 2_210 * (index + 1) ** 4,
    calls: 90 + index * 7,
    price: `0.00${256 + index} USD`,
  });
  return {
    from: days[0],
    to: days[6],
    by,
    rows: (names[by] ?? []).map((name, index) => ({ [by]: name, ...counts(index) })),
    isAll: by !== 'user',
    total: counts(12),
  };
}

export const demo: Scene = {
  queries,
  usage,
  jobs: [
    job('going', {
      state: 'RUNNING',
      version: 2,
      arguments: { month: '2015-07' },
      usual: 'PT40S',
      submittedAt: new Date(Date.now() - 12_400).toISOString(),
      startedAt: new Date(Date.now() - 12_350).toISOString(),
      endedAt: null,
      expiresAt: null,
      rowCount: null,
      resultBytes: null,
      receipt: {
        stored: new Date(Date.now() - 12_400).toISOString(),
        accepted: new Date(Date.now() - 12_350).toISOString(),
        redshiftEnded: null,
        learned: null,
        learnedFrom: null,
      },
    }),
    job('march'),
    job('march-again', { rowCount: 30 }),
    job('hours', {
      query: 'busiest-hours',
      title: 'Busiest hours',
      rowCount: 168,
      resultBytes: 6_100,
    }),
    job('mix', { query: 'payment-mix', title: 'Payment mix', rowCount: 93, resultBytes: 3_800 }),
    job('failed', {
      state: 'FAILED',
      rowCount: null,
      resultBytes: null,
      expiresAt: null,
      error: {
        code: 'STATEMENT_FAILED',
        message: 'ERROR: column "pikup_datetime" does not exist in nyc_yellow_taxi\n  Position: 87',
      },
    }),
    job('cancelled', {
      state: 'CANCELLED',
      rowCount: null,
      resultBytes: null,
      expiresAt: null,
      arguments: { month: '2014-12' },
    }),
    job('expired', {
      arguments: { month: '2015-01' },
      submittedAt: '2015-03-01T00:00:00.000Z',
      endedAt: '2015-03-01T00:00:02.000Z',
      expiresAt: '2015-03-02T00:00:02.000Z',
    }),
    job('gone', { query: 'trips-by-moon', title: 'Trips by moon', arguments: { phase: 'full' } }),
  ],
  rows: { march: byDay, 'march-again': later, hours: byHour, mix: byPayment, gone: byDay },
};
