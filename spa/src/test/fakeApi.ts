import type { Api } from '../api';

const unexpected = () => Promise.reject(new Error('The test did not expect this call'));

/** An API in which a test defines only the calls that it needs. */
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
    usage: unexpected,
    personalQueries: unexpected,
    personalQuery: unexpected,
    keepQuery: unexpected,
    deleteQuery: unexpected,
    ...calls,
  };
}
