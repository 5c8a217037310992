// Calls what docs/postgresql.md shows: node shop.js CUSTOMER AMOUNT
import { order } from './snippet.js';

const [customer, amount] = process.argv.slice(2);
console.log(await order(customer, Number(amount)));
process.exit();
