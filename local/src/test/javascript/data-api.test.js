// Asks the local Redshift Data API with AWS's own client. DATA_API names its address.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  GetStatementResultV2Command,
  ListSessionsCommand,
  RedshiftDataClient,
  ResourceNotFoundException,
  ValidationException,
  paginateGetStatementResult,
  paginateListTables,
} from '@aws-sdk/client-redshift-data';

const client = new RedshiftDataClient({
  endpoint: process.env.DATA_API,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
});
const where = { ClusterIdentifier: 'querycast', Database: 'dev', DbUser: 'awsuser' };

async function ended(input) {
  const { Id } = await client.send(new ExecuteStatementCommand({ WaitTimeSeconds: 30, ...input }));
  return client.send(new DescribeStatementCommand({ Id }));
}

test('a statement runs with parameters, and its pages are read', async () => {
  const statement = await ended({
    ...where,
    Sql: 'select :word as word, null as nothing, 7 as n',
    Parameters: [{ name: 'word', value: 'taxi' }],
  });
  assert.equal(statement.Status, 'FINISHED', statement.Error);
  assert.ok(statement.CreatedAt instanceof Date);
  const rows = [];
  for await (const page of paginateGetStatementResult({ client }, { Id: statement.Id })) {
    rows.push(...page.Records);
  }
  assert.deepEqual(rows, [[{ stringValue: 'taxi' }, { isNull: true }, { longValue: 7 }]]);
});

test('a batch has results of its own for each statement', async () => {
  const { Id, Status } = await client.send(
    new BatchExecuteStatementCommand({
      ...where,
      Sqls: ['select 1', 'select 2'],
      WaitTimeSeconds: 30,
    }),
  );
  assert.equal(Status, 'FINISHED');
  const { SubStatements, ExecutionMode } = await client.send(new DescribeStatementCommand({ Id }));
  assert.equal(ExecutionMode, 'TRANSACTION');
  assert.deepEqual(
    SubStatements.map((each) => each.Id),
    [`${Id}:1`, `${Id}:2`],
  );
  const second = await client.send(new GetStatementResultCommand({ Id: `${Id}:2` }));
  assert.deepEqual(second.Records, [[{ longValue: 2 }]]);
});

test('a temporary table lasts for its session', async () => {
  const { SessionId } = await ended({
    ...where,
    Sql: 'create temp table few (n int)',
    SessionKeepAliveSeconds: 60,
  });
  const { Sessions } = await client.send(new ListSessionsCommand({ SessionId }));
  assert.equal(Sessions[0].Status, 'AVAILABLE');
  const counted = await ended({ SessionId, Sql: 'select count(*) from few' });
  assert.equal(counted.Status, 'FINISHED', counted.Error);
});

test('a result comes as CSV', async () => {
  const { Id } = await ended({ ...where, Sql: "select 1 as a, 'x,y' as b", ResultFormat: 'CSV' });
  const { Records, ResultFormat } = await client.send(new GetStatementResultV2Command({ Id }));
  assert.equal(ResultFormat, 'CSV');
  assert.deepEqual(Records, [{ CSVRecords: 'a,b\r\n1,"x,y"\r\n' }]);
});

test('the catalogue is read page by page', async () => {
  const names = [];
  const input = { ...where, SchemaPattern: 'pg_catalog', MaxResults: 40 };
  for await (const page of paginateListTables({ client }, input)) {
    names.push(...page.Tables.map((table) => table.name));
  }
  assert.ok(names.length > 40 && names.includes('svv_tables'), names.join());
});

test('refusals are the errors of the model', async () => {
  await assert.rejects(
    client.send(
      new ExecuteStatementCommand({ ...where, ClusterIdentifier: 'other', Sql: 'select 1' }),
    ),
    (error) =>
      error instanceof ValidationException &&
      error.message === "Redshift endpoint doesn't exist in this region.",
  );
  const Id = '00000000-0000-0000-0000-000000000000';
  await assert.rejects(
    client.send(new DescribeStatementCommand({ Id })),
    (error) => error instanceof ResourceNotFoundException && error.ResourceId === Id,
  );
});
