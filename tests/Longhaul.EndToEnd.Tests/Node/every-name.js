// Calls the function with every parameter by its name, and its value as a parameter of the statement.
import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query('begin');
const { rows: [job] } = await client.query(
  `select longhaul.enqueue($1, input => $2, queue => $3, priority => $4, tenant => $5, run_at => $6, run_in => $7, unique_key => $8,
                           slot_key => $9, slot_limit => $10, keep_history => $11) as id`,
  ['mail', { to: 'eve' }, 'default', 7, 'acme', new Date(0), '1 hour', 'welcome-17', 'mailbox-17', 2, false]);
await client.query('commit');
console.log(job.id);
await client.end();
