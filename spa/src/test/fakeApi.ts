import type { Api } from '../api';

const unexpected = () => Promise.reject(new Error('The test did not expect this call'));

/** An API of which a test fills in only what it speaks of. */
export function fakeApi(calls: Partial<Api>): Api {
  return {
    queries: unexpected,
    submit: unexpected,
    jobs: () => Promise.resolve({ jobs: [], next: null }),
    job: unexpected,
    cancel: unexpected,
    rows: unexpected,
    download: unexpected,
    openSession: unexpected,
    snapshot: unexpected,
    schemas: unexpected,
    tables: unexpected,
    columns: unexpected,
    personalQueries: unexpected,
    personalQuery: unexpected,
    keepQuery: unexpected,
    deleteQuery: unexpected,
    ...calls,
  };
}
